import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { KindPicker } from '../src/run/kind-picker.ts';
import { WaitingLine } from '../src/run/waiting-line.ts';

describe('a waiting line', () => {
  it('gives the best rank first, and of the same rank who came first', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), rank: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('take' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const line = new WaitingLine();
        const waiting: { ticket: number; rank: number }[] = [];
        for (const [ticket, one] of steps.entries()) {
          if (one.kind === 'add') {
            line.add(ticket, one.rank, ticket);
            waiting.push({ ticket, rank: one.rank });
          } else {
            const best = waiting.reduce<{ ticket: number; rank: number } | undefined>(
              (first, other) => (first === undefined || other.rank < first.rank ? other : first),
              undefined,
            );
            assert.equal(line.take(), best?.ticket ?? -1);
            if (best !== undefined) waiting.splice(waiting.indexOf(best), 1);
          }
          assert.equal(line.size, waiting.length);
        }
      }),
    );
  });
});

describe('a kind', () => {
  it('is picked by its share, and never where it has none', () => {
    const shares = fc
      .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 })
      .filter((weights) => weights.some((weight) => weight > 0))
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return weights.map((weight) => weight / total);
      });
    fc.assert(
      fc.property(shares, (all) => {
        const picker = new KindPicker(all);
        const counts = all.map(() => 0);
        for (let index = 0; index < 4000; index += 1) {
          const kind = picker.pick((index + 0.5) / 4000);
          counts[kind] = (counts[kind] ?? 0) + 1;
        }
        for (const [kind, share] of all.entries())
          assert.ok(Math.abs((counts[kind] ?? 0) / 4000 - share) < 1 / 1000, `${kind}: ${counts[kind]}`);
      }),
      { numRuns: 50 },
    );
  });
});
