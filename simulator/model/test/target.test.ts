import assert from 'node:assert/strict';

import { parseTarget } from '@tierline/model';

describe('a target', () => {
  const rows: readonly (readonly [text: string, value: number | undefined])[] = [
    ['T1.tierTarget.attainment >= 95 %', 0.95],
    ['T1.utilisation <= 0.9', 0.9],
    ['T2.resolution.p90 <= 4h', 240],
    ['T2.resolution.wall.p90 <= 30 m', 30],
    ['network.wait.mean <= 12.5', 12.5],
    ['T1.busyHours <= 200h', 200],
    ['all.costPerWeek <= 30000', 30_000],
    ['all.costPerWeek <= 5 %', undefined],
    ['T1.tierTarget.attainment >= 2h', undefined],
    ['T2.resolution.p90 < 4h', undefined],
  ];
  for (const [text, value] of rows)
    it(`${text} ${value === undefined ? 'is none' : `is at ${value}`}`, () => {
      assert.equal(parseTarget(text)?.value, value);
    });
});
