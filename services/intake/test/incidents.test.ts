import assert from 'node:assert/strict';

import type { Problem, TicketView } from '@tierline/contracts';

import { type RealApi, realApi, routedTicket } from './real-api.ts';

const ADA = { agent: 't1-ada' };

describe('an incident', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown, headers = {}) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body, headers);
  const ticket = async (fields = {}) => (await routedTicket(api, fields)).id;
  const messages = async (id: string) =>
    (await api.get<{ items: { body: string }[] }>(`/v1/tickets/${id}/messages`)).body.items;

  /** An incident and a ticket attached to it. */
  async function attached(body = {}) {
    const [incident, id] = [await ticket(), await ticket()];
    assert.equal((await act(incident, 'incident', ADA)).body.incident, true);
    const answer = await act(id, 'attach', { ...ADA, incident, ...body });
    return { incident, id, answer };
  }

  it('has tickets attached, which wait for it on hold unless told not to', async () => {
    const { incident, id, answer } = await attached();
    assert.deepEqual(
      [answer.body.status, answer.body.waitsFor, answer.body.attachedTo],
      ['on-hold', 'incident', incident],
    );
    const again = await act(id, 'attach', { ...ADA, incident });
    assert.equal(again.body.version, answer.body.version);
    const detached = await act(id, 'detach', ADA);
    assert.deepEqual([detached.body.status, detached.body.attachedTo], ['open', undefined]);
    const stays = await act(id, 'attach', { ...ADA, incident, wait: false });
    assert.deepEqual([stays.body.status, stays.body.attachedTo], ['open', incident]);
  });

  it('lists what is attached in pages, and how far its updates are', async () => {
    const { incident, id } = await attached();
    const other = await ticket();
    await act(other, 'attach', { ...ADA, incident });
    const list = async (query = '') =>
      (
        await api.get<{ items: TicketView[]; nextCursor?: string; progress: object }>(
          `/v1/tickets/${incident}/attached${query}`,
        )
      ).body;
    const first = await list('?limit=1');
    const rest = await list(`?limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [...first.items, ...rest.items].map((one) => one.id),
      [other, id],
    );
    const said = await act(incident, 'update-all', { ...ADA, body: 'We look into it.' });
    assert.equal(said.status, 200, JSON.stringify(said.body));
    assert.deepEqual((await list()).progress, { attached: 2, reached: 0, done: false });
    assert.equal((await messages(incident)).at(-1)?.body, 'We look into it.');
  });

  it('speaks by who holds it or else by its tier, once under a key', async () => {
    const { incident, id } = await attached();
    const update = (agent: string, headers = {}) =>
      act<{ readonly version?: number; readonly code?: string }>(
        incident,
        'update-all',
        { agent, body: 'Soon.' },
        headers,
      );
    assert.equal((await update('t2-cleo')).body.code, 'wrong-tier');
    await api.post('/v1/agents/t1-ben/claim');
    assert.equal((await update('t1-ada')).body.code, 'not-holder');
    const first = await update('t1-ben', { 'idempotency-key': 'u' });
    const again = await update('t1-ben', { 'idempotency-key': 'u' });
    assert.deepEqual([first.status, again.body.version], [200, first.body.version]);
    assert.equal(
      (await act<Problem>(id, 'update-all', { ...ADA, body: 'Soon.' })).body.code,
      'not-an-incident',
    );
  });

  it('is neither attached nor merged, and nothing is attached to what is none or twice', async () => {
    const { incident, id } = await attached();
    const [other, plain] = [await ticket(), await ticket()];
    await act(other, 'incident', ADA);
    const codes = [];
    for (const [of, action, body] of [
      [incident, 'attach', { incident: other }],
      [incident, 'merge', { into: plain }],
      [plain, 'attach', { incident: id }],
      [plain, 'attach', { incident: plain }],
      [id, 'attach', { incident: other }],
      [id, 'incident', {}],
      [plain, 'attach', { incident: 'f'.repeat(24) }],
    ] as const)
      codes.push((await act<Problem>(of, action, { ...ADA, ...body })).body.code);
    assert.deepEqual(codes, [
      'is-incident',
      'is-incident',
      'not-an-incident',
      'same-ticket',
      'attached',
      'attached',
      'unknown-ticket',
    ]);
  });
});
