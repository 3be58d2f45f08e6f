import assert from 'node:assert/strict';

import { type BusinessHours, compileCalendar, instant } from '@tierline/domain';
import { shiftFrom, workingDaysAfter } from '@tierline/model';

const at = (time: string) => instant(Date.parse(time));
const words = (moment: number) => new Date(moment).toISOString().slice(0, 16);
const calendar = (hours: BusinessHours) => compileCalendar('test', hours);
const week = (...hours: readonly [number, number][]) =>
  calendar({
    kind: 'weekly',
    zone: 'UTC',
    holidays: [],
    hours: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
        day,
        hours.map(([from, to]) => [from * 60, to * 60] as const),
      ]),
    ),
  });
const days = (of: ReturnType<typeof week>, after: string, count: number) =>
  workingDaysAfter(of, at(after), count).map(
    ({ opens, closes }) => `${words(opens)} ${words(closes).slice(11)}`,
  );

describe('working days', () => {
  it('skip nights and weekends', () => {
    assert.deepEqual(days(week([8, 18]), '2026-03-06T07:00:00Z', 2), [
      '2026-03-06T08:00 18:00',
      '2026-03-09T08:00 18:00',
    ]);
  });

  it('open strictly after the moment asked for', () => {
    assert.deepEqual(days(week([8, 18]), '2026-03-03T08:00:00Z', 1), ['2026-03-04T08:00 18:00']);
    assert.deepEqual(days(week([8, 18]), '2026-03-03T07:59:59.999Z', 1), ['2026-03-03T08:00 18:00']);
  });

  it('run through a break', () => {
    assert.deepEqual(days(week([8, 12], [13, 18]), '2026-03-02T00:00:00Z', 2), [
      '2026-03-02T08:00 18:00',
      '2026-03-03T08:00 18:00',
    ]);
    assert.deepEqual(days(week([8, 12], [13, 18]), '2026-03-02T12:30:00Z', 1), ['2026-03-03T08:00 18:00']);
  });

  it('are 24 hours each where a desk never closes', () => {
    assert.deepEqual(days(calendar({ kind: 'always' }), '2026-03-02T10:00:00Z', 2), [
      '2026-03-03T00:00 00:00',
      '2026-03-04T00:00 00:00',
    ]);
    assert.deepEqual(days(week([0, 24]), '2026-03-06T10:00:00Z', 1), ['2026-03-09T00:00 00:00']);
  });

  it('end with the calendar', () => {
    assert.throws(() => days(week([8, 18]), '2101-01-01T00:00:00Z', 1), RangeError);
  });
});

describe('shift', () => {
  it('is the open stretch, or else the next one', () => {
    const hours = week([8, 12], [13, 18]);
    for (const [now, opens] of [
      ['2026-03-02T09:00:00Z', '08:00'],
      ['2026-03-02T08:00:00Z', '08:00'],
      ['2026-03-02T12:00:00Z', '13:00'],
      ['2026-03-01T12:00:00Z', '08:00'],
    ] as const) {
      assert.equal(words(shiftFrom(hours, at(now))?.opens ?? 0).slice(11), opens, now);
    }
    assert.equal(shiftFrom(hours, at('2101-01-01T00:00:00Z')), undefined);
  });
});
