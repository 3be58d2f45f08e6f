import assert from 'node:assert/strict';

import { fixedPolicy } from '@tierline/contracts';
import { decide, type Instant, instant, millis, type Ticket } from '@tierline/domain';
import {
  type Clock,
  compressedClock,
  createTimerQueue,
  startTimerWorker,
  type Timer,
  workerConnection,
} from '@tierline/platform';
import { createSlaMetrics, createSlaProcessor, type SlaProcessor } from '@tierline/sla-monitor';
import { historyOf, timersOf } from '@tierline/store';
import { ADA, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

const HOUR = 3_600_000;

describe('sla-monitor', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const clockAt = (at: Instant): Clock => compressedClock({ epoch: at, origin: Date.now(), speed: 1 });

  function processorAt(
    at: Instant,
    timers: { schedule: (set: readonly (Timer & { delayMs: number })[]) => Promise<void> },
  ): SlaProcessor {
    const { ticketing, loaded, registry } = real;
    const clock = clockAt(at);
    registry.clear();
    return createSlaProcessor({
      store: ticketing.store,
      timersOf: (ids) => timersOf(ticketing.database, ids),
      timers,
      policies: fixedPolicy(loaded),
      clock,
      metrics: createSlaMetrics(registry, clock),
      horizonMs: 10 * 60_000,
    });
  }

  async function routed(fields = {}): Promise<Ticket> {
    const { store } = real.ticketing;
    const { ticket } = await store.create(aRequest(fields), MONDAY);
    const outcome = await store.change(ticket.id, (now) =>
      decide(now, { kind: 'route', by: { kind: 'system', name: 'router' } }, MONDAY, real.loaded.policy),
    );
    assert.equal(outcome.kind, 'changed');
    return outcome.kind === 'changed' ? outcome.ticket : ticket;
  }

  it('sets a timer for a promise within the horizon and none for a later one', async () => {
    const set: Timer[] = [];
    const schedule = async (timers: readonly Timer[]) =>
      void set.push(...timers.map(({ ticketId, due }) => ({ ticketId, due })));
    const near = await routed({ priority: 'urgent' });
    const far = await routed({ priority: 'low' });
    // The urgent ticket is warned of after 75 % of 15 minutes, the other one after 45 minutes of its tier's hour.
    await processorAt(instant(MONDAY + 5 * 60_000), { schedule }).watch(
      [near, far, near].map(({ id, seq }) => ({ ticketId: id, seq })),
    );
    assert.deepEqual(set, [{ ticketId: near.id, due: MONDAY + 675_000 }]);
  });

  it('records what fell due, in order, once, and nothing the second time', async () => {
    const { database, store } = real.ticketing;
    const { id } = await routed();
    const { fire } = processorAt(instant(MONDAY + 5 * HOUR), { schedule: async () => undefined });
    await Promise.all([fire([{ ticketId: id }]), fire([{ ticketId: id }])]);
    await fire([{ ticketId: id }]);
    const recorded = ((await historyOf(database, id)) ?? []).flatMap((event) =>
      'dueAt' in event ? [[event.kind, event.clock, event.dueAt - MONDAY]] : [],
    );
    assert.deepEqual(recorded, [
      ['sla.warned', 'tier', 0.75 * HOUR],
      ['sla.breached', 'tier', HOUR],
      ['sla.warned', 'firstResponse', 3 * HOUR],
      ['sla.breached', 'firstResponse', 4 * HOUR],
    ]);
    assert.equal((await store.read([id]))[0]?.nextTimer, MONDAY + 18 * HOUR);
  });

  it('closes a solved ticket by itself once the days of the policy are over, and not before', async () => {
    const { store } = real.ticketing;
    const { id } = await routed();
    for (const command of [
      { kind: 'claim', agentId: ADA, occupied: [] },
      { kind: 'solve', agentId: ADA, answer: 'Done.' },
    ] as const)
      await store.change(id, (ticket) => decide(ticket, command, MONDAY, real.loaded.policy));
    const { closeAfter } = real.loaded.policy.life;
    assert.equal(closeAfter, 7 * 24 * HOUR);
    const statusAt = async (at: number) => {
      await processorAt(instant(at), { schedule: async () => undefined }).fire([{ ticketId: id }]);
      return (await store.read([id]))[0]?.state.kind;
    };
    assert.deepEqual(
      [await statusAt(MONDAY + closeAfter - HOUR), await statusAt(MONDAY + closeAfter)],
      ['solved', 'closed'],
    );
  });

  it('sets the next timer of what it recorded, and of what somebody else recorded first', async () => {
    const { store } = real.ticketing;
    const set: Timer[] = [];
    const schedule = async (timers: readonly Timer[]) =>
      void set.push(...timers.map(({ ticketId, due }) => ({ ticketId, due })));
    // Warned of after 675 s, broken after 900 s.
    const { id } = await routed({ priority: 'urgent' });
    const at = instant(MONDAY + 700_000);
    await processorAt(at, { schedule }).fire([{ ticketId: id }]);
    assert.deepEqual(set.splice(0), [{ ticketId: id, due: MONDAY + 900_000 }]);

    const other = await routed({ priority: 'urgent' });
    await store.change(other.id, (ticket) => decide(ticket, { kind: 'timer' }, at, real.loaded.policy));
    await processorAt(at, { schedule }).fire([{ ticketId: other.id }]);
    assert.deepEqual(set, [{ ticketId: other.id, due: MONDAY + 900_000 }]);
  });

  it('finds nothing to do when a timer comes early', async () => {
    const { store } = real.ticketing;
    const before = await routed();
    await processorAt(instant(MONDAY + 60_000), { schedule: async () => undefined }).fire([
      { ticketId: before.id },
    ]);
    assert.deepEqual(await store.read([before.id]), [before]);
  });

  it('records a breach by a real timer within a second of its moment', async () => {
    const { ticketing, config, logger, registry } = real;
    const ticket = await routed({ priority: 'urgent' });
    const due = ticket.nextTimer;
    assert.ok(due !== undefined);
    const timers = createTimerQueue({
      name: 'timers',
      prefix: config.QUEUE_PREFIX,
      connection: ticketing.producer,
    });
    const processor = processorAt(instant(due - 300), timers);
    const connection = workerConnection(config.REDIS_URL);
    const worker = startTimerWorker({
      name: 'timers',
      prefix: config.QUEUE_PREFIX,
      connection,
      concurrency: 1,
      logger,
      registry,
      handle: processor.fire,
    });
    await processor.watch([{ ticketId: ticket.id, seq: ticket.seq }]);
    await eventually(async () => {
      const warned = ((await historyOf(ticketing.database, ticket.id)) ?? []).find(
        ({ kind }) => kind === 'sla.warned',
      );
      assert.ok(warned !== undefined && warned.at >= due && warned.at - due < millis(1000));
    });
    await worker.close();
    await timers.close();
    connection.disconnect();
  });
});
