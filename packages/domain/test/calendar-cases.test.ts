import assert from 'node:assert/strict';

import { add, compileCalendar, elapsed, type Instant, instant, isOpen, millis } from '@tierline/domain';

import { CALENDAR_CASES } from './calendar-cases.ts';
import type { CalendarCase } from './case-hours.ts';
import { CLOCK_CASES } from './clock-cases.ts';

const CASES = [...CALENDAR_CASES, ...CLOCK_CASES];

const at = (text: string): Instant => instant(Date.parse(text));
const iso = (moment: number): string => new Date(moment).toISOString().replace('.000Z', 'Z');
const UNITS = { m: 60_000, h: 3_600_000 } as const;

/** `90m` or `8h` in milliseconds. */
function lengthOf(text: string): number {
  const unit = text.endsWith('h') ? UNITS.h : UNITS.m;
  return Number(text.slice(0, -1)) * unit;
}

function check(asked: CalendarCase): void {
  const calendar = compileCalendar(asked.source, asked.hours);
  if ('add' in asked) {
    const due = add(calendar, at(asked.from), millis(lengthOf(asked.add)));
    assert.equal(iso(due), asked.is);
    assert.equal(elapsed(calendar, at(asked.from), due), lengthOf(asked.add));
  } else if ('elapsed' in asked) {
    assert.equal(
      elapsed(calendar, at(asked.from), at(asked.to)) / UNITS.m,
      lengthOf(asked.elapsed) / UNITS.m,
    );
  } else assert.equal(isOpen(calendar, at(asked.at)), asked.open);
}

describe('a calendar gets right what help desks got wrong, and the corners of the clock', () => {
  for (const asked of CASES) it(`${asked.source}: ${asked.what}`, () => check(asked));

  it('in at least 35 cases, no two of them alike', () => {
    assert.ok(CASES.length >= 35);
    assert.equal(new Set(CASES.map(({ what }) => what)).size, CASES.length);
  });
});
