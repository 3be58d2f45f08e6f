import assert from 'node:assert/strict';

import { EventHeap } from '@tierline/engine';
import * as fc from 'fast-check';

describe('event heap', () => {
  it('gives events by time, then priority, then in the order of pushing, with pops in between', () => {
    const event = fc.record({
      after: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) },
        { weight: 2, arbitrary: fc.double({ min: 0, max: 5, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(Infinity) },
      ),
      priority: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(fc.option(event), { maxLength: 200 }), (steps) => {
        const heap = new EventHeap(1);
        const waiting: { time: number; priority: number; payload: number }[] = [];
        let pushed = 0;
        const popBoth = () => {
          waiting.sort((a, b) => a.time - b.time || a.priority - b.priority || a.payload - b.payload);
          const expected = waiting.shift();
          assert.equal(heap.pop(), expected !== undefined);
          if (expected) assert.deepEqual([heap.time, heap.payload], [expected.time, expected.payload]);
          assert.equal(heap.size, waiting.length);
        };
        for (const step of steps) {
          if (step === null) {
            popBoth();
            continue;
          }
          const time = heap.time + step.after;
          heap.push(time, 7, pushed, step.priority);
          waiting.push({ time, priority: step.priority, payload: pushed });
          pushed += 1;
          assert.equal(heap.size, waiting.length);
        }
        while (waiting.length > 0) popBoth();
        assert.deepEqual([heap.pop(), heap.nextTime], [false, Infinity]);
      }),
    );
  });

  it('refuses an event in the past, or at no time', () => {
    const heap = new EventHeap();
    heap.push(5, 1);
    heap.pop();
    assert.throws(() => heap.push(4.9, 1), RangeError);
    assert.throws(() => heap.push(NaN, 1), RangeError);
    heap.clear();
    heap.push(1, 2, 3);
    assert.deepEqual([heap.pop(), heap.code, heap.payload], [true, 2, 3]);
  });
});
