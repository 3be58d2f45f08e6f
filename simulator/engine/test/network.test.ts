import assert from 'node:assert/strict';

import {
  batchArrivals,
  constant,
  type Distribution,
  erlang,
  exponential,
  fifoWaits,
  hyperexponential,
  intervalOf,
  lognormal,
  NOBODY,
  poissonArrivals,
  staircase,
  steadyArrivals,
  streamOf,
} from '@tierline/engine';

import { type NetworkRun, runNetwork, type Station } from './network.ts';
import { parameter, reference } from './reference.ts';

const home = () => NOBODY;
const RUNS = 12;

type Plan = Omit<NetworkRun, 'arrivals' | 'stream'> & { readonly rate: number };

type Figure = (run: ReturnType<typeof runNetwork>) => number | undefined;

/** Each figure of each of several runs that have nothing to do with each other. */
function runs(plan: Plan, figures: readonly Figure[]): number[][] {
  const done = Array.from({ length: RUNS }, (_, replication) => {
    const stream = (purpose: string) => streamOf({ seed: 11, replication, purpose });
    return runNetwork({ ...plan, arrivals: steadyArrivals(plan.rate, stream('arrivals')), stream });
  });
  return figures.map((figure) => done.map((run) => figure(run) ?? NaN));
}

/** |z| < 4 by the spread of the runs. */
function agrees(values: readonly number[] | undefined, expected: number): void {
  assert.ok(values);
  const { mean, halfWidth } = intervalOf(values);
  // Student's 97.5 % for 11 degrees of freedom.
  const z = (mean - expected) / (halfWidth / 2.201);
  assert.ok(Math.abs(z) < 4, `${mean} +- ${halfWidth}, expected ${expected}: z ${z.toFixed(1)}`);
}

const single = (servers: number, work: Distribution): readonly Station[] => [{ servers, work, next: home }];

/** Of one queue: people, arrivals per unit of time, work. */
const QUEUES: Readonly<Record<string, readonly [number, number, Distribution]>> = {
  'mm1-0.8': [1, 0.8, exponential(1)],
  'mm3-ciwdoc': [3, 0.2, exponential(10)],
  'erlC-T1-wq': [10, parameter('erlC-T1-wq', 'lam'), exponential(0.75)],
  'erlC-T2-wq': [4, parameter('erlC-T2-wq', 'lam'), exponential(parameter('erlC-T2-wq', 'mean_service'))],
  'mg1-LN-cv1-wq': [1, 0.8, lognormal(1, 1)],
  'md1-0.8': [1, 0.8, constant(1)],
  'md10-0.85': [10, parameter('md10-0.85', 'lam'), constant(0.75)],
  'mH2-2-0.75': [2, 1.5, hyperexponential(1, 2)],
  'mE2-10-0.85': [10, 8.5, erlang(1, 2)],
};

describe('a queue on the engine', () => {
  for (const [id, [servers, rate, work]] of Object.entries(QUEUES)) {
    it(`waits as long as theory says: ${id}`, () => {
      const plan = { stations: single(servers, work), customers: 60_000, warmUp: 5000, rate };
      const [waits] = runs(plan, [({ stations }) => stations[0]?.mean]);
      agrees(waits, reference(id).value);
    });
  }

  it('serves the more urgent first, each class with the wait that theory says', () => {
    const plan = {
      stations: single(10, exponential(0.75)),
      customers: 80_000,
      warmUp: 5000,
      rate: parameter('np-M/M/10-P1', 'lam'),
      classes: 4,
      classOf: (share: number) => [0.05, 0.2, 0.7, 1].findIndex((bound) => share < bound),
    };
    const waits = runs(
      plan,
      [0, 1, 2, 3].map(
        (index) =>
          ({ classes }) =>
            classes[index]?.mean,
      ),
    );
    for (const [index, values] of waits.entries()) agrees(values, reference(`np-M/M/10-P${index + 1}`).value);
  });

  it('takes back who is with the customer meanwhile', () => {
    const id = 'feedback-pending-wq';
    const away = lognormal(parameter(id, 'pending_mean'), parameter(id, 'pending_cv'));
    const loop = parameter(id, 'p_loop');
    const stations = [
      { servers: 10, work: exponential(0.7), next: (share: number) => (share < loop ? 1 : NOBODY) },
      { servers: 1_000_000, work: away, next: () => 0 },
    ];
    const plan = { stations, customers: 60_000, warmUp: 5000, rate: parameter(id, 'lam') };
    const [waits] = runs(plan, [({ stations: [desk] }) => desk?.mean]);
    agrees(waits, reference(id).value);
  });

  it('waits longer than the mean rate would have it when the rate goes up and down', () => {
    const curve = staircase(24, 480, (hour) => 10 * (1 + 0.5 * Math.sin((2 * Math.PI * hour) / 24)));
    const values = Array.from({ length: RUNS }, (_, replication) => {
      const stream = (purpose: string) => streamOf({ seed: 12, replication, purpose });
      const stations = single(10, exponential(0.75));
      const arrivals = poissonArrivals(curve, stream('arrivals'));
      return (
        runNetwork({ stations, customers: 60_000, warmUp: 2400, arrivals, stream }).stations[0]?.mean ?? NaN
      );
    });
    agrees(values, reference('Mt-M-10-wq').value);
  });

  it('goes through three tiers as the reference does', () => {
    const [p12, p23] = [parameter('tri-tier-basic-T1-wq', 'p12'), parameter('tri-tier-basic-T1-wq', 'p23')];
    const stations = [
      { servers: 10, work: lognormal(0.75, 1), next: (share: number) => (share < p12 ? 1 : NOBODY) },
      { servers: 4, work: lognormal(24 / 17, 1), next: (share: number) => (share < p23 ? 2 : NOBODY) },
      { servers: 2, work: lognormal(45 / 17, 1), next: home },
    ];
    const plan = { stations, customers: 200_000, rate: parameter('tri-tier-basic-T1-wq', 'lam') };
    const waits = runs(
      plan,
      [0, 1, 2].map((tier) => (run) => run.stations[tier]?.mean),
    );
    for (const [tier, values] of waits.entries())
      agrees(values, reference(`tri-tier-basic-T${tier + 1}-wq`).value);
  });

  it('serves a batch one after the other', () => {
    const { stations } = runNetwork({
      stations: single(1, constant(1)),
      customers: 10,
      arrivals: batchArrivals({ gap: 1, size: 10 }),
      stream: (purpose) => streamOf({ seed: 1, replication: 0, purpose }),
    });
    assert.equal(stations[0]?.mean, reference('md1-deterministic').value);
  });

  it('waits ticket by ticket as the recursion without events says', () => {
    const count = 20_000;
    const stream = (purpose: string) => streamOf({ seed: 4, replication: 0, purpose });
    const arrivals = steadyArrivals(8.5, stream('arrivals'));
    const times = Float64Array.from({ length: count }, () => arrivals.next());
    // First come, first served: work is drawn in the order of arrival there, and so it is in the network.
    const draws = stream('work/0');
    const work = lognormal(1, 1);
    const works = Float64Array.from({ length: count }, () => work.quantile(draws.next()));
    const waits = fifoWaits(times, works, 10);
    const { stations } = runNetwork({
      stations: single(10, work),
      customers: count,
      arrivals: steadyArrivals(8.5, stream('arrivals')),
      stream,
    });
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / count;
    assert.ok(Math.abs((stations[0]?.mean ?? NaN) - mean) < 1e-9);
    assert.throws(() => fifoWaits(times, works.slice(1), 10), RangeError);
  });
});
