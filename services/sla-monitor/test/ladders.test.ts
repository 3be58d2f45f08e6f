import assert from 'node:assert/strict';

import { decide, instant, replay } from '@tierline/domain';
import { compressedClock } from '@tierline/platform';
import { createSlaMetrics, createSlaProcessor, type SlaProcessor } from '@tierline/sla-monitor';
import { historyOf, timersOf } from '@tierline/store';
import {
  anotherProcess,
  aPolicy,
  aRequest,
  closeTicketing,
  LADDERS,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

const HOUR = 3_600_000;

describe('the ladders of promises', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing(aPolicy('', { promises: LADDERS }));
  });
  after(() => real[Symbol.asyncDispose]());

  function processorOf(ticketing: RealTicketing['ticketing'], at: number): SlaProcessor {
    real.registry.clear();
    const clock = compressedClock({ epoch: instant(at), origin: Date.now(), speed: 1 });
    return createSlaProcessor({
      store: ticketing.store,
      timersOf: (ids) => timersOf(ticketing.database, ids),
      timers: { schedule: async () => undefined },
      policies: real.policies,
      clock,
      metrics: createSlaMetrics(real.registry, clock),
      horizonMs: 600_000,
    });
  }

  it('are played once, in order, by however many processes at once', async () => {
    const { store, database } = real.ticketing;
    const tickets = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.create(aRequest({ priority: index % 2 === 0 ? 'normal' : 'urgent', tags: ['vip'] }), MONDAY),
      ),
    );
    const ids = tickets.map(({ ticket: { id } }) => id);
    await store.changeAll(ids, (ticket) =>
      decide(
        ticket,
        { kind: 'route', by: { kind: 'system', name: 'router' } },
        MONDAY,
        real.policies.current().policy,
      ),
    );
    const others = await Promise.all([anotherProcess(real), anotherProcess(real)]);
    try {
      for (const hours of [0.3, 1, 2.2, 3, 30]) {
        const due = ids.map((ticketId) => ({ ticketId }));
        await Promise.all(
          [real.ticketing, ...others].map((ticketing) =>
            processorOf(ticketing, MONDAY + hours * HOUR).fire(due),
          ),
        );
      }
    } finally {
      await Promise.all(others.map(closeTicketing));
    }
    for (const id of ids) {
      const events = (await historyOf(database, id)) ?? [];
      const [stored] = await store.read([id]);
      assert.deepEqual(replay(events), stored);
      const steps = events.flatMap((event) =>
        event.kind === 'sla.stepped' ? [`${event.clock} ${event.cycle} ${event.step}`] : [],
      );
      assert.deepEqual(steps, [...new Set(steps)]);
      assert.ok(steps.includes('tier 1 nobody came'), steps.join());
      assert.equal(events.filter(({ kind }) => kind === 'ticket.escalated').length, stored?.escalations);
      assert.ok((stored?.escalations ?? 0) >= 1);
    }
  });
});
