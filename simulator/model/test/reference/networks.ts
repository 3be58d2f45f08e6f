import type { VisitRecord } from '@tierline/model';

import { hours, lasting, oneTier, organisationOf } from './desk.ts';
import { type Experiment, figure, run, runTold } from './experiment.ts';

const RUNS = 16;

const LOOP = organisationOf(
  oneTier({
    rate: 8,
    servers: 10,
    handle: hours.exponential(0.7),
    work: { touches: { share: 0.3, reply: hours.lognormal(12, 1.3) } },
    run: lasting(60_000, 8),
  }),
);

/** Tickets that wait for their customer, on average: by Little's law, as long as they do, times how many come. */
function pending(visits: readonly VisitRecord[]): number {
  const ended = new Map<number, number>();
  let total = 0;
  for (const visit of visits) {
    total += visit.queued - (ended.get(visit.ticket) ?? visit.queued);
    ended.set(visit.ticket, visit.ended);
  }
  return total / (LOOP.until - LOOP.reportedFrom);
}

const RATE = 34 / 3;
const MEANS = [3 / 4, 24 / 17, 45 / 17].map((mean) => hours.lognormal(mean));
const TRI_TIER = organisationOf({
  load: {
    rates: { everyMinutes: 60, perHour: [RATE] },
    count: 'exact',
    split: { T1: 0.8, T2: 0.15, T3: 0.05 },
  },
  work: {
    handle: { T1: MEANS[0], T2: MEANS[1], T3: MEANS[2] },
    findOut: { T1: MEANS[0], T2: MEANS[1] },
  },
  people: {
    groups: [
      { tier: 'T1', count: 10, calendar: 'always' },
      { tier: 'T2', count: 4, calendar: 'always' },
      { tier: 'T3', count: 2, calendar: 'always' },
    ],
  },
  run: { days: 200_000 / RATE / 24, drain: true },
});

export const NETWORKS: readonly Experiment[] = [
  {
    scenario: 'touches: share 0.3',
    runs: RUNS,
    figures: (replication) => {
      const { result, visits } = runTold(LOOP, replication);
      return {
        'feedback-pending-wq': figure(result, 'T1.wait.mean') / 60,
        'feedback-pending-n': pending(visits),
      };
    },
  },
  {
    scenario: 'findOut of a tier as long as handle',
    runs: RUNS,
    tolerances: {
      'tri-tier-basic-T1-wq': 0.00043,
      'tri-tier-basic-T1-p95': 0.0019,
      'tri-tier-basic-T2-wq': 0.0026,
      'tri-tier-basic-T2-p95': 0.0116,
      'tri-tier-basic-T3-wq': 0.0128,
    },
    figures: (replication) => {
      const result = run(TRI_TIER, replication);
      return {
        'tri-tier-basic-T1-wq': figure(result, 'T1.wait.mean') / 60,
        'tri-tier-basic-T1-p95': figure(result, 'T1.wait.p95') / 60,
        'tri-tier-basic-T2-wq': figure(result, 'T2.wait.mean') / 60,
        'tri-tier-basic-T2-p95': figure(result, 'T2.wait.p95') / 60,
        'tri-tier-basic-T3-wq': figure(result, 'T3.wait.mean') / 60,
      };
    },
  },
];
