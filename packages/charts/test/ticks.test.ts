import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import type { Measure } from '../src/measure.ts';
import { linearTicks, logTicks } from '../src/ticks.ts';
import { momentInWords, timeTicks, yearsInWords } from '../src/time-ticks.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const WALL: Measure = { kind: 'length', clock: 'wall' };
const BERLIN = 'Europe/Berlin';

const labels = (ticks: readonly { readonly label: string }[]) => ticks.map(({ label }) => label);

describe('ticks of lengths of time', () => {
  it('of ten seconds are seconds', () => {
    assert.deepEqual(labels(linearTicks(WALL, 0, 10 * SECOND, 8)), ['0', '2s', '4s', '6s', '8s', '10s']);
  });

  it('of ten days are days on the wall, and hours of business', () => {
    assert.deepEqual(labels(linearTicks(WALL, 0, 10 * DAY, 8)), ['0', '2d', '4d', '6d', '8d', '10d']);
    const business = linearTicks({ kind: 'length', clock: 'business' }, 0, 10 * DAY, 8);
    assert.deepEqual(labels(business), ['0', '40h', '80h', '120h', '160h', '200h', '240h']);
  });

  it('are round, ascending, within the range, and not too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100 * DAY, max: 100 * DAY }),
        fc.integer({ min: 10 * SECOND, max: 4000 * DAY }),
        (low, span) => {
          const values = linearTicks(WALL, low, low + span, 6).map(({ value }) => value);
          assert.ok(values.length >= 1 && values.length <= 7, `${values.length}`);
          for (const [index, value] of values.entries()) {
            assert.ok(value % SECOND === 0 && value >= low && value <= low + span);
            assert.ok(index === 0 || value > (values[index - 1] ?? Infinity));
          }
        },
      ),
    );
  });

  it('on a logarithmic axis are minutes, hours and days before what is between them', () => {
    const [low, high] = [10 * SECOND, 10 * DAY];
    const position = (length: number) => (400 * Math.log(length / low)) / Math.log(high / low);
    assert.deepEqual(labels(logTicks('wall', [low, high], position, 50)), [
      '10s',
      '1m',
      '10m',
      '1h',
      '1d',
      '7d',
    ]);
  });
});

describe('ticks of things', () => {
  it('are whole', () => {
    assert.deepEqual(labels(linearTicks({ kind: 'count', of: 'tickets' }, 0, 2, 5)), ['0', '1', '2']);
  });

  it('of shares are percent', () => {
    assert.deepEqual(
      labels(linearTicks({ kind: 'share' }, 0, 1, 5)).map((label) => label.replace('\u00a0', ' ')),
      ['0 %', '20 %', '40 %', '60 %', '80 %', '100 %'],
    );
  });
});

describe('ticks of a zone', () => {
  const midnight = Date.UTC(2026, 2, 27, 23);

  it('of ten seconds are told to the second', () => {
    const ticks = timeTicks(midnight + HOUR, midnight + HOUR + 10 * SECOND, BERLIN, 5);
    assert.deepEqual(labels(ticks), ['01:00:00', '01:00:02', '01:00:04', '01:00:06', '01:00:08', '01:00:10']);
  });

  it('of ten days are midnights there, whatever the clock does on the way', () => {
    const ticks = timeTicks(midnight, midnight + 10 * DAY, BERLIN, 11);
    assert.deepEqual(labels(ticks).slice(0, 4), ['Sat 28 Mar', 'Sun 29 Mar', 'Mon 30 Mar', 'Tue 31 Mar']);
    const gaps = ticks.slice(1).map(({ value }, index) => (value - (ticks[index]?.value ?? 0)) / HOUR);
    assert.deepEqual(gaps, [24, 23, 24, 24, 24, 24, 24, 24, 24, 24]);
  });

  it('tell an hour that is skipped as the one that it becomes, once', () => {
    const ticks = timeTicks(midnight + DAY, midnight + DAY + 4 * HOUR, BERLIN, 5);
    assert.deepEqual(labels(ticks), ['Sun 29 Mar', '01:00', '03:00', '04:00', '05:00']);
  });

  it('of weeks are Mondays, of years the first of months', () => {
    const weeks = timeTicks(midnight, midnight + 60 * DAY, BERLIN, 9);
    assert.ok(weeks.every(({ value }) => momentInWords(value, BERLIN).startsWith('Mon')));
    const months = timeTicks(midnight, midnight + 700 * DAY, BERLIN, 8);
    assert.deepEqual(labels(months).slice(0, 3), ['Apr 2026', 'Jul 2026', 'Oct 2026']);
  });

  it('are ascending, within the range, and not too many, in any zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1990), max: Date.UTC(2060) }),
        fc.integer({ min: 10 * SECOND, max: 9000 * DAY }),
        fc.constantFrom(BERLIN, 'Pacific/Apia', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC'),
        (from, span, zone) => {
          const values = timeTicks(from, from + span, zone, 7).map(({ value }) => value);
          assert.ok(values.length <= 9, `${values.length}`);
          for (const [index, value] of values.entries()) {
            assert.ok(value >= from && value <= from + span);
            assert.ok(index === 0 || value > (values[index - 1] ?? Infinity));
          }
        },
      ),
    );
  });

  it('tell a moment and the years by the clock there', () => {
    assert.equal(momentInWords(midnight, BERLIN), 'Sat 28 Mar 2026 00:00');
    assert.equal(yearsInWords(Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31, 23, 30), BERLIN), '2026 to 2027');
  });

  it('of a zone that is none are refused', () => {
    assert.throws(() => timeTicks(0, DAY, 'Europe/Nowhere', 5), RangeError);
  });
});
