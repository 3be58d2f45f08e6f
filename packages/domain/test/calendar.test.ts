import assert from 'node:assert/strict';

import {
  add,
  type Calendar,
  calendarOf,
  elapsed,
  instant,
  type Instant,
  isOpen,
  millis,
} from '@tierline/domain';
import * as fc from 'fast-check';

const MINUTE = 60_000;
/** Minutes that the reference walks over: three weeks. */
const SPAN = 3 * 7 * 24 * 60;

const START = Date.UTC(2026, 0, 5);
const at = (minutes: number): Instant => instant(START + minutes * MINUTE);
const minutes = (count: number) => millis(count * MINUTE);

/** Ascending hours of any length, some of which touch, in minutes from the start. */
const hours = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 1500 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    let end = 0;
    return steps.map(([gap, length]): readonly [number, number] => {
      const start = end + gap;
      end = start + length;
      return [start, end];
    });
  });

type Hours = readonly (readonly [number, number])[];

const compiled = (list: Hours): Calendar =>
  calendarOf(
    'random',
    list.map(([from, to]) => [at(from), at(to)]),
  );

/** A random calendar, a moment from before its start until its end, and an amount of open time that is left after it. */
const sum = hours.chain((list) => {
  const calendar = compiled(list);
  const end = list.at(-1)?.[1] ?? 0;
  return fc.integer({ min: -1000 * MINUTE, max: end * MINUTE - 1 }).chain((offset) => {
    const from = instant(START + offset);
    return fc.record({
      calendar: fc.constant(calendar),
      from: fc.constant(from),
      duration: fc.integer({ min: 0, max: elapsed(calendar, from, at(end)) }).map(millis),
    });
  });
});

const anyMoment = fc
  .integer({ min: -1000 * MINUTE, max: SPAN * MINUTE })
  .map((offset) => instant(START + offset));

/** Whether each minute of the span is open, told by looking at every hour one by one. */
function walk(list: Hours): boolean[] {
  return Array.from({ length: SPAN }, (_, minute) =>
    list.some(([from, to]) => from <= minute && minute < to),
  );
}

describe('calendar', () => {
  it('finds exactly the working time that was added', () => {
    fc.assert(
      fc.property(sum, ({ calendar, from, duration }) =>
        assert.equal(elapsed(calendar, from, add(calendar, from, duration)), duration),
      ),
    );
  });

  it('adds no more than it must: a moment sooner, less has elapsed', () => {
    fc.assert(
      fc.property(sum, ({ calendar, from, duration }) => {
        fc.pre(duration > 0);
        assert.equal(elapsed(calendar, from, instant(add(calendar, from, duration) - 1)), duration - 1);
      }),
    );
  });

  it('counts the parts of a stretch of time to its whole', () => {
    fc.assert(
      fc.property(
        hours.map(compiled),
        fc.array(anyMoment, { minLength: 3, maxLength: 3 }),
        (calendar, moments) => {
          const [a = START, b = START, c = START] = moments.toSorted((x, y) => x - y);
          const whole = elapsed(calendar, instant(a), instant(c));
          assert.equal(
            elapsed(calendar, instant(a), instant(b)) + elapsed(calendar, instant(b), instant(c)),
            whole,
          );
          assert.ok(whole >= 0 && whole <= c - a);
        },
      ),
    );
  });

  it('never counts less by a later moment, nor comes out sooner from a later start or with more to add', () => {
    fc.assert(
      fc.property(sum, fc.nat(5000 * MINUTE), fc.nat(), ({ calendar, from, duration }, later, part) => {
        const less = millis(Math.min(duration, part));
        const due = add(calendar, from, duration);
        assert.ok(add(calendar, from, less) <= due);
        assert.ok(elapsed(calendar, from, due) <= elapsed(calendar, from, instant(due + later)));
        const start = instant(Math.min(from + later, due));
        const left = millis(Math.min(part, elapsed(calendar, start, due)));
        assert.ok(add(calendar, from, left) <= add(calendar, start, left));
      }),
    );
  });

  it('agrees with a walk over every minute', () => {
    fc.assert(
      fc.property(hours, fc.nat(SPAN - 1), fc.nat(SPAN - 1), (list, a, b) => {
        const calendar = compiled(list);
        const open = walk(list);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const counted = open.slice(from, to).filter(Boolean).length;
        assert.equal(elapsed(calendar, at(from), at(to)), minutes(counted));
        assert.equal(isOpen(calendar, at(from)), open[from]);
        const lastOpen = open.lastIndexOf(true, to - 1);
        if (counted > 0) assert.equal(add(calendar, at(from), minutes(counted)), at(lastOpen + 1));
      }),
      { numRuns: 60 },
    );
  });

  it('ends a duration that fills the hours at their end, and adds nothing as nothing', () => {
    const calendar = compiled([
      [60, 120],
      [180, 240],
    ]);
    assert.equal(add(calendar, at(60), minutes(60)), at(120));
    assert.equal(add(calendar, at(60), millis(60 * MINUTE + 1)), at(180) + 1);
    assert.equal(add(calendar, at(0), millis(0)), at(0));
    assert.equal(add(calendar, at(130), minutes(10)), at(190));
  });

  it('is open from the first moment of its hours until just before their end', () => {
    const calendar = compiled([[60, 120]]);
    assert.deepEqual(
      [at(60) - 1, at(60), at(120) - 1, at(120)].map((moment) => isOpen(calendar, instant(moment))),
      [false, true, true, false],
    );
  });

  it('counts nothing backwards', () => {
    assert.equal(elapsed(compiled([[0, 60]]), at(50), at(10)), 0);
  });

  it('refuses to add more than it has', () => {
    assert.throws(() => add(compiled([[0, 60]]), at(0), millis(60 * MINUTE + 1)), RangeError);
  });

  it('refuses hours that overlap, are empty, run backwards or are none at all', () => {
    for (const list of [
      [
        [0, 60],
        [59, 70],
      ],
      [[10, 10]],
      [[10, 5]],
      [
        [60, 70],
        [0, 10],
      ],
      [],
    ] satisfies Hours[]) {
      assert.throws(() => compiled(list), RangeError, JSON.stringify(list));
    }
  });
});
