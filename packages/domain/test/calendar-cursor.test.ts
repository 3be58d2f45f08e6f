import assert from 'node:assert/strict';

import { add, CalendarCursor, compileCalendar, elapsed, instant, millis } from '@tierline/domain';
import * as fc from 'fast-check';

const CALENDARS = [
  compileCalendar('always', { kind: 'always' }),
  compileCalendar('desk', {
    kind: 'weekly',
    zone: 'Europe/Berlin',
    hours: {
      mon: [
        [540, 720],
        [780, 1080],
      ],
      tue: [[540, 1080]],
      fri: [[1200, 1800]],
    },
    holidays: ['2026-04-06'],
  }),
];
const FROM = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

describe('a cursor on a calendar', () => {
  for (const calendar of CALENDARS) {
    it(`says of ${calendar.name} what elapsed and add say, in whatever order it is asked`, () => {
      const moment = fc.integer({ min: FROM, max: FROM + 200 * DAY });
      const questions = fc.array(fc.tuple(moment, moment, fc.integer({ min: 1, max: 20 * DAY })), {
        minLength: 1,
      });
      fc.assert(
        fc.property(questions, (all) => {
          const cursor = new CalendarCursor(calendar);
          for (const [a, b, length] of all) {
            const [from, to] = [instant(Math.min(a, b)), instant(Math.max(a, b))];
            const before = cursor.openBefore(from);
            assert.equal(cursor.openBefore(to) - before, elapsed(calendar, from, to));
            assert.equal(cursor.reached(before + length), add(calendar, from, millis(length)));
          }
        }),
      );
    });
  }

  it('reads moments before the first hours and refuses time after the last', () => {
    const cursor = new CalendarCursor(CALENDARS[1] as (typeof CALENDARS)[number]);
    assert.equal(cursor.openBefore(0), 0);
    assert.throws(() => cursor.reached(1e16), /calendar desk ends/);
  });
});
