import assert from 'node:assert/strict';

import type { Problem } from '@tierline/contracts';
import { aPolicy } from '@tierline/testkit';

import { type RealApi, realApi, routedTicket } from './real-api.ts';

interface AgentView {
  readonly id: string;
  readonly tier: string;
  readonly team?: string;
  readonly load: number;
  readonly presence: string;
  readonly onShift: boolean;
  readonly skills: Readonly<Record<string, number>>;
  readonly seenAt?: string;
}

const STAFF = `
  - { id: t1-zoe, name: Zoe, tier: T1, capacity: 3, skills: { network: 2 }, calendar: office }
  - { id: t1-old, name: Old, tier: T1, capacity: 3, until: 2020-01-01T00:00:00Z }
  - { id: t1-up, name: Up, tier: T1, capacity: 3, changes: [{ from: 2020-01-01T00:00:00Z, tier: T2 }] }
teams:
  - { id: front, name: Front line, tier: T1 }
effort: { priorities: { urgent: 2 } }
assignment: { claimOffShift: refuse }
`;
const loaded = aPolicy(STAFF);

describe('agents through the API', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi(loaded);
  });
  after(() => api[Symbol.asyncDispose]());

  const read = async (id: string) => (await api.get<AgentView>(`/v1/agents/${id}`)).body;

  it('are seen with tier, team, skills and what they have in hand', async () => {
    const { id } = await routedTicket(api, { priority: 'urgent' });
    const { body: ticket } = await api.get(`/v1/tickets/${id}`);
    assert.deepEqual([ticket.team, ticket.effort], ['front', 2]);
    const claimed = await api.post('/v1/agents/t1-ada/claim');
    assert.equal(claimed.body.id, id);
    const ada = await read('t1-ada');
    assert.deepEqual([ada.tier, ada.team, ada.load], ['T1', 'front', 2]);
    assert.deepEqual((await read('t1-zoe')).skills, { network: 2 });
    const { body } = await api.get<{ items: AgentView[] }>('/v1/agents');
    assert.equal(body.items.find((one) => one.id === 't1-ada')?.load, 2);
  });

  it('work on the tier that they were promoted to', async () => {
    const { tier, team } = await read('t1-up');
    assert.deepEqual([tier, team], ['T2', undefined]);
  });

  it('say whether they are there, and are offline before they were heard of', async () => {
    assert.equal((await read('t1-ben')).presence, 'offline');
    await api.post('/v1/agents/t1-ben/heartbeat');
    assert.equal((await read('t1-ben')).presence, 'available');
    const away = await api.post<AgentView>('/v1/agents/t1-ben/presence', { state: 'away' });
    assert.deepEqual([away.status, away.body.presence], [200, 'away']);
    await api.post('/v1/agents/t1-ben/heartbeat');
    assert.equal((await read('t1-ben')).presence, 'away');
    assert.ok((await read('t1-ben')).seenAt);
  });

  it('are refused as unknown once they have left', async () => {
    const answer = await api.post<Problem>('/v1/agents/t1-old/claim');
    assert.deepEqual([answer.status, answer.body.code], [404, 'unknown-agent']);
  });

  it('hear what is wrong with a presence', async () => {
    const answer = await api.post<Problem>('/v1/agents/t1-ben/presence', { state: 'asleep' });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'state']);
    assert.equal((await api.get('/v1/agents/nobody')).status, 404);
  });
});
