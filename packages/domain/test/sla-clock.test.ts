import assert from 'node:assert/strict';

import {
  calendarOf,
  elapsed,
  instant,
  type Instant,
  millis,
  type SlaClock,
  type SlaClocks,
  type SlaTarget,
} from '@tierline/domain';
import * as fc from 'fast-check';

import {
  cancelClock,
  clockTimers,
  pauseClock,
  reopenClock,
  resumeClock,
  spentAt,
  startClock,
  stopClock,
} from '../src/sla-clock.ts';

const HOUR = 3_600_000;
/** Hours from a Monday's midnight. */
const at = (hours: number): Instant => instant(Date.UTC(2026, 2, 2) + hours * HOUR);
const hours = (count: number) => millis(count * HOUR);

/** Every day from 9 to 17 for a year. */
const OFFICE = calendarOf(
  'office',
  Array.from({ length: 365 }, (_, day) => [at(day * 24 + 9), at(day * 24 + 17)] as const),
);
const FOUR_HOURS: SlaTarget = {
  target: hours(4),
  calendar: 'office',
  warnAfter: 0.75,
  pausedWhile: ['pending', 'on-hold'],
};

const started = (now: Instant, promise = FOUR_HOURS) => startClock(promise, OFFICE, now);
const outcome = (clock: SlaClock) => (clock.state === 'stopped' ? clock.outcome : clock.state);
const due = (clock: SlaClock) =>
  clock.state === 'running' ? { warnAt: clock.warnAt, dueAt: clock.dueAt } : undefined;

const kinds = (clock: SlaClock) => clockTimers({ tier: clock }).map(({ what }) => what.kind);

const timers = (clocks: SlaClocks) =>
  clockTimers(clocks).map(({ clock, what, at: due }) => [clock, what.kind, due]);

/** Steps back and forth between paused and running, each some minutes after the one before. */
const waits = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 12 });

describe('an SLA clock', () => {
  it('starts with nothing spent, and knows when it warns and when it is due', () => {
    const clock = started(at(10));
    assert.deepEqual(clock, {
      state: 'running',
      since: at(10),
      beganAt: at(10),
      pausedWhile: ['pending', 'on-hold'],
      target: hours(4),
      calendar: 'office',
      warnAfter: hours(3),
      spent: 0,
      warnAt: at(13),
      dueAt: at(14),
    });
  });

  it('counts working time only', () => {
    const clock = started(at(15));
    assert.deepEqual(due(clock), { warnAt: at(24 + 10), dueAt: at(24 + 11) });
    assert.equal(spentAt(clock, OFFICE, at(20)), hours(2));
  });

  it('is met a moment before it is due, and missed from the due moment on', () => {
    const clock = started(at(10));
    assert.equal(outcome(stopClock(clock, OFFICE, instant(at(14) - 1))), 'met');
    assert.equal(outcome(stopClock(clock, OFFICE, at(14))), 'missed');
    assert.equal(outcome(stopClock(clock, OFFICE, at(40))), 'missed');
  });

  it('is missed when it is due at closing time and stopped while nobody works', () => {
    assert.equal(outcome(stopClock(started(at(13)), OFFICE, at(20))), 'missed');
  });

  it('counts nothing while it is paused', () => {
    const paused = pauseClock(started(at(10)), OFFICE, at(11));
    assert.deepEqual(paused, {
      state: 'paused',
      since: at(11),
      beganAt: at(10),
      pausedWhile: ['pending', 'on-hold'],
      target: hours(4),
      calendar: 'office',
      warnAfter: hours(3),
      spent: hours(1),
    });
    assert.equal(spentAt(paused, OFFICE, at(16)), hours(1));
    assert.deepEqual(due(resumeClock(paused, OFFICE, at(12))), { warnAt: at(14), dueAt: at(15) });
  });

  it('keeps its outcome and what was spent when it is stopped while paused', () => {
    const stopped = stopClock(pauseClock(started(at(10)), OFFICE, at(11)), OFFICE, at(40));
    assert.deepEqual([outcome(stopped), stopped.spent], ['met', hours(1)]);
  });

  it('never promises sooner because of a pause', () => {
    fc.assert(
      fc.property(waits, (steps) => {
        let now = at(10);
        let clock = started(now);
        let latest = clock.state === 'running' ? clock.dueAt : 0;
        for (const [index, minutes] of steps.entries()) {
          now = instant(now + minutes * 60_000);
          clock = index % 2 === 0 ? pauseClock(clock, OFFICE, now) : resumeClock(clock, OFFICE, now);
          if (clock.state !== 'running') continue;
          assert.ok(clock.dueAt >= latest || latest <= now, 'a pause shortened the promise');
          latest = clock.dueAt;
        }
      }),
    );
  });

  it('spends exactly the working time that it ran', () => {
    fc.assert(
      fc.property(waits, (steps) => {
        let now = at(10);
        let clock = started(now);
        let ran = 0;
        for (const minutes of steps) {
          const next = instant(now + minutes * 60_000);
          if (clock.state === 'running') ran += elapsed(OFFICE, now, next);
          clock =
            clock.state === 'running' ? pauseClock(clock, OFFICE, next) : resumeClock(clock, OFFICE, next);
          now = next;
        }
        assert.equal(spentAt(clock, OFFICE, now), ran);
      }),
    );
  });

  it('is due when what is left of the target has been worked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 10_000 }), (worked, away) => {
        const pausedAt = instant(at(10) + worked * 60_000);
        const resumedAt = instant(pausedAt + away * 60_000);
        const clock = resumeClock(pauseClock(started(at(10)), OFFICE, pausedAt), OFFICE, resumedAt);
        assert.ok(clock.state === 'running');
        assert.equal(elapsed(OFFICE, resumedAt, clock.dueAt), (240 - worked) * 60_000);
      }),
    );
  });

  it('runs on with what was spent when it is re-opened', () => {
    const reopened = reopenClock(stopClock(started(at(10)), OFFICE, at(11)), OFFICE, at(34));
    assert.deepEqual([reopened.spent, due(reopened)], [hours(1), { warnAt: at(36), dueAt: at(37) }]);
  });

  it('is due at once when it is re-opened with its target spent', () => {
    const reopened = reopenClock(stopClock(started(at(10)), OFFICE, at(16)), OFFICE, at(34));
    assert.deepEqual([reopened.spent, due(reopened)], [hours(6), { warnAt: at(34), dueAt: at(34) }]);
  });

  it('is neither met nor missed when it is cancelled, running or paused', () => {
    const paused = pauseClock(started(at(10)), OFFICE, at(11));
    for (const clock of [started(at(10)), paused])
      assert.equal(outcome(cancelClock(clock, OFFICE, at(16))), 'cancelled');
  });

  it('stays the same object in every step that does not concern its state', () => {
    const running = started(at(10));
    const paused = pauseClock(running, OFFICE, at(11));
    const stopped = stopClock(running, OFFICE, at(11));
    for (const step of [resumeClock, reopenClock]) assert.equal(step(running, OFFICE, at(12)), running);
    for (const step of [pauseClock, reopenClock]) assert.equal(step(paused, OFFICE, at(12)), paused);
    for (const step of [pauseClock, resumeClock, stopClock, cancelClock])
      assert.equal(step(stopped, OFFICE, at(12)), stopped);
  });

  it('remembers through every step that its warning and its breach were recorded', () => {
    const marks = { warnedAt: at(13), breachedAt: at(14) };
    const paused = pauseClock({ ...started(at(10)), ...marks }, OFFICE, at(15));
    const resumed = resumeClock(paused, OFFICE, at(16));
    const reopened = reopenClock(stopClock(resumed, OFFICE, at(16.5)), OFFICE, at(34));
    for (const { warnedAt, breachedAt } of [paused, resumed, reopened])
      assert.deepEqual({ warnedAt, breachedAt }, marks);
  });
});

