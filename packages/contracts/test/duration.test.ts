import assert from 'node:assert/strict';

import { duration } from '../src/duration.ts';

const SECONDS: Readonly<Record<string, number>> = {
  '90s': 90,
  '15m': 900,
  '4h': 14_400,
  '1h 30m': 5400,
  '1h30m': 5400,
  '1h 1m 1s': 3661,
  '2h 5s': 7205,
  ' 4h ': 14_400,
  '048h': 172_800,
};
const REFUSED = [
  '',
  ' ',
  '0s',
  '0h 0m',
  '4',
  'h',
  '4 h',
  '4H',
  '1.5h',
  '-1h',
  '+1h',
  '1d',
  '30m 1h',
  '1h 1h',
  '1h, 30m',
  'PT1H',
  '4h\0',
  '١h',
  4,
  0,
  null,
  undefined,
  true,
  ['4h'],
  { $gt: 0 },
];

describe('a duration', () => {
  for (const [text, seconds] of Object.entries(SECONDS)) {
    it(`of "${text}" is ${seconds} seconds`, () => assert.equal(duration.parse(text), seconds * 1000));
  }
  for (const value of REFUSED) {
    it(`is not ${JSON.stringify(value)}`, () => assert.ok(!duration.safeParse(value).success));
  }
});
