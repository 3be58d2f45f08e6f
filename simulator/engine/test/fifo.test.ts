import assert from 'node:assert/strict';

import { Fifos, NOBODY } from '@tierline/engine';
import * as fc from 'fast-check';

const QUEUES = 3;

describe('queues of ids', () => {
  it('are lists: last in at the end or the front, first out, and out from the middle', () => {
    const step = fc.record({
      what: fc.constantFrom('append', 'prepend', 'take', 'remove'),
      queue: fc.nat(QUEUES - 1),
      id: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const fifos = new Fifos(QUEUES, 1);
        const lists = Array.from({ length: QUEUES }, (): number[] => []);
        for (const { what, queue, id } of steps) {
          const list = lists[queue] ?? [];
          const where = lists.findIndex((one) => one.includes(id));
          assert.equal(fifos.queueOf(id), where);
          if (what === 'take') assert.equal(fifos.take(queue), list.shift() ?? NOBODY);
          else if (what === 'remove') {
            assert.equal(fifos.remove(id), where >= 0);
            if (where >= 0) lists[where]?.splice(lists[where].indexOf(id), 1);
          } else if (where >= 0) assert.throws(() => fifos[what](queue, id), RangeError);
          else {
            fifos[what](queue, id);
            if (what === 'append') list.push(id);
            else list.unshift(id);
          }
        }
        for (const [queue, list] of lists.entries()) {
          assert.equal(fifos.length(queue), list.length);
          const seen: number[] = [];
          for (let id = fifos.head(queue); id !== NOBODY; id = fifos.after(id)) seen.push(id);
          assert.deepEqual(seen, list);
        }
      }),
    );
  });
});