describe('the timers of clocks', () => {
  const firstResponse = started(at(10));
  const resolution = started(at(9), { ...FOUR_HOURS, target: hours(8) });

  it('come in the order in which they are due', () => {
    assert.deepEqual(
      timers({ firstResponse, resolution, tier: started(at(9), { ...FOUR_HOURS, target: hours(1) }) }),
      [
        ['tier', 'warning', at(9.75)],
        ['tier', 'breach', at(10)],
        ['firstResponse', 'warning', at(13)],
        ['firstResponse', 'breach', at(14)],
        ['resolution', 'warning', at(15)],
        ['resolution', 'breach', at(17)],
      ],
    );
  });

  it('put a warning before a breach at one moment', () => {
    // The first response is due after 3 hours, which is when the resolution of 4 hours is warned of.
    const timers = clockTimers({
      firstResponse: started(at(9), { ...FOUR_HOURS, target: hours(3) }),
      resolution: started(at(9)),
    });
    assert.deepEqual(
      timers.filter((timer) => timer.at === at(12)).map(({ clock, what }) => `${clock} ${what.kind}`),
      ['resolution warning', 'firstResponse breach'],
    );
  });

  it('leave out what was recorded, and a warning once the breach was', () => {
    assert.deepEqual(kinds(firstResponse), ['warning', 'breach']);
    assert.deepEqual(kinds({ ...firstResponse, warnedAt: at(13) }), ['breach']);
    assert.deepEqual(kinds({ ...firstResponse, breachedAt: at(14) }), []);
  });

  it('leave out a warning that would come no sooner than the breach', () => {
    const reopened = reopenClock(stopClock(firstResponse, OFFICE, at(14)), OFFICE, at(34));
    assert.deepEqual(timers({ firstResponse: reopened }), [['firstResponse', 'breach', at(34)]]);
  });

  it('are none while a clock is paused or stopped', () => {
    assert.deepEqual(
      clockTimers({
        firstResponse: pauseClock(firstResponse, OFFICE, at(11)),
        resolution: stopClock(resolution, OFFICE, at(11)),
      }),
      [],
    );
    assert.deepEqual(clockTimers({}), []);
  });
});
