import assert from 'node:assert/strict';

import type { ClockName } from '@tierline/domain';

import { lived } from './sla-case.ts';
import { CASES_OF_LIFE } from './sla-cases-of-life.ts';
import { CASES_OF_TIME } from './sla-cases-of-time.ts';

/** What is at a path such as `clocks.resolution.cycle`. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

describe('a promise', () => {
  for (const { name, source, policy, from, steps, request, clocks = {}, fired, firedAt, ticket } of [
    ...CASES_OF_TIME,
    ...CASES_OF_LIFE,
  ]) {
    it(`${name} (${source})`, () => {
      const outcome = lived(policy, from, steps, request);
      for (const [clock, wanted] of Object.entries(clocks))
        assert.deepEqual(outcome.clock(clock as ClockName), wanted, clock);
      if (fired !== undefined) assert.deepEqual(outcome.fired, fired);
      if (firedAt !== undefined) assert.deepEqual(outcome.firedAt, firedAt);
      for (const [path, wanted] of Object.entries(ticket ?? {}))
        assert.deepEqual(at(outcome.ticket, path), wanted, path);
    });
  }
});
