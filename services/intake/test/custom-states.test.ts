import assert from 'node:assert/strict';

import { type Problem, type TicketView, ticketView } from '@tierline/contracts';
import { aPolicy } from '@tierline/testkit';

import { type RealApi, realApi, routedTicket } from './real-api.ts';

const STATES = `states:
  - { name: in-review, label: In review, category: open }
  - { name: needs-logs, category: pending }
  - { name: awaiting-parts, category: on-hold }
  - { name: awaiting-release, category: on-hold, waitsFor: engineering }
  - { name: worked-around, category: solved }
`;
const ADA = { agent: 't1-ada' };

describe('custom states mapped to a category, through the API', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi(aPolicy(STATES));
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body);

  async function inHand(): Promise<string> {
    const { id } = await routedTicket(api);
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).body.id, id);
    return id;
  }

  const where = ({ body }: { readonly body: TicketView }) => [body.status, body.state, body.waitsFor];

  it('are where commands lead, and views show both', async () => {
    const id = await inHand();
    assert.deepEqual(where(await api.get(`/v1/tickets/${id}`)), ['open', 'open', undefined]);
    assert.deepEqual(where(await act(id, 'hold', { ...ADA, as: 'awaiting-release' })), [
      'on-hold',
      'awaiting-release',
      'engineering',
    ]);
    assert.deepEqual(where(await act(id, 'resume', { ...ADA, as: 'in-review' })), [
      'open',
      'in-review',
      undefined,
    ]);
    await api.post('/v1/agents/t1-ada/claim');
    const asked = await act(id, 'replies', {
      author: { kind: 'agent', id: 't1-ada' },
      body: 'Which page?',
      ask: true,
      as: 'needs-logs',
    });
    assert.deepEqual(where(asked), ['pending', 'needs-logs', undefined]);
    await act(id, 'resume', ADA);
    await api.post('/v1/agents/t1-ada/claim');
    assert.deepEqual(where(await act(id, 'solve', { ...ADA, as: 'worked-around' })), [
      'solved',
      'worked-around',
      undefined,
    ]);
  });

  it('are what lists filter by, beside those in the own state of a category', async () => {
    const [first, second] = [await inHand(), await inHand()];
    await act(first, 'hold', { ...ADA, as: 'awaiting-parts' });
    await act(second, 'hold', { ...ADA, waitsFor: 'third-party' });
    const listed = async (query: string) => {
      const { body } = await api.get<{ items: TicketView[] }>(`/v1/tickets?${query}`);
      return body.items.map(({ id }) => id);
    };
    assert.deepEqual(await listed('status=on-hold'), [second, first]);
    assert.deepEqual(await listed('state=awaiting-parts'), [first]);
    assert.deepEqual(await listed('state=on-hold'), [second]);
    assert.deepEqual(await listed('status=on-hold&state=awaiting-parts'), [first]);
    assert.deepEqual(await listed('status=open&state=on-hold'), []);
    assert.deepEqual(await listed('state=never-heard-of'), []);
  });

  it('leave tickets readable and workable under a policy that no longer has them', async () => {
    const id = await inHand();
    await act(id, 'hold', { ...ADA, as: 'awaiting-parts' });
    const { policy } = aPolicy();
    const [ticket] = await api.real.ticketing.store.read([id]);
    assert.ok(ticket && policy.states.length === 0);
    const { body } = await api.get(`/v1/tickets/${id}`);
    assert.deepEqual(ticketView.parse(body).state, 'awaiting-parts');
  });

  it('are refused where a command does not lead, and where a request names too little or too much', async () => {
    const id = await inHand();
    const elsewhere = await act<Problem>(id, 'hold', { ...ADA, as: 'needs-logs' });
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [409, 'unknown-state']);
    for (const [action, body, field] of [
      ['hold', ADA, 'waitsFor'],
      ['hold', { ...ADA, waitsFor: 'engineering', as: 'awaiting-release' }, 'waitsFor'],
      ['solve', { ...ADA, as: 'No State' }, 'as'],
      ['replies', { author: { kind: 'agent', id: 't1-ada' }, body: 'Words.', as: 'needs-logs' }, 'as'],
    ] as const) {
      const { status, body: problem } = await act<Problem>(id, action, body);
      assert.deepEqual([status, problem.errors?.map((error) => error.field)], [400, [field]]);
    }
  });
});
