import { Tally } from '@tierline/engine';
import type { Organisation } from '@tierline/model';

import { hours, lasting, oneTier, organisationOf } from './desk.ts';
import { type Experiment, figure, run, runTold, shareThatWaited } from './experiment.ts';

const RUNS = 16;
const HOUR = 3_600_000;

interface Queue {
  readonly servers: number;
  /** Tickets per hour. */
  readonly rate: number;
  readonly handle: object;
  readonly tickets?: number;
  readonly customers?: object;
}

/** One tier, a rate that never changes; whatever the unit of time of a case is, it is an hour here. */
function queue({ tickets = 40_000, ...queue }: Queue): Organisation {
  return organisationOf(oneTier({ ...queue, run: lasting(tickets, queue.rate) }));
}

function waits(id: string, scenario: string, of: Queue): Experiment {
  const organisation = queue(of);
  return {
    scenario,
    runs: RUNS,
    figures: (replication) => ({ [id]: figure(run(organisation, replication), 'T1.wait.mean') / 60 }),
  };
}

/** A tier of tri-tier-basic as a queue of its own. */
function tier(name: string, servers: number, rate: number, mean: number): Experiment {
  const organisation = queue({ servers, rate, handle: hours.exponential(mean) });
  return {
    scenario: 'handle: exponential',
    runs: RUNS,
    figures: (replication) => {
      const { result, visits } = runTold(organisation, replication);
      return {
        [`erlC-${name}-pw`]: shareThatWaited(visits),
        [`erlC-${name}-wq`]: figure(result, 'T1.wait.mean') / 60,
        [`erlC-${name}-p95`]: figure(result, 'T1.wait.p95') / 60,
      };
    },
  };
}

function blocked(id: string, of: Queue): Experiment {
  const organisation = queue({
    ...of,
    customers: { patience: { atOnce: 1, waits: hours.constant(0) } },
  });
  return {
    scenario: 'patience: atOnce 1',
    runs: RUNS,
    figures: (replication) => ({ [id]: figure(run(organisation, replication), 'all.abandoned.share') }),
  };
}

// Of this source an hour here is a minute, and a minute a second.
const GMR = { servers: 50, rate: 48, handle: hours.exponential(1), tickets: 80_000 };
const PATIENT = queue(GMR);
const IMPATIENT = queue({ ...GMR, customers: { patience: { waits: hours.exponential(2) } } });
const GENERAL = queue({ servers: 1, rate: 0.8, handle: hours.lognormal(1), tickets: 60_000 });
const LARGE = queue({ servers: 111, rate: 100, handle: hours.exponential(1), tickets: 60_000 });

export const SINGLE_QUEUES: readonly Experiment[] = [
  blocked('erlB-10-5', { servers: 10, rate: 5, handle: hours.exponential(1) }),
  blocked('erlB-10-8.5-LN', { servers: 10, rate: 8.5, handle: hours.lognormal(1) }),
  waits('mm1-0.8', 'handle: exponential', {
    servers: 1,
    rate: 0.8,
    handle: hours.exponential(1),
    tickets: 60_000,
  }),
  waits('mm3-ciwdoc', 'handle: exponential', { servers: 3, rate: 0.2, handle: hours.exponential(10) }),
  tier('T1', 10, 34 / 3, 3 / 4),
  tier('T2', 4, 34 / 15, 24 / 17),
  tier('T3', 2, 34 / 60, 45 / 17),
  {
    scenario: 'handle: exponential',
    runs: RUNS,
    figures: (replication) => {
      const result = run(PATIENT, replication);
      return {
        'erlC-GMR-wq': figure(result, 'T1.wait.mean'),
        'erlC-GMR-p90': figure(result, 'T1.wait.p90'),
      };
    },
  },
  {
    scenario: 'patience: exponential',
    runs: RUNS,
    figures: (replication) => {
      const result = run(IMPATIENT, replication);
      return {
        'erlA-GMR-pab': figure(result, 'all.abandoned.share'),
        'erlA-GMR-wq': figure(result, 'T1.wait.mean'),
        'erlA-GMR-util': figure(result, 'T1.utilisation'),
      };
    },
  },
  {
    scenario: 'handle: lognormal',
    runs: RUNS,
    figures: (replication) => {
      const { result, visits } = runTold(GENERAL, replication);
      const spread = Tally.of(visits.map(({ queued, started }) => (started - queued) / HOUR));
      return { 'mg1-LN-cv1-wq': figure(result, 'T1.wait.mean') / 60, 'mg1-LN-cv1-sd': spread.sd };
    },
  },
  waits('md1-0.8', 'handle: constant', {
    servers: 1,
    rate: 0.8,
    handle: hours.constant(1),
    tickets: 60_000,
  }),
  waits('md10-0.85', 'handle: constant', { servers: 10, rate: 34 / 3, handle: hours.constant(0.75) }),
  waits('mH2-2-0.75', 'handle: hyperexponential', {
    servers: 2,
    rate: 1.5,
    handle: hours.hyperexponential(1, 2),
    tickets: 60_000,
  }),
  waits('mE2-10-0.85', 'handle: erlang', { servers: 10, rate: 8.5, handle: hours.erlang(1, 2) }),
  {
    scenario: 'handle: exponential',
    runs: RUNS,
    figures: (replication) => ({
      'halfin-whitt-c100': shareThatWaited(runTold(LARGE, replication).visits),
    }),
  },
];
