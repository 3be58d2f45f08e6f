import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { millis } from '@tierline/domain';
import { parseScenario, type Scenario, type TicketDraws, type Visit, workPlan } from '@tierline/model';

const MINUTE = 60_000;
const minutes = (count: number) => millis(count * MINUTE);

const VISIT: Visit = {
  tier: 'T1',
  solver: 'T1',
  moves: 0,
  maxMoves: 3,
  escalations: 0,
  isReopened: false,
  mayAsk: true,
  mayFile: true,
};
const DRAWS: TicketDraws = {
  handle: minutes(40),
  findOut: (tier) => minutes(tier === 'T1' ? 6 : 10),
  isMistaken: false,
  isBug: false,
  asks: false,
};

describe('what somebody does with a ticket', () => {
  let work: Scenario['work'];

  before(async () => {
    const file = new URL('../../presets/saas/scenario.yaml', import.meta.url);
    ({ work } = parseScenario(await readFile(file, 'utf8'), 'saas'));
  });

  const rows: readonly (readonly [string, Partial<Visit>, Partial<TicketDraws>, string, number])[] = [
    ['solves what is for the tier', {}, {}, 'solve', 40],
    ['asks the customer half-way', {}, { asks: true }, 'ask', 20],
    ['asks once', { mayAsk: false }, { asks: true }, 'solve', 40],
    ['hands up what needs a higher tier', { solver: 'T3' }, {}, 'escalate', 6],
    ['hands it on up from T2', { tier: 'T2', solver: 'T3', moves: 1, escalations: 1 }, {}, 'escalate', 10],
    ['hands up by mistake what is for T1', {}, { isMistaken: true }, 'escalate', 6],
    ['makes that mistake once', { moves: 2, escalations: 1 }, { isMistaken: true }, 'solve', 40],
    [
      'hands back what came up by mistake',
      { tier: 'T2', moves: 1, escalations: 1 },
      { isMistaken: true },
      'de-escalate',
      10,
    ],
    ['solves on T2 what a ladder handed up', { tier: 'T2', moves: 1, escalations: 1 }, {}, 'solve', 40],
    ['solves on T2 what the rules sent there', { tier: 'T2' }, {}, 'solve', 40],
    ['solves what may move no further', { solver: 'T2', moves: 3 }, {}, 'solve', 40],
    ['hands a bug to engineering half-way', { tier: 'T3', solver: 'T3' }, { isBug: true }, 'engineering', 20],
    [
      'finishes a bug when it is back',
      { tier: 'T3', solver: 'T3', mayFile: false },
      { isBug: true },
      'solve',
      40,
    ],
    ['leaves bugs below T3 to the tier', {}, { isBug: true }, 'solve', 40],
    ['does a part again when the ticket comes back', { isReopened: true }, { asks: true }, 'solve', 16],
  ];
  for (const [fact, visit, draws, end, until] of rows) {
    it(fact, () => {
      const plan = workPlan({ ...VISIT, ...visit }, { ...DRAWS, ...draws }, work);
      assert.deepEqual([plan.end, plan.until], [end, minutes(until)]);
    });
  }

  it('answers first after reading, or with the end where that is sooner', () => {
    assert.equal(workPlan(VISIT, DRAWS, work).firstAnswer, minutes(work.firstAnswerMinutes.T1));
    assert.equal(workPlan(VISIT, { ...DRAWS, handle: minutes(1) }, work).firstAnswer, minutes(1));
  });
});
