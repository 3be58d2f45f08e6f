import { hours, lasting, oneTier, organisationOf } from './desk.ts';
import { type Experiment, figure, run } from './experiment.ts';

const RUNS = 16;
const NAMES = ['urgent', 'high', 'normal', 'low'] as const;

const FOUR_CLASSES = organisationOf(
  oneTier({
    rate: 34 / 3,
    servers: 10,
    handle: hours.exponential(0.75),
    load: { priorities: { T1: { urgent: 0.05, high: 0.15, normal: 0.5, low: 0.3 } } },
    run: lasting(80_000, 34 / 3),
  }),
  { strict: true },
);

/**
 * Classes have a handle time of their own by the tier that could solve them. Nobody may hand a ticket on, so that T1 does
 * all work and nobody else has any.
 */
const PRE_EMPTIVE = organisationOf(
  oneTier({
    rate: 0.85,
    handle: {},
    load: {
      split: { T1: 0.4 / 0.85, T2: 0.3 / 0.85, T3: 0.15 / 0.85 },
      priorities: { T1: { urgent: 1 }, T2: { high: 1 }, T3: { normal: 1 } },
    },
    work: {
      handle: { T1: hours.lognormal(0.5), T2: hours.lognormal(1), T3: hours.lognormal(2) },
      interrupts: true,
    },
    groups: ['T1', 'T2', 'T3'].map((tier) => ({ tier, count: 1, calendar: 'always' })),
    run: lasting(80_000, 0.85),
  }),
  { strict: true, moves: 0 },
);

export const PRIORITIES: readonly Experiment[] = [
  {
    scenario: 'headStart longer than any wait',
    runs: RUNS,
    // The first answer comes as soon as somebody takes a ticket up.
    figures: (replication) => {
      const result = run(FOUR_CLASSES, replication);
      return Object.fromEntries(
        NAMES.map((name, index) => [
          `np-M/M/10-P${index + 1}`,
          figure(result, `${name}.firstResponse.wall.mean`) / 60,
        ]),
      );
    },
  },
  {
    scenario: 'interrupts: true',
    runs: RUNS,
    figures: (replication) => {
      const result = run(PRE_EMPTIVE, replication);
      return Object.fromEntries(
        NAMES.slice(0, 3).map((name, index) => [
          `pr-M/G/1-P${index + 1}`,
          figure(result, `${name}.resolution.wall.mean`) / 60,
        ]),
      );
    },
  },
];
