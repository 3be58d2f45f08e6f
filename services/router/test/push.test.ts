import assert from 'node:assert/strict';

import { type AgentId, agentId, type Command, decide, type Instant, instant } from '@tierline/domain';
import {
  type Clock,
  createMetrics,
  loadConfig,
  realClock,
  serviceConfig,
  type Stage,
} from '@tierline/platform';
import { historyOf, recordPresence } from '@tierline/store';
import {
  anotherProcess,
  aPolicy,
  aRequest,
  closeTicketing,
  eventually,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

import { leaversDuty, overflowDuty } from '../src/duties.ts';
import { startRouter } from '../src/service.ts';

const CREW = ['p1', 'p2', 'p3'].map((name) => agentId(name));
const ROUTER = { kind: 'system', name: 'router' } as const;
const loaded = aPolicy(`
${CREW.map((id) => `  - { id: ${id}, name: P, tier: T1, team: crew, capacity: 2 }`).join('\n')}
  - { id: helper, name: H, tier: T1, team: helpers, capacity: 2 }
  - { id: leaver, name: L, tier: T1, team: helpers, capacity: 2, until: 2026-03-02T12:00:00Z }
teams:
  - { id: crew, name: Crew, tier: T1, assignment: push, overflow: [{ team: helpers, after: 10m }] }
  - { id: helpers, name: Helpers, tier: T1 }
`);
/** Sweeps so rare that what happens within a test happens by wakes. */
const SWEEP_SECONDS = 600;

describe('pushing tickets', () => {
  let real: RealTicketing;
  const stages: Stage[] = [];

  beforeEach(async () => {
    real = await realTicketing(loaded);
  });
  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.stop();
    await real[Symbol.asyncDispose]();
  });

  const config = (seconds: number) =>
    loadConfig(
      serviceConfig({}),
      { ...real.config, POLICY_FILE: 'unused', SWEEP_SECONDS: String(seconds) },
      { service: 'router' },
    );
  const base = (clock: Clock = realClock()) => ({
    config: config(SWEEP_SECONDS),
    policies: real.policies,
    clock,
    ticketing: real.ticketing,
  });

  /** A router at work, as a process of its own would be. */
  async function aRouter(): Promise<void> {
    const ticketing = await anotherProcess(real);
    const { registry } = createMetrics({ service: 'router' });
    const part = await startRouter({ ...base(), ticketing, logger: real.logger, registry });
    stages.push(...part.stages, { name: 'ticketing', stop: () => closeTicketing(ticketing) });
  }

  const arrive = (ids: readonly AgentId[], said: 'available' | 'away' = 'available') =>
    Promise.all(
      ids.map((agent) => recordPresence(real.ticketing.database, { agent, said, now: instant(Date.now()) })),
    );

  async function open(count: number): Promise<readonly string[]> {
    const created = await Promise.all(
      Array.from({ length: count }, () => real.ticketing.store.create(aRequest(), instant(Date.now()))),
    );
    return created.map(({ ticket }) => ticket.id);
  }

  async function change(id: string, command: Command, now: Instant = instant(Date.now())): Promise<void> {
    const outcome = await real.ticketing.store.change(id, (ticket) =>
      decide(ticket, command, now, loaded.policy),
    );
    assert.equal(outcome.kind, 'changed', JSON.stringify(outcome));
  }

  async function held(): Promise<ReadonlyMap<string, readonly number[]>> {
    const found = await real.ticketing.database.tickets.find({ 'state.holder': { $exists: true } }).toArray();
    const slots = new Map<string, readonly number[]>();
    for (const { state } of found)
      if (state.kind === 'working')
        slots.set(state.holder, [...(slots.get(state.holder) ?? []), ...state.slots]);
    return slots;
  }

  const total = (slots: ReadonlyMap<string, readonly number[]>) =>
    [...slots.values()].reduce((sum, one) => sum + one.length, 0);

  it('gives new tickets to who is available, evenly, holds what is too much, and says why', async () => {
    await arrive(CREW);
    await arrive([agentId('p3')], 'away');
    await aRouter();
    const ids = await open(6);
    await eventually(async () => assert.equal(total(await held()), 4));
    assert.deepEqual([...(await held()).keys()].toSorted(), ['p1', 'p2']);
    const waiting = await real.ticketing.database.tickets.countDocuments({ 'state.kind': 'waiting' });
    assert.equal(waiting, 2);
    const histories = await Promise.all(ids.map((id) => historyOf(real.ticketing.database, id as never)));
    const given = JSON.stringify(histories);
    assert.match(given, /"why":\{"rule":"push","alternatives":1\}/);
  }).timeout(30_000);

  it('drains what was held within a wake as somebody frees up, not a sweep period', async () => {
    await arrive(CREW.slice(0, 1));
    await aRouter();
    await open(3);
    await eventually(async () => assert.equal(total(await held()), 2));
    const [mine] = await real.ticketing.database.tickets.find({ 'state.holder': 'p1' }).toArray();
    assert.ok(mine);
    const began = performance.now();
    await change(mine._id, { kind: 'solve', agentId: agentId('p1') });
    await eventually(async () => assert.equal(total(await held()), 2));
    const took = performance.now() - began;
    assert.ok(took < (SWEEP_SECONDS * 1000) / 60, `${took} ms`);
    assert.equal(await real.ticketing.database.tickets.countDocuments({ 'state.kind': 'waiting' }), 0);
  }).timeout(30_000);

  it('never goes above capacity and gives nothing twice, with several routers, claims, solutions and re-openings at once', async () => {
    await arrive(CREW);
    await Promise.all([aRouter(), aRouter(), aRouter()]);
    await open(40);
    const { database, claimNext, store } = real.ticketing;
    const seen: string[] = [];
    const until = Date.now() + 60_000;
    const again = new Set<string>();
    for (;;) {
      const found = await database.tickets.find({ 'state.holder': { $exists: true } }).toArray();
      const slots = new Map<string, number[]>();
      for (const { state } of found) {
        if (state.kind !== 'working') continue;
        slots.set(state.holder, [...(slots.get(state.holder) ?? []), ...state.slots]);
      }
      for (const [holder, used] of slots) assert.ok(used.length <= 2, `${holder} ${used.join(' ')}`);
      const solved = await database.tickets.countDocuments({ 'state.kind': 'solved' });
      if (solved === 40) break;
      assert.ok(Date.now() < until, `${solved} solved`);
      const agent = loaded.policy.agents.get(CREW[seen.length % 3] ?? agentId('p1'));
      assert.ok(agent);
      await Promise.all([
        claimNext(agent, () => instant(Date.now())),
        ...found.map(async ({ _id, state }) => {
          if (state.kind !== 'working') return;
          const { holder } = state;
          const outcome = await store.change(_id, (ticket) =>
            decide(ticket, { kind: 'solve', agentId: holder }, instant(Date.now()), loaded.policy),
          );
          if (outcome.kind !== 'changed') return;
          seen.push(_id);
          // Every fourth comes back once.
          if (seen.length % 4 > 0 || again.has(_id)) return;
          again.add(_id);
          await change(_id, {
            kind: 'reply',
            author: { kind: 'requester', id: 'customer@example.com' },
            visibility: 'public',
            body: 'Again.',
            ask: false,
          });
        }),
      ]);
    }
    assert.ok(again.size > 0);
    assert.equal(seen.length, 40 + again.size);
  }).timeout(90_000);

  it('shows what waited too long to the team that helps, by sweep', async () => {
    const [id = ''] = await open(1);
    await change(id, { kind: 'route', by: ROUTER });
    const helper = loaded.policy.agents.get(agentId('helper'));
    assert.ok(helper);
    const later = instant(Date.now() + 10 * 60_000);
    assert.equal(await real.ticketing.claimNext(helper, () => later), undefined);
    const clock: Clock = { ...realClock(), now: () => later };
    await overflowDuty(base({ ...realClock(), now: () => instant(Date.now()) })).run();
    assert.equal(await real.ticketing.claimNext(helper, () => later), undefined);
    await overflowDuty(base(clock)).run();
    const next = await real.ticketing.claimNext(helper, () => later);
    assert.ok(next?.kind === 'claimed');
    assert.deepEqual(next.ticket.sharedWith, ['helpers']);
  });

  it('takes the tickets of an agent who leaves back into the queue, by sweep', async () => {
    const { store, claimNext, database } = real.ticketing;
    const { ticket } = await store.create(aRequest(), MONDAY);
    await change(ticket.id, { kind: 'route', by: ROUTER }, MONDAY);
    await change(ticket.id, { kind: 'share', by: ROUTER }, instant(MONDAY + 10 * 60_000));
    const leaver = loaded.policy.agents.get(agentId('leaver'));
    assert.ok(leaver);
    assert.equal((await claimNext(leaver, () => instant(MONDAY + 11 * 60_000)))?.kind, 'claimed');
    const at = (hours: number): Clock => ({
      ...realClock(),
      now: () => instant(MONDAY + hours * 3_600_000),
    });
    await leaversDuty(base(at(1))).run();
    assert.equal(await database.tickets.countDocuments({ 'state.holder': 'leaver' }), 1);
    await leaversDuty(base(at(3))).run();
    assert.equal(await database.tickets.countDocuments({ 'state.holder': 'leaver' }), 0);
    assert.equal((await store.read([ticket.id]))[0]?.state.kind, 'waiting');
  });
});
