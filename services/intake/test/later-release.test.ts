import assert from 'node:assert/strict';

import type { CheckView, EventView } from '@tierline/contracts';
import { eventually } from '@tierline/testkit';

import { aKey, bearer, type RealApi, realApi, routedTicket } from './real-api.ts';

const LATER = { since: 'a later release' };
const ADA = { agent: 't1-ada' };

/** A collection, whatever is in it. */
interface Stored {
  updateMany(filter: object, update: object): Promise<unknown>;
}

describe('beside a later release that stores more', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  /** Adds fields that this release does not know to every document. */
  async function extended(collection: Stored, ...fields: readonly string[]) {
    await collection.updateMany({}, { $set: Object.fromEntries(fields.map((field) => [field, LATER])) });
  }

  it('the API shows and changes a ticket as before, leaves the rest of it alone, and a check names that and nothing else', async () => {
    const { id } = await routedTicket(api);
    const { tickets, events, apiKeys, policies, policyApplications } = api.real.ticketing.database;
    const { secret } = await aKey(api, { role: 'T1', agent: 't1-ada' });
    await eventually(async () => assert.equal((await tickets.findOne({ _id: id }))?.outbox.length, 0));
    await extended(tickets, 'laterField', 'state.later');
    await extended(events, 'laterField');
    await extended(apiKeys, 'laterField');
    await extended(policies, 'laterField');
    await extended(policyApplications, 'laterField');

    const mine = bearer(secret);
    const act = async (action: string, body: object) => api.post(`/v1/tickets/${id}/${action}`, body, mine);
    assert.equal((await api.get(`/v1/tickets/${id}`, mine)).status, 200);
    assert.equal((await api.post('/v1/agents/t1-ada/claim', undefined, mine)).body.id, id);
    const reply = { author: { kind: 'agent', id: ADA.agent }, body: 'Try again.' };
    assert.equal((await act('replies', reply)).status, 200);
    assert.equal((await act('solve', { ...ADA, answer: 'Done.' })).body.status, 'solved');
    const history = await api.get<{ items: readonly EventView[] }>(`/v1/tickets/${id}/events`);
    assert.deepEqual(history.body.items[0]?.data['laterField'], LATER);

    const stored: Readonly<Record<string, unknown>> | null = await tickets.findOne({ _id: id });
    assert.deepEqual(stored?.['laterField'], LATER);
    const checked = await api.post<CheckView>('/v1/sla/check', {});
    assert.equal(checked.status, 200, JSON.stringify(checked.body));
    const found = checked.body.findings.flatMap(({ differences }) => differences?.map(({ path }) => path));
    assert.deepEqual(found, ['laterField']);
  });
});
