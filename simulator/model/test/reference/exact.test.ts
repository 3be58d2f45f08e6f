import assert from 'node:assert/strict';

import type { VisitRecord } from '@tierline/model';

import { figureOf, hours, oneTier, runsOf } from './desk.ts';

describe('the model is exact', () => {
  it('of ten tickets at once and an hour for each: the mean wait is 4.5 h', () => {
    const scenario = oneTier({
      servers: 1,
      handle: hours.constant(1),
      load: { recorded: Array.from({ length: 10 }, () => ({ atMinutes: 0 })) },
      run: { days: 10, warmUpDays: 0 },
    });
    assert.equal(figureOf(runsOf(scenario, { runs: 1 }), 'T1.wait.mean').mean, 4.5);
  });

  it('of two hours of work that begin on Friday at 17:30 and stop for the weekend: 65 h until Monday 10:30', () => {
    const visits: VisitRecord[] = [];
    const friday = (4 * 24 + 17.5) * 60;
    const scenario = oneTier({
      handle: hours.constant(2),
      load: { recorded: [{ atMinutes: friday }] },
      work: { shiftEnd: 'pause' },
      groups: [{ tier: 'T1', count: 1, calendar: 'office' }],
      run: { days: 14, warmUpDays: 0 },
    });
    const runs = runsOf(scenario, { runs: 1, record: (visit) => visits.push(visit) });
    assert.equal(visits.length, 1);
    assert.equal(((visits[0]?.ended ?? 0) - (visits[0]?.created ?? 0)) / 3_600_000, 65);
    assert.equal(figureOf(runs, 'T1.resolution.wall.mean').mean, 65);
  });
});
