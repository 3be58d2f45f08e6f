import assert from 'node:assert/strict';

import type { Problem, TicketView } from '@tierline/contracts';
import { decide, instant } from '@tierline/domain';
import { aPolicy } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

const NOTE = { seen: 's', tried: 't', why: 'w' };
const ADA = { agent: 't1-ada' };

describe('the life of a ticket through the API', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body);

  /** A ticket in Ada's hands. */
  async function inHand(): Promise<string> {
    const { id } = await routedTicket(api);
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).body.id, id);
    return id;
  }

  /** Solved by Ada, and closed since: the test does not wait for a week. */
  async function closed(): Promise<string> {
    const id = await inHand();
    await act(id, 'solve', { ...ADA, answer: 'Done.' });
    const { store } = api.real.ticketing;
    await store.change(id, (ticket) =>
      decide(ticket, { kind: 'timer' }, instant(ticket.nextTimer ?? 0), api.real.loaded.policy),
    );
    return id;
  }

  it('waits on hold and comes back', async () => {
    const id = await inHand();
    const held = await act(id, 'hold', { ...ADA, waitsFor: 'third-party' });
    assert.deepEqual(
      [held.body.status, held.body.waitsFor, held.body.holder],
      ['on-hold', 'third-party', undefined],
    );
    assert.equal((await api.get<{ items: TicketView[] }>('/v1/tickets?status=on-hold')).body.items.length, 1);
    const resumed = await act(id, 'resume', ADA);
    assert.deepEqual([resumed.body.status, resumed.body.waitsFor], ['open', undefined]);
    const again = await act<Problem>(id, 'resume', ADA);
    assert.deepEqual([again.status, again.body.code], [409, 'illegal-transition']);
  });

  it('is solved by mistake, and goes on as if it had not been', async () => {
    const id = await inHand();
    const early = await act<Problem>(id, 'unsolve', ADA);
    assert.deepEqual([early.status, early.body.code], [409, 'illegal-transition']);
    const { clocks: before } = (await act(id, 'solve', ADA)).body;
    const back = await act(id, 'unsolve', ADA);
    assert.deepEqual([back.status, back.body.status, back.body.reopens], [200, 'open', 0]);
    assert.deepEqual(
      [before.resolution?.state, back.body.clocks.resolution?.state, back.body.clocks.firstResponse?.state],
      ['met', 'running', 'running'],
    );
    assert.equal(back.body.clocks.resolution?.since, before.resolution?.since);
  });

  it('goes down a tier with a note, no more often than the policy allows', async () => {
    const id = await inHand();
    const lowest = await act<Problem>(id, 'de-escalate', { ...ADA, reason: 'needs-expertise', note: NOTE });
    assert.deepEqual([lowest.status, lowest.body.code], [409, 'not-a-lower-tier']);
    await act(id, 'escalate', { ...ADA, reason: 'needs-expertise', note: NOTE });
    await api.post('/v1/agents/t2-cleo/claim');
    const down = await act(id, 'de-escalate', { agent: 't2-cleo', reason: 'needs-expertise', note: NOTE });
    assert.deepEqual([down.body.tier, down.body.moves, down.body.escalations], ['T1', 2, 1]);
    await api.post('/v1/agents/t1-ada/claim');
    const bounced = await act<Problem>(id, 'escalate', { ...ADA, reason: 'needs-expertise', note: NOTE });
    assert.deepEqual([bounced.status, bounced.body.code], [409, 'move-limit']);
  });

  it('opens one follow-up when the customer writes to a closed ticket, however often the message arrives', async () => {
    const id = await closed();
    const message = { author: { kind: 'requester' }, body: 'It is broken again.' };
    const answers = await Promise.all([1, 2, 3].map(() => act(id, 'replies', message)));
    const followUps = new Set(answers.map(({ body }) => body.id));
    assert.equal(followUps.size, 1);
    const [answer] = answers;
    assert.deepEqual(
      [answer?.status, answer?.body.followUpOf, answer?.body.subject, answer?.body.description],
      [200, id, `Re: ${NEW_TICKET.subject}`, 'It is broken again.'],
    );
    assert.equal((await api.get(`/v1/tickets/${id}`)).body.status, 'closed');
    assert.equal((await api.get<{ items: TicketView[] }>('/v1/tickets')).body.items.length, 2);
  });

  for (const [replyToClosed, expected] of [
    ['reopen', [200, undefined, 'open']],
    ['reject', [409, 'closed', 'closed']],
  ] as const) {
    it(`hears of its customer again as the policy says: ${replyToClosed}`, async () => {
      await api[Symbol.asyncDispose]();
      api = await realApi(aPolicy(`life: { replyToClosed: ${replyToClosed} }\n`));
      const id = await closed();
      const message = { author: { kind: 'requester' }, body: 'It is broken again.' };
      const { status, body } = await act<Problem>(id, 'replies', message);
      const after = (await api.get(`/v1/tickets/${id}`)).body;
      assert.deepEqual([status, body.code, after.status], expected);
      assert.equal(after.reopens, replyToClosed === 'reopen' ? 1 : 0);
    });
  }

  it('takes internal notes also when it is closed, and nothing else from support', async () => {
    const id = await closed();
    const author = { kind: 'agent', id: 't1-ada' };
    assert.equal(
      (await act(id, 'replies', { author, body: 'For the record.', visibility: 'internal' })).status,
      200,
    );
    const late = await act<Problem>(id, 'replies', { author, body: 'One more thing' });
    assert.deepEqual([late.status, late.body.code], [409, 'illegal-transition']);
  });

  it('knows of an agent who does something, or only says so', async () => {
    const { presence } = api.real.ticketing.database;
    const before = Date.now();
    const beat = await api.post<{ agent: string }>('/v1/agents/t2-cleo/heartbeat');
    assert.deepEqual([beat.status, beat.body], [200, { agent: 't2-cleo' }]);
    await inHand();
    const seen = await presence.find().sort({ _id: 1 }).toArray();
    assert.deepEqual(
      seen.map(({ _id }) => _id),
      ['t1-ada', 't2-cleo'],
    );
    assert.ok(seen.every(({ seenAt }) => seenAt >= before));
    assert.equal((await api.post('/v1/agents/t1-nobody/heartbeat')).status, 404);
  });

  it('is changed only from the version that was read, where the client says so', async () => {
    const id = await inHand();
    const read = await api.get(`/v1/tickets/${id}`);
    const etag = read.headers.get('etag') ?? '';
    assert.equal(etag, `"${read.body.version}"`);
    const note = { author: { kind: 'agent', id: 't1-ada' }, body: 'Seen.', visibility: 'internal' };
    const first = await api.post(`/v1/tickets/${id}/replies`, note, { 'if-match': etag });
    assert.deepEqual([first.status, first.headers.get('etag')], [200, `"${read.body.version + 1}"`]);
    const stale = await api.post<Problem>(`/v1/tickets/${id}/replies`, note, { 'if-match': etag });
    assert.deepEqual([stale.status, stale.body.code], [409, 'stale-version']);
    assert.match(stale.body.detail ?? '', /at version 4, the request was made on version 3/);
    const broken = await api.post<Problem>(`/v1/tickets/${id}/replies`, note, { 'if-match': '*' });
    assert.deepEqual([broken.status, broken.body.errors?.[0]?.field], [400, 'if-match']);
    assert.equal((await api.get(`/v1/tickets/${id}`)).body.messages, 1);
  });

  it('is changed once by a request with a key, whatever came in between', async () => {
    const id = await inHand();
    const answer = { author: { kind: 'agent', id: 't1-ada' }, body: 'Try again, please.' };
    const say = (headers: Record<string, string>) => api.post(`/v1/tickets/${id}/replies`, answer, headers);
    const first = await say({ 'idempotency-key': 'k', 'if-match': '"3"' });
    await act(id, 'hold', { ...ADA, waitsFor: 'engineering' });
    // The ticket is on hold and at another version by now: the repeat is answered all the same.
    const repeat = await say({ 'idempotency-key': 'k', 'if-match': '"3"' });
    assert.deepEqual([first.status, first.headers.get('idempotent-replayed')], [200, null]);
    assert.deepEqual([repeat.status, repeat.headers.get('idempotent-replayed')], [200, 'true']);
    assert.deepEqual([repeat.body.messages, repeat.body.status], [1, 'on-hold']);
    const other = await api.post<Problem>(
      `/v1/tickets/${id}/replies`,
      { ...answer, body: 'Or not.' },
      { 'idempotency-key': 'k' },
    );
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
  });

  it('is claimed once by a request with a key', async () => {
    const id = await inHand();
    await act(id, 'escalate', { ...ADA, reason: 'needs-expertise', note: NOTE });
    const claim = () => api.post('/v1/agents/t2-cleo/claim', undefined, { 'idempotency-key': 'next' });
    const answers = await Promise.all([claim(), claim(), claim()]);
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.id]),
      [
        [200, id],
        [200, id],
        [200, id],
      ],
    );
    assert.equal(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 2);
  });
});
