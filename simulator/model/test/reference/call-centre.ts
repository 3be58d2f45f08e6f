import { oneTier, organisationOf } from './desk.ts';
import { type Experiment, runTold } from './experiment.ts';

const CALLS = [100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60];
const EXPECTED = CALLS.reduce((sum, calls) => sum + calls, 0);
const AGENTS = [4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4];
const CLOSED = Array.from({ length: 24 - CALLS.length });
const DAYS = 60;
const SECOND = 1000;

/** At night nobody calls, those who are left are served, and the next day begins empty. */
const CENTRE = organisationOf(
  oneTier({
    handle: { distribution: 'exponential', meanMinutes: 100 / 60 },
    load: {
      rates: { everyMinutes: 60, perHour: [...CALLS, ...CLOSED.map(() => 0)] },
      busyness: { cv: 1 / Math.sqrt(400) },
    },
    customers: { patience: { atOnce: 0.1, waits: { distribution: 'exponential', meanMinutes: 1000 / 60 } } },
    groups: [{ tier: 'T1', headcount: { everyMinutes: 60, people: [...AGENTS, ...CLOSED.map(() => 4)] } }],
    run: { days: DAYS, warmUpDays: 0, drain: true },
  }),
);

export const CALL_CENTRE: readonly Experiment[] = [
  {
    scenario: 'busyness, headcount, patience',
    runs: 16,
    // The source prints an interval of 90 %, and the share to three digits.
    tolerances: { 'ssj-callcenter-wait': (0.033 * 1.96) / 1.645, 'ssj-callcenter-sl': 0.0005 },
    // Over the calls that are expected, as the source has it; who gives up within 20 s has waited less than that.
    figures: (replication) => {
      const { visits } = runTold(CENTRE, replication);
      const waits = visits.map(({ queued, started }) => (started - queued) / SECOND);
      return {
        'ssj-callcenter-wait': waits.reduce((sum, wait) => sum + wait, 0) / EXPECTED / DAYS,
        'ssj-callcenter-sl': waits.filter((wait) => wait < 20).length / EXPECTED / DAYS,
      };
    },
  },
];
