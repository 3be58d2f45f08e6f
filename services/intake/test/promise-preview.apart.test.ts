import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { type Problem, ROUTES } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { beginRecomputation, finishRecomputation, passPage, takeRecomputation } from '@tierline/store';
import { aPolicy, insertLives, livesInAllStates, policyText } from '@tierline/testkit';

import { type RealApi, realApi } from './real-api.ts';

const HOUR = 3_600_000;
const TICKETS = 400;

/** Answers to ordinary tickets within half an hour, and T1 has two. */
const CANDIDATE = policyText()
  .replace('normal: { firstResponse: 4h', 'normal: { firstResponse: 30m')
  .replace('T1: { target: 1h }', 'T1: { target: 4h }')
  .replace(
    'promises:\n',
    'promises:\n  policies: [{ name: low, when: { priorities: [low] }, priorities: { low: { resolution: none } } }]\n',
  );

describe('the promises of open tickets before a policy is applied', () => {
  const first = aPolicy();
  let api: RealApi;
  let open: number;
  let inserted: ReturnType<typeof livesInAllStates>;
  before(async () => {
    api = await realApi(first);
    const now = Date.now();
    inserted = livesInAllStates(api.real.policies.current().policy, {
      count: TICKETS,
      from: instant(now - 3 * HOUR),
      until: instant(now),
    });
    await insertLives(api.real.ticketing.database, inserted);
    open = inserted.filter(
      ({ ticket: { state } }) => state.kind !== 'solved' && state.kind !== 'closed',
    ).length;
  });
  after(() => api[Symbol.asyncDispose]());

  const dryRun = async (body: object) => {
    const answer = await api.post('/v1/policy/dry-run', { limit: 1, ...body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return ROUTES.dryRunPolicy.response.parse(answer.body);
  };
  const promises = async (body: object) => (await dryRun(body)).promises ?? assert.fail('no promises');

  it('are counted: how many would be others, which way they would move, which would end', async () => {
    const { examined, more, changed, clocks, cancelled } = await promises({ text: CANDIDATE });
    assert.deepEqual([examined, more], [open, false]);
    assert.ok(changed > 0 && changed < open);
    const byClock = new Map(clocks.map((counts) => [counts.clock, counts]));
    assert.deepEqual([...byClock.keys()].toSorted(), ['firstResponse', 'resolution', 'tier']);
    const { earlier = 0, later, cancelled: none } = byClock.get('firstResponse') ?? {};
    assert.ok(earlier > 0 && later === 0 && none === 0);
    assert.ok((byClock.get('tier')?.later ?? 0) > 0);
    assert.equal(byClock.get('resolution')?.cancelled, cancelled.count);
    assert.ok(cancelled.count > 0);
  });

  it('are named where they would be broken at once, by how much, and where they would not be any more', async () => {
    const { breached, kept } = await promises({ text: CANDIDATE });
    const owed = inserted.filter(({ ticket: { clocks, priority } }) => {
      const { firstResponse } = clocks;
      return priority === 'normal' && firstResponse?.state === 'running' && firstResponse.target === 4 * HOUR;
    });
    const broken = breached.items.filter(({ clock }) => clock === 'firstResponse');
    assert.deepEqual(
      new Set(broken.map(({ ticket }) => ticket)),
      new Set(owed.map(({ ticket }) => ticket.id)),
    );
    for (const { overSeconds = 0 } of broken) assert.ok(overSeconds > 3600 && overSeconds < 3 * 3600);
    assert.ok(kept.count > 0 && kept.items.every(({ clock }) => clock === 'tier'));
    assert.equal(kept.items.length, Math.min(100, kept.count));
  });

  it('are those of so many tickets as was asked for, with the soonest due first, and it says that there are more', async () => {
    const { examined, more } = await promises({ text: CANDIDATE, open: 25 });
    assert.deepEqual([examined, more], [25, true]);
    assert.deepEqual((await promises({ text: CANDIDATE, open })).more, false);
    assert.equal((await dryRun({ text: CANDIDATE, open: 0 })).promises, undefined);
    const refused = await api.post<Problem>('/v1/policy/dry-run', { text: CANDIDATE, open: 50_001 });
    assert.deepEqual([refused.status, refused.body.errors?.[0]?.field], [400, 'open']);
  });

  it('are the same under the policy in force', async () => {
    const { changed, clocks } = await promises({ version: first.policy.version });
    assert.deepEqual([changed, clocks], [0, []]);
  });

  it('are on the first page only', async () => {
    const { nextCursor, promises: firstPage } = await dryRun({ text: CANDIDATE });
    assert.ok(firstPage !== undefined && nextCursor !== undefined);
    assert.equal((await dryRun({ text: CANDIDATE, cursor: nextCursor })).promises, undefined);
  });

  it('hold up no other request while thousands are looked at', async () => {
    const { database } = api.real.ticketing;
    const [some] = await database.tickets.find({ 'state.kind': 'waiting' }).limit(1).toArray();
    assert.ok(some);
    const copies = Array.from({ length: 8000 }, (_, index) => ({
      ...some,
      _id: `a${index.toString(16).padStart(23, '0')}`,
      rank: index,
    }));
    await database.tickets.insertMany(copies);
    await promises({ text: CANDIDATE });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { examined } = await promises({ text: CANDIDATE });
    delay.disable();
    assert.equal(examined, open + copies.length);
    // What the test itself does with the answer is in it as well; the machine may be busy.
    assert.ok(delay.percentile(99) / 1e6 < 50, `${delay.percentile(99) / 1e6} ms`);
  });
});

describe('how far open tickets have followed a policy', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('is told for the last application, or another one', async () => {
    const { database } = api.real.ticketing;
    const progress = async (query = '') => {
      const { status, body } = await api.get(`/v1/policy/recomputation${query}`);
      assert.equal(status, 200);
      return ROUTES.readRecomputation.response.parse(body);
    };
    const { policy } = api.real.loaded;
    const begun = { number: 1, version: policy.version, by: 'POLICY_FILE' };
    assert.deepEqual(await progress(), {
      application: 1,
      version: policy.version,
      by: 'POLICY_FILE',
      state: 'waiting',
      total: 0,
      done: 0,
      changed: 0,
    });
    await beginRecomputation(database, begun, 'everything');
    const taken = (await takeRecomputation(database, 1, 1000)) ?? assert.fail();
    assert.equal(await takeRecomputation(database, 1, 1000), undefined);
    await passPage(database, taken, { looked: 5, last: 'x', ids: ['x', 'y'] }, 1000);
    const { state, done, changed } = await progress('?application=1');
    assert.deepEqual([state, done, changed], ['running', 5, 2]);
    await finishRecomputation(database, taken);
    assert.equal((await progress()).state, 'done');
    assert.ok((await progress()).finishedAt !== undefined);
  });

  it('is nothing for an application that never was', async () => {
    const { status, body } = await api.get<Problem>('/v1/policy/recomputation?application=7');
    assert.deepEqual([status, body.code], [404, 'unknown-policy']);
    assert.equal((await api.get('/v1/policy/recomputation?application=x')).status, 400);
  });
});
