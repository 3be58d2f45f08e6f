import assert from 'node:assert/strict';

import type { Problem, TicketView } from '@tierline/contracts';
import { historyOf } from '@tierline/store';

import { type RealApi, realApi, routedTicket } from './real-api.ts';

interface Message {
  readonly seq: number;
  readonly body: string;
  readonly author: { readonly id: string };
  readonly mergedFrom?: string;
}

const ADA = { agent: 't1-ada' };
const CUSTOMER = { kind: 'requester' };

describe('tickets that belong together', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown, headers = {}) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body, headers);
  const read = async (id: string) => (await api.get(`/v1/tickets/${id}`)).body;
  const ticket = async (fields = {}) => (await routedTicket(api, fields)).id;
  const merge = (id: string, into: string, headers = {}) => act(id, 'merge', { ...ADA, into }, headers);
  const messages = async (id: string) =>
    (await api.get<{ items: Message[] }>(`/v1/tickets/${id}/messages`)).body.items;

  describe('merge', () => {
    it('into one, which shows what was said in both in the order of time, and has the customers of both', async () => {
      const source = await ticket({ requester: 'ann@example.com', description: 'First.' });
      const target = await ticket({ requester: 'bob@example.com', description: 'Second.' });
      await act(source, 'replies', { author: CUSTOMER, body: 'Third.' });
      await act(target, 'replies', { author: CUSTOMER, body: 'Fourth.' });
      const merged = await merge(source, target);
      assert.deepEqual(
        [merged.status, merged.body.id, merged.body.merged, merged.body.participants, merged.body.status],
        [200, target, [source], ['ann@example.com'], 'open'],
      );
      const ended = await read(source);
      assert.deepEqual([ended.status, ended.mergedInto, ended.nextTimer], ['closed', target, undefined]);
      assert.equal(ended.clocks.resolution?.state, 'cancelled');
      assert.deepEqual(
        (await messages(target)).map(({ body, mergedFrom }) => [body, mergedFrom]),
        [
          ['First.', source],
          ['Second.', undefined],
          ['Third.', source],
          ['Fourth.', undefined],
        ],
      );
      assert.equal((await api.get<{ items: [] }>('/v1/tickets?status=open')).body.items.length, 1);
      const inPages: string[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const { body: page }: { body: { items: Message[]; nextCursor?: string } } = await api.get(
          `/v1/tickets/${target}/messages?limit=1${next === '' ? '' : `&cursor=${next}`}`,
        );
        inPages.push(...page.items.map(({ body }) => body));
        next = page.nextCursor;
      }
      assert.deepEqual(inPages, ['First.', 'Second.', 'Third.', 'Fourth.']);
    });

    it('is claimed by nobody and comes to nobody afterwards', async () => {
      const source = await ticket({ priority: 'urgent' });
      const target = await ticket();
      await merge(source, target);
      assert.equal((await api.post('/v1/agents/t1-ada/claim')).body.id, target);
      assert.equal((await api.post('/v1/agents/t1-ben/claim')).status, 204);
      const late = await act<Problem>(source, 'solve', ADA);
      assert.deepEqual([late.status, late.body.code], [409, 'illegal-transition']);
    });

    it('sends late replies along the whole chain to the ticket that goes on, from who wrote them', async () => {
      const [a, b, c] = [await ticket({ requester: 'ann@example.com' }), await ticket(), await ticket()];
      await merge(a, b);
      await merge(b, c);
      const late = await act(a, 'replies', { author: CUSTOMER, body: 'And one more thing.' });
      assert.deepEqual([late.status, late.body.id], [200, c]);
      const said = (await messages(c)).at(-1);
      assert.deepEqual(
        [said?.body, said?.author.id, said?.mergedFrom],
        ['And one more thing.', 'ann@example.com', undefined],
      );
      const note = {
        author: { kind: 'agent', id: 't1-ada' },
        body: 'For the record.',
        visibility: 'internal',
      };
      assert.equal((await act(b, 'replies', note)).body.id, c);
      assert.deepEqual((await read(c)).merged, [b, a]);
      assert.equal((await messages(c)).length, 5);
    });

    it('takes a late reply once under its key, also where the chain grew in between', async () => {
      const [a, b, c] = [await ticket(), await ticket(), await ticket()];
      await merge(a, b);
      const reply = () =>
        act(a, 'replies', { author: CUSTOMER, body: 'Once.' }, { 'idempotency-key': 'late' });
      const first = await Promise.all([reply(), reply(), reply()]);
      for (const { status, body } of first) if (status === 200) assert.equal(body.id, b);
      assert.ok(first.some(({ status }) => status === 200));
      await merge(b, c);
      const again = await reply();
      assert.deepEqual(
        [again.status, again.body.id, again.headers.get('idempotent-replayed')],
        [200, c, 'true'],
      );
      assert.equal((await messages(c)).filter(({ body }) => body === 'Once.').length, 1);
      const other = await act<Problem>(
        a,
        'replies',
        { author: CUSTOMER, body: 'Twice.' },
        { 'idempotency-key': 'late' },
      );
      assert.equal(other.body.code, 'idempotency-key-reused');
    });

    it('opens the follow-up of who wrote, where the ticket that went on is closed by now', async () => {
      const [a, b] = [await ticket({ requester: 'ann@example.com' }), await ticket()];
      await merge(a, b);
      await api.real.ticketing.database.tickets.updateOne(
        { _id: b },
        { $set: { state: { kind: 'closed', since: 0, by: 't1-ada' } as never } },
      );
      const late = await act(a, 'replies', { author: CUSTOMER, body: 'It is back.' });
      assert.deepEqual([late.body.followUpOf, late.body.requester], [b, 'ann@example.com']);
    });

    it('goes to the end of the chain where the target was merged itself, and is nothing where both are one', async () => {
      const [a, b, c] = [await ticket(), await ticket(), await ticket()];
      await merge(a, b);
      assert.equal((await merge(c, a)).body.id, b);
      const { version } = await read(b);
      for (const [one, other] of [
        [a, b],
        [b, a],
        [a, c],
      ] as const)
        assert.deepEqual([(await merge(one, other)).body.id, (await read(b)).version], [b, version]);
    });

    it('of A into B and B into A at once ends in one open ticket, which both answers name (Z#1216)', async () => {
      for (let round = 0; round < 10; round += 1) {
        const [a, b] = [await ticket(), await ticket()];
        const answers = await Promise.all([merge(a, b), merge(b, a)]);
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200],
        );
        assert.equal(answers[0].body.id, answers[1].body.id);
        const states = [(await read(a)).status, (await read(b)).status];
        assert.deepEqual(states.toSorted(), ['closed', 'open']);
      }
    });

    it('is made once under a key and only on the version that was read', async () => {
      const [a, b, c] = [await ticket(), await ticket(), await ticket()];
      const stale = await merge(a, b, { 'if-match': '"1"' });
      assert.equal(stale.status, 409);
      const first = await merge(a, b, { 'if-match': '"2"', 'idempotency-key': 'm' });
      const again = await merge(a, b, { 'if-match': '"2"', 'idempotency-key': 'm' });
      assert.deepEqual([first.body.id, again.body.id], [b, b]);
      const elsewhere = await act<Problem>(a, 'merge', { ...ADA, into: c });
      assert.deepEqual([elsewhere.status, elsewhere.body.code], [409, 'merged']);
      assert.equal((await historyOf(api.real.ticketing.database, b as never))?.length, 3);
    });

    it('is refused into itself, of what nobody knows, and by whom nobody knows', async () => {
      const a = await ticket();
      const nothing = 'f'.repeat(24);
      for (const [id, body, status, code] of [
        [a, { ...ADA, into: a }, 409, 'same-ticket'],
        [a, { ...ADA, into: nothing }, 404, 'unknown-ticket'],
        [nothing, { ...ADA, into: a }, 404, 'unknown-ticket'],
        [a, { agent: 'nobody', into: nothing }, 404, 'unknown-agent'],
        [a, { ...ADA, into: 'x' }, 400, 'invalid-request'],
      ] as const) {
        const answer = await act<Problem>(id, 'merge', body);
        assert.deepEqual([answer.status, answer.body.code], [status, code]);
      }
    });
  });

  describe('split', () => {
    const split = <T = TicketView>(id: string, body: object, headers = {}) =>
      act<T>(id, 'split', { ...ADA, ...body }, headers);

    it('makes another ticket of what a customer wrote, routed anew and linked both ways; the message stays', async () => {
      const id = await ticket({ requester: 'ann@example.com', tags: ['vip'] });
      await act(id, 'replies', { author: CUSTOMER, body: 'By the way, the webhook gets no events.' });
      const made = await split(id, { messages: [3], subject: 'Webhook' });
      assert.equal(made.status, 200, JSON.stringify(made.body));
      const { subject, description, requester, tags, splitFrom, links, status } = made.body;
      assert.deepEqual(
        { subject, description, requester, tags, splitFrom, links, status },
        {
          subject: 'Webhook',
          description: 'By the way, the webhook gets no events.',
          requester: 'ann@example.com',
          tags: ['vip'],
          splitFrom: { ticket: id, messages: [3] },
          links: [{ to: id, kind: 'split-from' }],
          status: 'new',
        },
      );
      assert.deepEqual((await read(id)).links, [{ to: made.body.id, kind: 'split-into' }]);
      assert.equal((await messages(id)).length, 2);
    });

    it('makes one ticket of the same messages, however often and by however many at once', async () => {
      const id = await ticket();
      await act(id, 'replies', { author: CUSTOMER, body: 'And this?' });
      const answers = await Promise.all([
        split(id, { messages: [3, 1] }),
        split(id, { messages: [1, 3] }),
        split(id, { messages: [1, 3, 3] }),
      ]);
      const ids = new Set([...answers, await split(id, { messages: [1, 3] })].map(({ body }) => body.id));
      assert.equal(ids.size, 1);
      assert.equal((await read(id)).links?.length, 1);
      assert.equal((await split(id, { messages: [3] })).body.description, 'And this?');
    });

    it('is of one version and once under a key, where the client says so', async () => {
      const id = await ticket();
      assert.equal((await split(id, { messages: [1] }, { 'if-match': '"1"' })).status, 409);
      const headers = { 'if-match': '"2"', 'idempotency-key': 's' };
      const made = await split(id, { messages: [1] }, headers);
      const again = await split(id, { messages: [1] }, headers);
      assert.deepEqual(
        [made.status, again.body.id, again.headers.get('idempotent-replayed')],
        [200, made.body.id, 'true'],
      );
      const other = await split<Problem>(id, { messages: [1], subject: 'Other' }, headers);
      assert.equal(other.body.code, 'idempotency-key-reused');
    });

    it('is refused for what no customer wrote, and of a merged ticket', async () => {
      const [id, target] = [await ticket(), await ticket()];
      for (const messageNumbers of [[2], [1, 2], [99]]) {
        const answer = await split<Problem>(id, { messages: messageNumbers });
        assert.deepEqual([answer.status, answer.body.code], [409, 'not-a-customer-message']);
      }
      assert.equal((await split(id, { messages: [] })).status, 400);
      await merge(id, target);
      assert.equal((await split<Problem>(id, { messages: [1] })).body.code, 'merged');
      assert.equal((await api.get<{ items: [] }>('/v1/tickets')).body.items.length, 2);
    });
  });

  describe('links', () => {
    it('are on both tickets, each from its own side, and go from both', async () => {
      const [a, b] = [await ticket(), await ticket()];
      const linked = await act(a, 'links', { ...ADA, to: b, kind: 'blocked-by' });
      assert.deepEqual(linked.body.links, [{ to: b, kind: 'blocked-by' }]);
      assert.deepEqual((await read(b)).links, [{ to: a, kind: 'blocks' }]);
      await act(b, 'links', { ...ADA, to: a, kind: 'related' });
      assert.equal((await read(a)).links?.length, 2);
      // From the other side, in its words.
      const gone = await act(b, 'links/remove', { ...ADA, to: a, kind: 'blocks' });
      assert.deepEqual(gone.body.links, [{ to: a, kind: 'related' }]);
      assert.deepEqual((await read(a)).links, [{ to: b, kind: 'related' }]);
    });

    it('are made once, by however many at once and from whichever side', async () => {
      const [a, b] = [await ticket(), await ticket()];
      const both = () => [
        act(a, 'links', { ...ADA, to: b, kind: 'duplicate-of' }),
        act(b, 'links', { ...ADA, to: a, kind: 'duplicated-by' }),
      ];
      const answers = await Promise.all([...both(), ...both()]);
      assert.ok(answers.every(({ status }) => status === 200));
      assert.deepEqual([(await read(a)).links?.length, (await read(b)).links?.length], [1, 1]);
      assert.deepEqual([(await read(a)).version, (await read(b)).version], [3, 3]);
    });

    it('are refused to itself, to what is not there, of an unknown kind, and past the most that a ticket has', async () => {
      const [a, b] = [await ticket(), await ticket()];
      const codes = [];
      for (const body of [
        { ...ADA, to: a, kind: 'related' },
        { ...ADA, to: 'f'.repeat(24), kind: 'related' },
        { ...ADA, to: b, kind: 'split-from' },
      ])
        codes.push((await act<Problem>(a, 'links', body)).body.code);
      assert.deepEqual(codes, ['same-ticket', 'unknown-ticket', 'invalid-request']);
      const many = Array.from({ length: 200 }, () => ({ to: 'e'.repeat(24), kind: 'related' }));
      await api.real.ticketing.database.tickets.updateOne({ _id: b }, { $set: { links: many as never } });
      const full = await act<Problem>(a, 'links', { ...ADA, to: b, kind: 'related' });
      assert.deepEqual([full.status, full.body.code], [409, 'relation-limit']);
      assert.equal((await read(a)).links, undefined);
    });
  });
});
