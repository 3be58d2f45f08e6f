import assert from 'node:assert/strict';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import {
  decide,
  instant,
  type Instant,
  type Policy,
  recomputed,
  replay,
  type Ticket,
} from '@tierline/domain';
import { compressedClock, createMetrics, type Stage } from '@tierline/platform';
import { createRecomputationMetrics, createSlaMetrics, startRecomputation } from '@tierline/sla-monitor';
import {
  applyPolicy,
  findRecomputation,
  historyOf,
  type Recomputation,
  type TicketStore,
} from '@tierline/store';
import {
  anotherProcess,
  closeTicketing,
  eventually,
  insertLives,
  LADDERS,
  livesInAllStates,
  MONDAY,
  policyText,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

const TICKETS = 260;
const PAGE = 40;
/** All tickets are younger: the first of them was opened at MONDAY. */
const NOW = instant(MONDAY + 2 * 3_600_000);
const FIRST = policyText('', { promises: LADDERS });

/** The first policy with other words in some places. */
function edited(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((so, [from, to]) => {
    assert.ok(so.includes(from), from);
    return so.replaceAll(from, to);
  }, FIRST);
}

const SHORTER = edited([
  'normal: { firstResponse: 4h, nextResponse: 4h',
  'normal: { firstResponse: 90m, nextResponse: 1h',
]);

/** How a process that brings tickets up to the policy differs from others. */
interface Started {
  readonly store?: Pick<TicketStore, 'changeAll'>;
  readonly delayMs?: number;
  readonly patienceMs?: number;
  readonly at?: Instant;
}

describe('open tickets after a policy was applied', function recomputation() {
  this.timeout(60_000);
  let real: RealTicketing;
  let before: readonly Ticket[];
  const stages: Stage[] = [];
  beforeEach(async () => {
    real = await realTicketing(parsePolicy(FIRST));
    const lives = livesInAllStates(real.policies.current().policy, { count: TICKETS, until: NOW });
    await insertLives(real.ticketing.database, lives);
    before = lives.map(({ ticket }) => ticket);
  });
  afterEach(async () => {
    await Promise.all(stages.splice(0).map((stage) => stage.stop()));
    await real[Symbol.asyncDispose]();
  });

  const clockAt = (epoch: Instant) => compressedClock({ epoch, origin: Date.now(), speed: 1 });

  /** One process more that brings tickets up to the policy. */
  function start(options: Started = {}): Stage {
    const { at = NOW, ...rest } = options;
    const { registry } = createMetrics({ service: 'recomputing' });
    const clock = clockAt(at);
    const stage = startRecomputation({
      ...real.ticketing,
      policies: real.policies,
      clock,
      logger: real.logger,
      metrics: { ...createSlaMetrics(registry, clock), ...createRecomputationMetrics(registry) },
      delayMs: 0,
      everyMs: 20,
      leaseMs: 700,
      pageSize: PAGE,
      ...rest,
    });
    stages.push(stage);
    return stage;
  }

  async function apply(text: string): Promise<LoadedPolicy> {
    const { database } = real.ticketing;
    const from = real.policies.current().policy.version;
    const loaded = parsePolicy(text);
    const outcome = await applyPolicy(database, { loaded, from, kind: 'apply', by: 'test' });
    assert.equal(outcome.kind, 'applied');
    await real.policies.refresh();
    return real.policies.current();
  }

  async function whenDone(application: number): Promise<Recomputation> {
    return eventually(async () => {
      const found = await findRecomputation(real.ticketing.database, application);
      assert.ok(found?.state === 'done', JSON.stringify(found));
      return found;
    }, 30_000);
  }

  const now = async (): Promise<ReadonlyMap<string, Ticket>> => {
    const tickets = await real.ticketing.store.read(before.map(({ id }) => id));
    return new Map(tickets.map((ticket) => [ticket.id, ticket]));
  };
  const differ = (policy: Policy) =>
    before.filter((ticket) => Object.keys(recomputed(ticket, NOW, policy)).length > 0);

  /** Every ticket once where its promises differ, not at all where not; each is what its events make it. */
  async function checkFollowed(policy: Policy): Promise<void> {
    const differing = new Set(differ(policy).map(({ id }) => id));
    const after = await now();
    for (const ticket of before) {
      const is = after.get(ticket.id) ?? assert.fail();
      const events = (await historyOf(real.ticketing.database, ticket.id)) ?? [];
      assert.deepEqual(is, replay(events));
      const own = events.filter((event) => event.kind === 'sla.recomputed');
      assert.equal(own.length, differing.has(ticket.id) ? 1 : 0, `${ticket.state.kind} ${ticket.id}`);
      if (!differing.has(ticket.id)) assert.deepEqual(is, ticket);
      assert.deepEqual(recomputed(is, NOW, policy), {});
      for (const [name, clock] of Object.entries(ticket.clocks)) {
        const later = is.clocks[name as keyof Ticket['clocks']];
        if (clock.state === 'paused' && later?.state === 'paused')
          assert.equal(later.spent, clock.spent, name);
        if (clock.state === 'stopped') assert.deepEqual(later, clock);
      }
    }
  }

  for (const [what, text] of [
    ['shorter targets', SHORTER],
    [
      'longer targets',
      edited(['firstResponse: 4h', 'firstResponse: 6h'], ['T1: { target: 1h', 'T1: { target: 3h']),
    ],
    [
      'a holiday today',
      edited(["fri: ['09:00-17:00'] }", "fri: ['09:00-17:00'] }, holidays: ['2026-03-02']"]),
    ],
    [
      'another ladder',
      edited(['- { at: 50%, do: [{ notify: holder }] }', '- { at: 40%, do: [{ notify: team }] }']),
    ],
    ['a promise less', edited(['update: none }', 'update: none, resolution: none }'])],
    ['a policy less', edited(['[{ plans: [enterprise] }, { tags: [vip] }]', '[{ plans: [gold] }]'])],
  ] as const) {
    it(`follow it once, and keep what was paused and spent: ${what}`, async () => {
      const { policy } = await apply(text);
      start();
      const { total, done, changed } = await whenDone(2);
      const open = before.filter(({ state }) => state.kind !== 'solved' && state.kind !== 'closed');
      assert.deepEqual([total, done, changed], [open.length, open.length, differ(policy).length]);
      assert.ok(changed > 20, String(changed));
      await checkFollowed(policy);
    });
  }

  it('follow it once when several processes do it and one dies in the middle of a page', async () => {
    const { policy } = await apply(SHORTER);
    const { store } = await processOfItsOwn();
    let changes = 0;
    const died = new Promise<void>((resolve) => {
      start({
        store: {
          changeAll: async (ids, decide) => {
            changes += 1;
            if (changes < 3) return store.changeAll(ids, decide);
            await store.changeAll(ids.slice(0, ids.length / 2), decide);
            resolve();
            // As kill -9 leaves it: nothing more ever happens.
            return new Promise(() => undefined);
          },
        },
      });
      stages.pop();
    });
    await died;
    for (let process = 0; process < 3; process += 1) start({ store: (await processOfItsOwn()).store });
    const { done, changed, total } = await whenDone(2);
    assert.deepEqual([done, changed], [total, differ(policy).length]);
    await checkFollowed(policy);
  });

  it('follow it from where a process was that stopped in order', async () => {
    const { policy } = await apply(SHORTER);
    let changes = 0;
    const { store } = real.ticketing;
    const stopping = new Promise<Stage>((resolve) => {
      const stage = start({
        store: {
          changeAll: async (...some) => {
            changes += 1;
            if (changes === 2) resolve(stage);
            return store.changeAll(...some);
          },
        },
      });
    });
    await (await stopping).stop();
    const { database } = real.ticketing;
    const left = await findRecomputation(database, 2);
    assert.ok(left?.state === 'running' && left.done >= PAGE && left.done < left.total, JSON.stringify(left));
    start();
    assert.equal((await whenDone(2)).changed, differ(policy).length);
    await checkFollowed(policy);
  });

  it('follow the later of two policies, and the earlier recomputation is superseded', async () => {
    await apply(SHORTER);
    const { store } = real.ticketing;
    let changes = 0;
    let last: Promise<LoadedPolicy> | undefined;
    start({
      store: {
        changeAll: async (...some) => {
          const outcomes = await store.changeAll(...some);
          changes += 1;
          if (changes === 1) await (last = apply(edited(['resolution: 24h', 'resolution: 20h'])));
          return outcomes;
        },
      },
    });
    await whenDone(3);
    assert.equal((await findRecomputation(real.ticketing.database, 2))?.state, 'superseded');
    const { policy } = (await last) ?? assert.fail();
    for (const [, ticket] of await now()) {
      assert.deepEqual(recomputed(ticket, NOW, policy), {});
      assert.deepEqual(ticket, replay((await historyOf(real.ticketing.database, ticket.id)) ?? []));
    }
  });

  it('are not even read when a policy promises the same as the one before', async () => {
    start();
    await whenDone(1);
    await apply(FIRST.replace('max: 2', 'max: 3'));
    const { total, changed, state } = await whenDone(2);
    assert.deepEqual([total, changed, state], [0, 0, 'done']);
    assert.deepEqual(await now(), new Map(before.map((ticket) => [ticket.id, ticket])));
  });

  it('are all looked at when the one before was not followed to the end', async () => {
    await apply(SHORTER);
    await apply(SHORTER.replace('max: 2', 'max: 3'));
    start();
    const { total, state } = await whenDone(3);
    assert.deepEqual([total > 0, state], [true, 'done']);
  });

  it('follow it some seconds after the application, when every process has heard of it', async () => {
    const { policy } = await apply(SHORTER);
    const at = performance.now();
    start({ delayMs: 600 });
    await whenDone(2);
    assert.ok(performance.now() - at >= 600);
    await checkFollowed(policy);
  });

  it('follow it slowly while timers are late, and all the same when these never fire', async () => {
    // An hour later much is due, and nobody but the recomputation looks at it.
    const at = instant(NOW + 3_600_000);
    await apply(SHORTER);
    const began = performance.now();
    start({ at, patienceMs: 200 });
    const { done } = await whenDone(2);
    assert.ok(performance.now() - began > 200 * Math.floor(done / PAGE / 2), `${done} at once`);
  });

  it('follow it although one of them cannot be decided on', async () => {
    const { policy } = await apply(SHORTER);
    const [broken] = differ(policy);
    const { store } = real.ticketing;
    start({
      store: {
        changeAll: async (ids, decide) =>
          store.changeAll(ids, (ticket) => {
            if (ticket.id === broken?.id) throw new RangeError('a ticket from another world');
            return decide(ticket);
          }),
      },
    });
    await whenDone(2);
    const after = await now();
    for (const ticket of differ(policy)) {
      const seq = after.get(ticket.id)?.seq ?? 0;
      assert.equal(seq > ticket.seq, ticket.id !== broken?.id, ticket.id);
    }
  });

  it('are decided on by the policy when they are opened again after it', async () => {
    const { policy } = await apply(SHORTER);
    const solved = before.find(({ state }) => state.kind === 'solved') ?? assert.fail();
    const decision = decide(
      solved,
      {
        kind: 'reply',
        author: { kind: 'requester', id: solved.requester },
        visibility: 'public',
        body: 'It is back.',
        ask: false,
      },
      NOW,
      policy,
    );
    assert.ok(decision.kind === 'decided');
    assert.deepEqual(recomputed(decision.ticket, NOW, policy), {});
  });

  async function processOfItsOwn() {
    const ticketing = await anotherProcess(real);
    stages.unshift({ name: 'another', stop: () => closeTicketing(ticketing) });
    return ticketing;
  }
});
