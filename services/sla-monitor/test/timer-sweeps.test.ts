import assert from 'node:assert/strict';

import { instant, ticketId } from '@tierline/domain';
import { compressedClock } from '@tierline/platform';
import { timerSweeps } from '@tierline/sla-monitor';
import type { NearTimer } from '@tierline/store';
import { MONDAY } from '@tierline/testkit';

const SECOND = 1000;
const config = { SWEEP_SECONDS: 5, HORIZON_SECONDS: 600, HORIZON_SWEEP_SECONDS: 60 };

function dueAt(number: number, due: number): NearTimer {
  return { ticketId: ticketId(number.toString(16).padStart(24, '0')), due: instant(due) };
}

/** The two sweeps on Monday morning, with these timers on tickets, some of them in the queue. */
function sweepsOn(
  timers: readonly NearTimer[],
  queue: (timer: NearTimer) => boolean | 'away',
  broken: (timer: NearTimer) => boolean = () => false,
) {
  const fired: NearTimer[] = [];
  const set: NearTimer[] = [];
  const sweeps = timerSweeps({
    config,
    clock: compressedClock({ epoch: MONDAY, origin: Date.now(), speed: 1 }),
    timers: {
      absent: async (some) => {
        if (timers.some((timer) => queue(timer) === 'away')) throw new Error('Redis is away');
        return some.filter((timer) => queue({ ...timer, ticketId: ticketId(timer.ticketId) }) === false);
      },
    },
    processor: {
      fire: async (some) => {
        const known = timers.filter(({ ticketId: id }) => some.some((one) => one.ticketId === id));
        if (known.some(broken)) throw new Error('cannot be decided');
        fired.push(...known);
      },
      setTimers: async (near) => void set.push(...near),
    },
    timersBetween: async ({ from = -Infinity, until, limit }) => {
      return timers.filter(({ due }) => due >= from && due < until).slice(0, limit);
    },
  });
  const named = (name: string) => sweeps.find((sweep) => sweep.name === name) ?? assert.fail(name);
  return { fired, set, overdue: named('overdue'), horizon: named('horizon') };
}

describe('sweeps of timers', () => {
  const justDue = dueAt(1, MONDAY - SECOND);
  const late = dueAt(2, MONDAY - 7 * SECOND);
  const lost = dueAt(3, MONDAY - 8 * SECOND);
  const veryLate = dueAt(4, MONDAY - 11 * SECOND);

  it('record what is overdue and has no timer, and leave to the queue what waits there for its turn', async () => {
    const { overdue, fired } = sweepsOn([veryLate, lost, late, justDue], (timer) => timer !== lost);
    const inQueue = sweepsOn([late], () => true);
    assert.equal(await inQueue.overdue.run(), 0);
    assert.deepEqual(inQueue.fired, []);
    // The queue has had its time with what is two sweeps late.
    await overdue.run();
    assert.ok(fired.includes(veryLate));
    assert.ok(!fired.includes(justDue));
  });

  it('record all that is overdue while Redis is away', async () => {
    const { overdue, fired } = sweepsOn([lost, late, justDue], () => 'away');
    assert.equal(await overdue.run(), 2);
    assert.deepEqual(fired, [lost, late]);
  });

  it('record the others where one cannot be, and say that it failed', async () => {
    const { overdue, fired } = sweepsOn(
      [lost, late],
      () => false,
      (timer) => timer === lost,
    );
    await assert.rejects(async () => overdue.run(), /cannot be decided/);
    assert.deepEqual(fired, [late]);
  });

  it('set the timers within the horizon, and come again in time where there are more', async () => {
    const near = [dueAt(5, MONDAY + SECOND), dueAt(6, MONDAY + 599 * SECOND)];
    const few = sweepsOn([...near, dueAt(7, MONDAY + 660 * SECOND)], () => false);
    assert.equal(await few.horizon.run(), 0);
    assert.deepEqual(few.set, near);
    assert.equal(few.horizon.soonMs?.(), undefined);

    const aThousandASecond = Array.from({ length: 40_000 }, (_, index) => dueAt(index, MONDAY + index));
    const many = sweepsOn(aThousandASecond, () => false);
    await many.horizon.run();
    assert.equal(many.set.length, 20_000);
    const soon = many.horizon.soonMs?.() ?? 0;
    assert.ok(soon > 9 * SECOND && soon <= 10 * SECOND, `${soon} ms`);
  });
});
