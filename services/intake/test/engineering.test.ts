import assert from 'node:assert/strict';

import { type Problem, ROUTES, type TicketView } from '@tierline/contracts';
import { aPolicy, type FakeTracker, startFakeTracker, type TrackerKind } from '@tierline/testkit';

import { aKey, type Answered, bearer, type RealApi, realApi, routedTicket } from './real-api.ts';

interface Issues {
  readonly items: readonly {
    readonly tracker: string;
    readonly key: string;
    readonly tickets: number;
    readonly state: string;
  }[];
  readonly nextCursor?: string;
}
interface Tickets {
  readonly items: readonly TicketView[];
  readonly nextCursor?: string;
}

const KINDS: readonly TrackerKind[] = ['github', 'gitlab', 'jira', 'generic'];

describe('engineering through the API', () => {
  let api: RealApi;
  let tracker: FakeTracker;

  async function open(kind: TrackerKind): Promise<void> {
    tracker = await startFakeTracker(kind);
    const policy = aPolicy(
      `engineering:\n  trackers:\n    - ${tracker.dialect.declared('product', tracker.url)}\n`,
    );
    api = await realApi(policy, { TRACKER_SECRET: tracker.dialect.secret });
  }
  beforeEach(async () => open('github'));
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    await tracker[Symbol.asyncDispose]();
  });

  /** A ticket in the hands of somebody of T3; there is room for four. */
  async function eves(agent = 't3-eve'): Promise<TicketView> {
    await routedTicket(api, { subject: 'A data breach' });
    const { status, body } = await api.post(`/v1/agents/${agent}/claim`);
    assert.equal(status, 200);
    return body;
  }
  const hand = async <T = TicketView>(
    id: string,
    body: object = { issue: '7' },
    headers: Record<string, string> = {},
  ): Promise<Answered<T>> =>
    api.post(`/v1/tickets/${id}/engineering`, { agent: 't3-eve', tracker: 'product', ...body }, headers);
  const issues = async (query = '') => {
    const { body } = await api.get<Issues>(`/v1/issues?${query}`);
    return body;
  };
  const known = async () => {
    await api.real.ticketing.relay.idle();
    return issues();
  };

  it('T3 has an issue filed, and the ticket waits and shows it', async () => {
    const { id } = await eves();
    const { status, body } = await hand(id, { title: 'It fails', body: 'A stack trace.' });
    assert.equal(status, 200);
    assert.deepEqual([body.status, body.waitsFor], ['on-hold', 'engineering']);
    const { tracker: name, state, handoffs, issue } = body.engineering ?? assert.fail();
    assert.deepEqual([name, state, handoffs, issue], ['product', 'requested', 1, undefined]);
    const messages = await api.get<{ items: { visibility: string; body: string }[] }>(
      `/v1/tickets/${id}/messages`,
    );
    assert.deepEqual(
      messages.body.items.slice(1).map(({ visibility, body: words }) => [visibility, words]),
      [['internal', 'It fails\nA stack trace.']],
    );
  });

  it('T3 links an issue, once per key of the request, writes on it, and takes the ticket back', async () => {
    const { id } = await eves();
    const first = await hand(id, { issue: '7' }, { 'idempotency-key': 'k1' });
    const again = await hand(id, { issue: '7' }, { 'idempotency-key': 'k1' });
    assert.deepEqual([first.body.engineering?.issue?.key, first.body.version], ['7', again.body.version]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    const said = await api.post(`/v1/tickets/${id}/engineering/comments`, { agent: 't3-fay', body: 'When?' });
    assert.equal(said.status, 200);
    const { body } = await api.post(`/v1/tickets/${id}/engineering/unlink`, { agent: 't3-fay' });
    assert.deepEqual(
      [body.status, body.engineering?.state, body.engineering?.issue],
      ['open', 'unlinked', undefined],
    );
    const none = await api.post<Problem>(`/v1/tickets/${id}/engineering/unlink`, { agent: 't3-fay' });
    assert.deepEqual([none.status, none.body.code], [409, 'no-issue']);
  });

  it('is refused to everybody but T3', async () => {
    const { id } = await eves();
    const { secret } = await aKey(api, { role: 'T1', agent: 't1-ada' });
    const closed = await hand<Problem>(id, { agent: 't1-ada', issue: '7' }, bearer(secret));
    assert.deepEqual([closed.status, closed.body.code], [403, 'forbidden']);
    const { body: routine } = await routedTicket(api).then(async () => api.post('/v1/agents/t1-ada/claim'));
    const low = await hand<Problem>(routine.id, { agent: 't1-ada', issue: '7' });
    assert.deepEqual([low.status, low.body.code], [403, 'only-t3']);
  });

  it('an engineer writes notes, and a public message of an engineer is refused', async () => {
    const { id } = await eves();
    const { secret } = await aKey(api, { role: 'engineer', engineer: 'dev@example.com' });
    const reply = async (visibility: string) =>
      api.post<Problem>(`/v1/tickets/${id}/replies`, { body: 'Found it.', visibility }, bearer(secret));
    assert.equal((await reply('internal')).status, 200);
    const refused = await reply('public');
    assert.deepEqual([refused.status, refused.body.code], [403, 'support-is-the-contact']);
  });

  for (const [what, body, status, field] of [
    ['an issue and a title', { issue: '7', title: 'It fails' }, 400, 'issue'],
    ['a title without a body', { title: 'It fails' }, 400, 'issue'],
    ['neither', {}, 400, 'issue'],
    ['a key that is none', { issue: '#7' }, 400, 'issue'],
    ['a tracker that the policy has not', { issue: '7', tracker: 'elsewhere' }, 404, undefined],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { id } = await eves();
      const answer = await hand<Problem>(id, body);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [status, field]);
    });
  }

  it('refuses a second issue while the first is not done', async () => {
    const { id } = await eves();
    await hand(id);
    await api.post(`/v1/tickets/${id}/resume`, { agent: 't3-eve' });
    await api.post('/v1/agents/t3-eve/claim');
    const answer = await hand<Problem>(id, { issue: '8' });
    assert.deepEqual([answer.status, answer.body.code], [409, 'already-in-engineering']);
  });

  it('lists the issues with the number of their tickets, and the tickets of one, page by page', async () => {
    const handed: string[] = [];
    for (const issue of ['7', '7', '8', '7']) {
      const { id } = await eves();
      await hand(id, { issue });
      if (issue === '7') handed.push(id);
    }
    await known();
    const seen: Issues['items'][number][] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page: Issues = await issues(
        `limit=1${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      assert.deepEqual(ROUTES.listIssues.response.parse(page), page);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      seen.map(({ tracker: name, key, tickets, state }) => [name, key, tickets, state]),
      [
        ['product', '7', 3, 'unknown'],
        ['product', '8', 1, 'unknown'],
      ],
    );
    assert.deepEqual((await issues('tracker=other')).items, []);
    assert.deepEqual((await issues('state=fixed')).items, []);
    assert.equal((await issues('tracker=product&state=unknown')).items.length, 2);

    const path = '/v1/issues/product/7/tickets';
    const first = await api.get<Tickets>(`${path}?limit=2`);
    const second = await api.get<Tickets>(`${path}?limit=2&cursor=${first.body.nextCursor}`);
    assert.deepEqual(
      [...first.body.items, ...second.body.items].map(({ id }) => id),
      handed.toReversed(),
    );
    assert.equal(second.body.nextCursor, undefined);
  });

  for (const [query, field] of [
    ['state=lost', 'state'],
    ['tracker=$where', 'tracker'],
    ['cursor=7', 'cursor'],
    ['limit=0', 'limit'],
  ]) {
    it(`refuses the query ${query}`, async () => {
      const answer = await api.get<Problem>(`/v1/issues?${query}`);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, field]);
    });
  }

  for (const kind of KINDS) {
    describe(`hears ${kind}, and`, () => {
      beforeEach(async () => {
        await api[Symbol.asyncDispose]();
        await tracker[Symbol.asyncDispose]();
        await open(kind);
      });

      const send = async (headers: Record<string, string>, body: string) =>
        api.post<Problem & { issues: number }>('/v1/trackers/product/webhook', body, {
          authorization: '',
          ...headers,
        });
      const due = async () =>
        api.real.ticketing.database.trackerWork.countDocuments({ nextAttemptAt: { $lte: new Date() } });

      it('reads the issue that it names, and only that', async () => {
        const there = tracker.file({ title: 'It fails', body: 'Words.' });
        const unknown = tracker.file({ title: 'Nobody has it', body: 'Words.' });
        const { id } = await eves();
        await hand(id, { issue: there.key });
        await known();
        const { trackerWork } = api.real.ticketing.database;
        await trackerWork.updateMany({}, { $set: { nextAttemptAt: new Date(Date.now() + 60_000) } });
        const ofUnknown = tracker.dialect.webhook(unknown);
        const ignored = await send(ofUnknown.headers, ofUnknown.body);
        assert.deepEqual([ignored.status, ignored.body.issues, await due()], [202, 0, 0]);
        const { headers, body } = tracker.dialect.webhook(there);
        const heard = await send(headers, body);
        assert.deepEqual([heard.status, heard.body.issues, await due()], [202, 1, 1]);
        // Twice is once more looked at, no more.
        assert.equal((await send(headers, body)).status, 202);
        assert.equal(await due(), 1);
      });

      it('believes nothing that is not signed by it', async () => {
        const { headers, body } = tracker.dialect.webhook(
          tracker.file({ title: 'It fails', body: 'Words.' }),
        );
        const signature = Object.keys(headers).find((name) => /signature|token/.test(name)) ?? '';
        for (const wrong of [{ ...headers, [signature]: 'sha256=0' }, {}]) {
          const answer = await send(wrong, body);
          assert.deepEqual([answer.status, answer.body.code], [401, 'wrong-signature']);
          assert.equal(answer.headers.get('www-authenticate'), null);
        }
        if (kind !== 'gitlab') assert.equal((await send(headers, `${body} `)).status, 401);
      });
    });
  }

  it('knows no webhook of a tracker that the policy has not', async () => {
    const answer = await api.post<Problem>('/v1/trackers/other/webhook', {});
    assert.deepEqual([answer.status, answer.body.code], [404, 'unknown-tracker']);
  });
});
