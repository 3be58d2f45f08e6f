import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { millis, TIERS } from '@tierline/domain';
import { parseScenario, type Scenario, workPlan } from '@tierline/model';
import * as fc from 'fast-check';

import {
  ENDS,
  ESCALATED,
  MAY_ASK,
  MAY_FILE,
  MISTAKEN,
  MOVES,
  planRow,
  planTable,
  REOPENED,
} from '../src/organisation/plan-table.ts';

const SAAS = new URL('../../presets/saas/scenario.yaml', import.meta.url);

describe('the table of plans', () => {
  let work: Scenario['work'];
  before(async () => {
    ({ work } = parseScenario(await readFile(SAAS, 'utf8'), 'saas'));
  });

  it('says what workPlan says, of any ticket in anybody’s hands', () => {
    const table = planTable(work);
    const tier = fc.constantFrom(...TIERS);
    const minutes = fc.integer({ min: 1, max: 600 }).map((count) => millis(count * 60_000));
    const visit = fc.record({
      tier,
      solver: tier,
      moves: fc.integer({ min: 0, max: 5 }),
      escalations: fc.integer({ min: 0, max: 3 }),
      isReopened: fc.boolean(),
      asks: fc.boolean(),
      isBug: fc.boolean(),
      isMistaken: fc.boolean(),
      handle: minutes,
      findOut: fc.tuple(minutes, minutes),
    });
    fc.assert(
      fc.property(visit, ({ findOut: [first, second], asks, isBug, isMistaken, handle, ...ticket }) => {
        const said = workPlan(
          { ...ticket, maxMoves: 3, mayAsk: asks, mayFile: isBug },
          { handle, findOut: (on) => (on === 'T1' ? first : second), isMistaken, isBug: true, asks: true },
          { ...work, firstAnswerMinutes: { T1: 1e6, T2: 1e6, T3: 1e6 } },
        );
        const moves = ticket.moves >= 3 ? MOVES.atLimit : ticket.moves === 0 ? MOVES.none : MOVES.some;
        const bits =
          (ticket.escalations > 0 ? ESCALATED : 0) |
          (ticket.isReopened ? REOPENED : 0) |
          (asks ? MAY_ASK : 0) |
          (isBug ? MAY_FILE : 0) |
          (isMistaken ? MISTAKEN : 0);
        const row = planRow(TIERS.indexOf(ticket.tier), TIERS.indexOf(ticket.solver), moves, bits);
        assert.equal(ENDS[table.ends[row] ?? -1], said.end);
        const finds = table.findsOut[row];
        const until = finds === 0 ? handle * (table.untilShares[row] ?? 0) : finds === 1 ? first : second;
        assert.ok(Math.abs(until - said.until) <= 1, `${until} for ${said.until}`);
        if (finds === 0) assert.ok(Math.abs(handle * (table.totalShares[row] ?? 0) - said.firstAnswer) <= 1);
      }),
      { numRuns: 2000 },
    );
  });
});
