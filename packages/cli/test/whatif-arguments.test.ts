import assert from 'node:assert/strict';

import { readScenario } from '@tierline/model';

import { UsageError } from '../src/failure.ts';
import { axisOf, gridOf } from '../src/whatif/grid.ts';
import {
  rateOverrides,
  setOverride,
  splitOverrides,
  staffOverrides,
  withOverrides,
} from '../src/whatif/overrides.ts';

const hour = { distribution: 'constant', meanMinutes: 60 };
const scenario = readScenario(
  { load: { ticketsPerDay: 100 }, work: { handle: { T1: hour, T2: hour, T3: hour } } },
  'test',
);

describe('changes of a scenario on the command line', () => {
  it('are people, shares, a rate, or any field by its path', () => {
    const changed = withOverrides(
      scenario,
      [
        ...staffOverrides('t1=10, t3=2'),
        ...splitOverrides('80/15/5'),
        ...setOverride('work.handle.T1={meanMinutes: 12, cv: 0.5}'),
        ...setOverride('t2=4'),
      ],
      'test',
    );
    assert.deepEqual(changed.people.staff, { T1: 10, T2: 4, T3: 2 });
    assert.deepEqual(changed.load.split, { T1: 0.8, T2: 0.15, T3: 0.05 });
    assert.deepEqual(changed.work.handle.T1, { meanMinutes: 12, cv: 0.5 });
    assert.deepEqual(withOverrides(scenario, rateOverrides('30/hour'), 'test').load.rates?.perHour, [30]);
    assert.equal(withOverrides(scenario, rateOverrides('250/day'), 'test').load.ticketsPerDay, 250);
    assert.equal(scenario.load.ticketsPerDay, 100);
    const weekly = withOverrides(
      scenario,
      [...setOverride('load.week={monday: {"09": 1}}'), ...rateOverrides('700/week')],
      'test',
    );
    assert.deepEqual([weekly.load.ticketsPerWeek, weekly.load.ticketsPerDay], [700, undefined]);
    assert.equal(withOverrides(weekly, rateOverrides('90/day'), 'test').load.ticketsPerWeek, undefined);
    assert.equal(withOverrides(weekly, rateOverrides('3/hour'), 'test').load.week, undefined);
  });

  it('that make no sense are refused, with the field and an example', () => {
    assert.throws(() => staffOverrides('t4=1'), /--staff: "t4=1" is not like t1=10/);
    assert.throws(() => splitOverrides('80/15/6'), /adds up to 101, not to 100/);
    assert.throws(() => rateOverrides('400'), /400\/day/);
    assert.throws(() => setOverride('t1'), UsageError);
    assert.throws(
      () => withOverrides(scenario, setOverride('load.ticketsPerDay.x=1'), 'test'),
      /ticketsPerDay is a value/,
    );
    assert.throws(() => withOverrides(scenario, setOverride('work.hanlde=1'), 'test'), /hanlde/);
  });
});

describe('a grid', () => {
  it('has a point for each combination, the last axis running fastest', () => {
    assert.deepEqual(gridOf([axisOf('t1=6..8'), axisOf('load.trendPerYear=0,0.5')]), [
      { t1: 6, 'load.trendPerYear': 0 },
      { t1: 6, 'load.trendPerYear': 0.5 },
      { t1: 7, 'load.trendPerYear': 0 },
      { t1: 7, 'load.trendPerYear': 0.5 },
      { t1: 8, 'load.trendPerYear': 0 },
      { t1: 8, 'load.trendPerYear': 0.5 },
    ]);
    assert.deepEqual(axisOf('t1=6..16:5'), { name: 't1', path: 'people.staff.T1', values: [6, 11, 16] });
    assert.deepEqual(axisOf('x.y=0.1..0.3:0.1').values, [0.1, 0.2, 0.3]);
  });

  it('of nothing, or of too much, is refused', () => {
    for (const text of ['t1', 't1=', 't1=a..b', 't1=8..6', '=3'])
      assert.throws(() => axisOf(text), UsageError, text);
    assert.throws(() => gridOf([axisOf('t1=1..1000'), axisOf('t2=1..1000')]), /1000000 plans/);
  });
});
