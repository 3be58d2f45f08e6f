import assert from 'node:assert/strict';

import { Sfc32, streamOf } from '@tierline/engine';

const name = { seed: 7, replication: 0, purpose: 'arrivals' };

function first(count: number, stream: { next(): number }): number[] {
  return Array.from({ length: count }, () => stream.next());
}

describe('random streams', () => {
  it('are the same for the same name and others for any other', () => {
    const numbers = first(5, streamOf(name));
    assert.deepEqual(first(5, streamOf({ ...name })), numbers);
    for (const other of [{ seed: 8 }, { replication: 1 }, { purpose: 'work' }])
      assert.notDeepEqual(first(5, streamOf({ ...name, ...other })), numbers);
  });

  it('count and mix as sfc32 does', () => {
    // By hand from the published recursion, from state (1, 2, 3) and counter 4.
    const stream = new Sfc32(1, 2, 3, 4);
    assert.deepEqual([stream.bits(), stream.bits()], [7, 2 + 27 + 5]);
  });

  it('are uniform and strictly between 0 and 1', () => {
    const numbers = first(200_000, streamOf(name));
    const cells = new Float64Array(100);
    for (const number of numbers) {
      assert.ok(number > 0 && number < 1);
      const cell = Math.floor(number * 100);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    // 99 degrees of freedom: above 160 once in ten thousand, below 50 as seldom.
    assert.ok(chiSquare > 50 && chiSquare < 160, `${chiSquare}`);
  });
});
