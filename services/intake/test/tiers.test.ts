import assert from 'node:assert/strict';

import type { EventView, Problem, TicketView } from '@tierline/contracts';
import { parsePolicy } from '@tierline/contracts';
import { aPolicy, policyText } from '@tierline/testkit';

import { aKey, bearer, type RealApi, realApi, routedTicket } from './real-api.ts';

const NOTE = { seen: 's', tried: 't', why: 'w' };
const ADA = { agent: 't1-ada' };
const CLEO = { agent: 't2-cleo' };

describe('tiers through the API', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi(aPolicy());
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown, headers?: Record<string, string>) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body, headers);

  /** A ticket in Ada's hands. */
  async function inHand(): Promise<string> {
    const { id } = await routedTicket(api);
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).body.id, id);
    return id;
  }

  it('a ticket keeps the reason of an escalation and its contact owner', async () => {
    const id = await inHand();
    const none = await act<Problem>(id, 'escalate', { ...ADA, note: NOTE });
    assert.deepEqual([none.status, none.body.errors?.map(({ field }) => field)], [400, ['reason']]);
    const other = await act<Problem>(id, 'escalate', { ...ADA, reason: 'because', note: NOTE });
    assert.deepEqual([other.status, other.body.code], [422, 'unknown-reason']);
    assert.match(other.body.detail ?? '', /needs-expertise, needs-access, bug/);
    const { body } = await act(id, 'escalate', { ...ADA, reason: 'bug', note: NOTE });
    assert.deepEqual(
      [body.tier, body.contact, body.stays[1]?.cameBy, body.stays[0]?.by[0]?.agent],
      ['T2', 't1-ada', { kind: 'escalated', reason: 'bug' }, 't1-ada'],
    );
    await api.post('/v1/agents/t2-cleo/claim');
    const author = { kind: 'agent', id: 't1-ada' };
    assert.equal((await act(id, 'replies', { author, body: 'We are on it.' })).status, 200);
    const handed = await act(id, 'contact', { ...CLEO, to: 't2-cleo' });
    assert.equal(handed.body.contact, 't2-cleo');
    assert.equal((await act<Problem>(id, 'replies', { author, body: 'Soon.' })).body.code, 'not-holder');
  });

  it('a ticket that may be passed on no more is marked for a manager, listed, and stays', async () => {
    await api[Symbol.asyncDispose]();
    api = await realApi(
      parsePolicy(policyText().replace('escalation: { max: 2 }', 'escalation: { max: 0, atLimit: manager }')),
    );
    const id = await inHand();
    const listed = async () =>
      (await api.get<{ items: TicketView[] }>('/v1/tickets?needsManager=true')).body.items.map(
        (one) => one.id,
      );
    assert.deepEqual(await listed(), []);
    const limited = await act(id, 'escalate', { ...ADA, reason: 'bug', note: NOTE });
    assert.deepEqual([limited.status, limited.body.tier, limited.body.holder], [200, 'T1', 't1-ada']);
    assert.notEqual(limited.body.needsManagerSince, undefined);
    assert.deepEqual(await listed(), [id]);
    const again = await act<Problem>(id, 'escalate', { ...ADA, reason: 'bug', note: NOTE });
    assert.deepEqual([again.status, again.body.code], [409, 'move-limit']);
    const said = await api.get<{ items: { body: string }[] }>(`/v1/tickets/${id}/messages`);
    assert.match(said.body.items.at(-1)?.body ?? '', /T1 to T2/);
  });

  it('a ticket that is marked for a manager is moved on by one, whoever holds it, and the history says who', async () => {
    await api[Symbol.asyncDispose]();
    const limits = 'escalation: { max: 0, maxReassignments: 0, atLimit: manager }';
    api = await realApi(parsePolicy(policyText().replace('escalation: { max: 2 }', limits)));
    const mia = bearer((await aKey(api, { role: 'manager', name: 'Mia' })).secret);
    const marked = async () => {
      const id = await inHand();
      await act(id, 'escalate', { ...ADA, reason: 'bug', note: NOTE });
      return id;
    };
    const bare = await inHand();
    const early = await act<Problem>(bare, 'escalate', { reason: 'bug', note: NOTE }, mia);
    assert.deepEqual([early.status, early.body.code], [409, 'no-manager-needed']);
    await act(bare, 'solve', ADA);

    const up = await marked();
    const escalated = await act(up, 'escalate', { reason: 'bug', note: NOTE }, mia);
    assert.deepEqual(
      [escalated.status, escalated.body.tier, escalated.body.needsManagerSince, escalated.body.holder],
      [200, 'T2', undefined, undefined],
    );
    const down = await act<Problem>(up, 'de-escalate', { reason: 'workload', note: NOTE }, mia);
    assert.deepEqual([down.status, down.body.code], [409, 'no-manager-needed']);
    const { body } = await api.get<{ items: EventView[] }>(`/v1/tickets/${up}/events`);
    assert.deepEqual(body.items.at(-1)?.actor, { kind: 'manager', id: 'Mia' });

    const over = await marked();
    const once = { ...mia, 'idempotency-key': 'over' };
    const pass = { to: 't1-ben', reason: 'workload', note: 'Please have a look.' };
    const given = [await act(over, 'reassign', pass, once), await act(over, 'reassign', pass, once)];
    assert.deepEqual(
      given.map((answer) => [answer.status, answer.body.holder, answer.body.needsManagerSince]),
      [
        [200, 't1-ben', undefined],
        [200, 't1-ben', undefined],
      ],
    );

    const back = await marked();
    const queued = await act(back, 'reassign', { reason: 'workload' });
    assert.deepEqual([queued.status, queued.body.holder, queued.body.status], [200, undefined, 'open']);
    assert.equal((await api.get<{ items: [] }>('/v1/tickets?needsManager=true')).body.items.length, 0);
  });

  it('a manager moves no ticket as an agent, and an agent or a service says which agent moves it', async () => {
    const id = await inHand();
    const key = async (role: string, more = {}) => bearer((await aKey(api, { role, ...more })).secret);
    const as = await act<Problem>(
      id,
      'escalate',
      { ...ADA, reason: 'bug', note: NOTE },
      await key('manager'),
    );
    assert.deepEqual([as.status, as.body.code], [403, 'not-your-identity']);
    for (const who of [await key('service'), await key('T1', { agent: 't1-ada' })]) {
      const none = await act<Problem>(id, 'reassign', { reason: 'workload' }, who);
      assert.deepEqual([none.status, none.body.errors?.[0]?.field], [400, 'agent']);
    }
    for (const action of ['hold', 'solve', 'update'])
      assert.equal((await act<Problem>(id, action, {}, await key('manager'))).status, 403);
  });

  it('a ticket that an agent gives back is claimed by another first, and by the same one if there is none', async () => {
    const [first, second] = [await inHand(), (await routedTicket(api)).id];
    await api.post('/v1/agents/t1-ben/presence', { state: 'available' });
    await act(first, 'reassign', { ...ADA, reason: 'workload' });
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).body.id, second);
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).status, 204);
    assert.equal((await api.post('/v1/agents/t1-ben/claim')).body.id, first);
    await act(first, 'reassign', { agent: 't1-ben', reason: 'workload' });
    await api.post('/v1/agents/t1-ada/presence', { state: 'away' });
    assert.equal((await api.post('/v1/agents/t1-ben/claim')).body.id, first);
  });

  it('a ticket is handed to a colleague who has room, once per key, and never above capacity', async () => {
    const [first, second, third] = [await inHand(), await inHand(), undefined];
    assert.equal(third, undefined);
    const pass = { ...ADA, to: 't1-ben', reason: 'end-of-shift', note: 'Nearly done.' };
    const answers = await Promise.all([
      act(first, 'reassign', pass, { 'idempotency-key': 'k' }),
      act(first, 'reassign', pass, { 'idempotency-key': 'k' }),
      act(second, 'reassign', pass),
    ]);
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.holder, body.reassignments]),
      [
        [200, 't1-ben', 1],
        [200, 't1-ben', 1],
        [200, 't1-ben', 1],
      ],
    );
    const full = await act<Problem>(await inHand(), 'reassign', pass);
    assert.deepEqual([full.status, full.body.code], [409, 'at-capacity']);
    const back = await act(first, 'reassign', { agent: 't1-ben', reason: 'workload' });
    assert.deepEqual([back.body.status, back.body.holder, back.body.reassignments], ['open', undefined, 2]);
  });

  it('other tiers are asked for help, and answer, without moving the ticket', async () => {
    const id = await inHand();
    const asked = await act(id, 'help', { of: 'tier', ...ADA, tier: 'T3', question: 'Seen this?' });
    assert.deepEqual([asked.body.tier, asked.body.holder, asked.body.moves], ['T1', 't1-ada', 0]);
    const [request] = asked.body.help;
    assert.deepEqual([request?.asker, request?.tier, request?.question], ['t1-ada', 'T3', 'Seen this?']);
    const list = await api.get<{ items: { ticketId: string; seq: number }[] }>('/v1/help?tier=T3');
    assert.deepEqual(
      list.body.items.map(({ ticketId, seq }) => [ticketId, seq]),
      [[id, request?.seq]],
    );
    const path = `help/${request?.seq}/answer`;
    const wrong = await act<Problem>(id, path, { ...CLEO, body: 'No.' });
    assert.deepEqual([wrong.status, wrong.body.code], [403, 'not-asked']);
    const answered = await act(id, path, { agent: 't3-eve', body: 'Restart it.' });
    assert.deepEqual([answered.status, answered.body.help], [200, []]);
    const late = await act<Problem>(id, path, { agent: 't3-eve', body: 'Restart it.' });
    assert.deepEqual([late.status, late.body.code], [404, 'unknown-help-request']);
    const said = await api.get<{ items: { visibility: string; body: string }[] }>(
      `/v1/tickets/${id}/messages`,
    );
    assert.deepEqual(
      said.body.items.slice(1).map(({ visibility, body }) => [visibility, body]),
      [
        ['internal', 'Asked T3: Seen this?'],
        ['internal', 'Answered t1-ada: Restart it.'],
      ],
    );
    const more = await act(id, 'help', { of: 'agent', ...ADA, to: 't2-cleo', question: 'And you?' });
    const gone = await act(id, `help/${more.body.help[0]?.seq}/withdraw`, ADA);
    assert.deepEqual(gone.body.help, []);
    assert.deepEqual((await api.get<{ items: [] }>('/v1/help?tier=T2')).body.items, []);
  });
});
