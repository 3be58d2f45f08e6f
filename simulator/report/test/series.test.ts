import assert from 'node:assert/strict';

import { parsePolicy } from '@tierline/contracts';
import { compileOrganisation, readScenario, RESOLUTION_POINTS, simulate, summarise } from '@tierline/model';

import { backlogOf, thinnedBacklog } from '../src/backlog.ts';
import { formulaChecks } from '../src/formula-check.ts';
import { resolutionOf } from '../src/resolution.ts';
import { utilisationOf } from '../src/utilisation.ts';
import { POLICY, replicationsOf, scenarioWith } from './fixtures/results.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the backlog of a tier', () => {
  const scenario = scenarioWith({ run: { days: 8, warmUpDays: 2 } });
  const replications = replicationsOf({}, 5).map((one, run) => ({
    ...one,
    backlog: Float64Array.from({ length: 1200 }, (_, at) => (at >= 400 && at < 800 ? run * 10 : 1)),
  }));

  it('has percentiles over runs from the start of the run, warm-up included', () => {
    const points = backlogOf(replications, 1, scenario);
    assert.equal(points.length, 400);
    const [first, last] = [points[0], points.at(-1)];
    assert.deepEqual(first, {
      at: Date.parse('2026-01-05') + (10 * DAY) / 400,
      p5: 2,
      p25: 10,
      p50: 20,
      p75: 30,
      p95: 38,
    });
    assert.equal(last?.at, Date.parse('2026-01-15'));
    assert.equal(backlogOf(replications, 0, scenario)[0]?.p95, 1);
    assert.deepEqual(backlogOf([], 0, scenario), []);
  });

  it('keeps its peaks and its quiet nights when it is thinned', () => {
    const points = backlogOf(replications, 0, scenario).map((point, index) => ({
      ...point,
      p50: index === 201 ? 99 : index === 302 ? -1 : index % 3,
    }));
    const thin = thinnedBacklog(points);
    assert.ok(thin.length <= 200);
    assert.deepEqual(
      [Math.max(...thin.map(({ p50 }) => p50)), Math.min(...thin.map(({ p50 }) => p50))],
      [99, -1],
    );
    assert.ok(thin.every((point, index) => index === 0 || point.at > (thin[index - 1]?.at ?? 0)));
  });
});

describe('the resolution of a tier', () => {
  it('is the mean over runs that solved tickets, from none to all', () => {
    const size = RESOLUTION_POINTS.length;
    const shares = (from: number) =>
      Float64Array.from({ length: 3 * size }, (_, at) => Math.min(1, Math.max(0, ((at % size) - from) / 10)));
    const [one, other, none] = replicationsOf({ 'T1.solved': 5 }, 3);
    assert.ok(one && other && none);
    const points = resolutionOf(
      [
        { ...one, resolutionShares: shares(20) },
        { ...other, resolutionShares: shares(30) },
        { ...none, figures: {}, resolutionShares: shares(0) },
      ],
      0,
    );
    assert.deepEqual([points[0]?.share, points.at(-1)?.share], [0, 1]);
    assert.equal(points.length, 21);
    const middle = points.find(({ share }) => Math.abs(share - 0.5) < 1e-9);
    assert.equal(middle?.length, (RESOLUTION_POINTS[30] ?? 0) * 60_000);
    assert.deepEqual(resolutionOf([{ ...none, figures: {} }], 0), []);
  });
});

describe('the utilisation of a tier', () => {
  it('is time on tickets by time on duty, by hour of the week, and none where nobody is on duty', () => {
    const [one, other] = replicationsOf({}, 2);
    assert.ok(one && other);
    const at = 168 + 24 + 9;
    one.dutyByHour[at] = 2 * HOUR;
    one.busyByHour[at] = HOUR;
    other.dutyByHour[at] = 2 * HOUR;
    other.busyByHour[at] = 2 * HOUR;
    const week = utilisationOf([one, other], 1);
    assert.equal(week.length, 7);
    assert.ok(week.every((day) => day.length === 24));
    assert.equal(week[1]?.[9], 0.75);
    assert.equal(week[1]?.[10], undefined);
    assert.equal(utilisationOf([one, other], 0)[1]?.[9], undefined);
  });
});

describe('the formula beside the simulation', () => {
  const run = (scenario: ReturnType<typeof scenarioWith>, runs: number) => {
    const organisation = compileOrganisation(scenario, parsePolicy(POLICY).policy);
    const replications = Array.from({ length: runs }, (_, replication) =>
      simulate(organisation, { seed: 3, replication }),
    );
    return formulaChecks(replications, summarise(replications, []), scenario);
  };

  it('agrees with it where the desk is what the formula takes it for', () => {
    const steady = readScenario(
      {
        load: { rates: { everyMinutes: 60, perHour: [10] } },
        work: {
          handle: {
            T1: { distribution: 'exponential', meanMinutes: 15 },
            T2: { distribution: 'constant', meanMinutes: 1 },
            T3: { distribution: 'constant', meanMinutes: 1 },
          },
        },
        people: { groups: [{ tier: 'T1', headcount: { everyMinutes: 60, people: [3] } }] },
        run: { days: 60, warmUpDays: 2 },
      },
      'a test',
    );
    const [check, ...rest] = run(steady, 10);
    assert.ok(check);
    assert.deepEqual(rest, []);
    assert.equal(check.tier, 'T1');
    assert.ok(Math.abs(check.people - 3) < 1e-9, `${check.people}`);
    assert.ok(Math.abs(check.perHour - 10) < 0.2, `${check.perHour}`);
    assert.ok(Math.abs(check.work - 15) < 0.3, `${check.work}`);
    assert.equal(check.least, check.most);
    // M/M/3 at 10/h and 15 min waits 21.1 min.
    assert.ok(
      Math.abs(check.simulated.mean / check.least - 1) < 0.1,
      `${check.simulated.mean} ${check.least}`,
    );
  });

  it('has two waits where people on duty are no whole number, and is below a desk that closes', () => {
    const checks = run(scenarioWith({}), 2);
    assert.deepEqual(
      checks.map(({ tier }) => tier),
      ['T1', 'T2', 'T3'],
    );
    const [first] = checks;
    assert.ok(first && Math.abs(first.people - 9.5) < 1e-9);
    assert.ok(first.least < first.most && first.most < first.simulated.mean);
  });

  it('has no end where there is more work than people', () => {
    const [first] = run(scenarioWith({ staff: { T1: 6 } }), 1);
    assert.equal(first?.most, Infinity);
  });
});
