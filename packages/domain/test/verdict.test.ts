import assert from 'node:assert/strict';

import { CLOCK_NAMES, cycleOf, newVerdicts, type Ticket, verdictOf } from '@tierline/domain';
import * as fc from 'fast-check';

import { lifeIn, POLICIES } from './companies.ts';
import type { RandomLife } from './random-life.ts';

/** Promises kept and missed of each name, by what the ticket says of them in the end. */
function known({ clocks }: Ticket) {
  return CLOCK_NAMES.map((name) => {
    const { met = 0, missed = 0 } = clocks[name]?.earlier ?? {};
    const last = verdictOf(clocks[name]);
    return [name, met + (last === 'met' ? 1 : 0), missed + (last === 'missed' ? 1 : 0)];
  });
}

/** The same, as it was told change by change. */
function told({ steps }: RandomLife) {
  const verdicts = steps.flatMap(({ before, decision }) =>
    decision.kind === 'decided' ? newVerdicts(before.clocks, decision.ticket.clocks) : [],
  );
  return CLOCK_NAMES.map((name) => {
    const count = (wanted: string) =>
      verdicts.filter(({ clock, verdict }) => clock === name && verdict === wanted).length;
    return [name, count('met'), count('missed')];
  });
}

/** Whether something took back what was known of a promise: a ticket that came back, or another target. */
function takesBack({ steps }: RandomLife): boolean {
  return steps.some(
    ({ before, decision }) =>
      decision.kind === 'decided' &&
      CLOCK_NAMES.some((name) => {
        const [one, other] = [before.clocks[name], decision.ticket.clocks[name]];
        if (one === undefined || other === undefined || cycleOf(one) !== cycleOf(other)) return false;
        return verdictOf(one) !== undefined && verdictOf(one) !== verdictOf(other);
      }),
  );
}

describe('what becomes of promises', () => {
  for (const [name, policy] of Object.entries(POLICIES)) {
    it(`is told once of each, change by change, of any ticket of a company with ${name}`, function property() {
      this.timeout(20_000);
      let compared = 0;
      fc.assert(
        fc.property(lifeIn(policy), (life) => {
          if (takesBack(life)) return;
          compared += 1;
          assert.deepEqual(told(life), known(life.ticket));
        }),
        { numRuns: 300 },
      );
      assert.ok(compared > 50);
    });
  }
});
