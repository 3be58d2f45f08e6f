import assert from 'node:assert/strict';

import { inWords, type Measure } from '@tierline/charts';
import * as fc from 'fast-check';

import { differenceInWords } from '../src/measure.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const WALL: Measure = { kind: 'length', clock: 'wall' };
const BUSINESS: Measure = { kind: 'length', clock: 'business' };
const SHARE: Measure = { kind: 'share' };
const EURO: Measure = { kind: 'money', currency: 'EUR', per: 'week' };
const TICKETS: Measure = { kind: 'count', of: 'tickets' };

const said = (value: number, measure: Measure) => inWords(value, measure).replaceAll('\u00a0', ' ');

describe('a value in words', () => {
  const cases: readonly [number, Measure, string][] = [
    [10_000, WALL, '10s'],
    [0, WALL, '0s'],
    [12 * MINUTE + 5_400, WALL, '12m 5s'],
    [3 * HOUR + 27 * MINUTE + 40_000, WALL, '3h 28m'],
    [27 * HOUR + 10 * MINUTE, WALL, '1d 3h'],
    [27 * HOUR + 10 * MINUTE, BUSINESS, '27h 10m'],
    [24 * HOUR - 1, WALL, '1d'],
    [-12 * MINUTE, WALL, '−12m'],
    [-400, WALL, '0s'],
    [0.92, SHARE, '92 %'],
    [0.054, SHARE, '5.4 %'],
    [0.995, SHARE, '99.5 %'],
    [1, SHARE, '100 %'],
    [0.99999, SHARE, '>99.9 %'],
    [0.00001, SHARE, '<0.1 %'],
    [0, SHARE, '0 %'],
    [12_400, EURO, '€12,400'],
    [4.375, EURO, '€4.38'],
    [6.25, TICKETS, '6.3'],
    [1_234.4, TICKETS, '1,234'],
    [-0.01, TICKETS, '0'],
    [NaN, TICKETS, 'no number'],
  ];
  for (const [value, measure, words] of cases) {
    it(`${value} of ${measure.kind} is ${words}`, () => {
      assert.equal(said(value, measure), words);
    });
  }

  it('only a whole is 100 % and only nothing is 0 %', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true, maxExcluded: true }),
        (share) => {
          assert.notEqual(said(share, SHARE), '100 %');
          assert.notEqual(said(share, SHARE), '0 %');
        },
      ),
    );
  });

  it('a difference has its sign, of shares in points', () => {
    const difference = (value: number, measure: Measure) =>
      differenceInWords(value, measure).replaceAll('\u00a0', ' ');
    assert.equal(difference(14 * MINUTE, WALL), '+14m');
    assert.equal(difference(-14 * MINUTE, WALL), '−14m');
    assert.equal(difference(0.031, SHARE), '+3.1 points');
    assert.equal(difference(0, TICKETS), '0');
  });

  it('a currency that is none is refused', () => {
    assert.throws(() => inWords(1, { kind: 'money', currency: 'tickets' }), RangeError);
  });
});
