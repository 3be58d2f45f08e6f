import type { Organisation } from '@tierline/model';

import { hours, oneTier, organisationOf } from './desk.ts';
import { type Experiment, figure, run, runTold, shareThatWaited } from './experiment.ts';

const RUNS = 16;
const STEPS = 288;
const WHOLE_DAYS = { days: 200, warmUpDays: 2, drain: true };

/** 10 (1 + sin(2 pi t / 24) / 2) tickets an hour from the hour `shift` on, each step at the mean rate of its time. */
function wave(shift: number): object {
  const angle = (step: number) => 2 * Math.PI * (shift / 24 + step / STEPS);
  const perHour = Array.from({ length: STEPS }, (_, step) => {
    const area = Math.cos(angle(step)) - Math.cos(angle(step + 1));
    return 10 * (1 + (0.5 * area) / (angle(1) - angle(0)));
  });
  return { rates: { everyMinutes: 1440 / STEPS, perHour } };
}

const TEN = organisationOf(
  oneTier({ servers: 10, handle: hours.exponential(0.75), load: wave(0), run: WHOLE_DAYS }),
);

// The backlog is read at 400 equal steps: of 400 days at each midnight, where this wave is six hours on.
const CROWD = organisationOf(
  oneTier({ servers: 200, handle: hours.exponential(4), load: wave(6), run: { days: 400, warmUpDays: 0 } }),
);

const byHour = (day: number, night: number) =>
  Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? day : night));

function shifts(groups: readonly object[]): Organisation {
  return organisationOf(
    oneTier({
      handle: hours.exponential(0.75),
      load: { rates: { everyMinutes: 60, perHour: byHour(14, 5) } },
      groups,
      run: WHOLE_DAYS,
    }),
  );
}

function waits(id: string, scenario: string, organisation: Organisation): Experiment {
  return {
    scenario,
    runs: RUNS,
    figures: (replication) => ({ [id]: figure(run(organisation, replication), 'T1.wait.mean') / 60 }),
  };
}

export const VARYING_LOAD: readonly Experiment[] = [
  {
    scenario: 'rates of every 5 minutes',
    runs: RUNS,
    figures: (replication) => {
      const { result, visits } = runTold(TEN, replication);
      return {
        'Mt-M-10-wq': figure(result, 'T1.wait.mean') / 60,
        'Mt-M-10-pd': shareThatWaited(visits),
      };
    },
  },
  {
    scenario: 'rates of every 5 minutes, 200 people',
    runs: RUNS,
    figures: (replication) => {
      const { backlog } = run(CROWD, replication);
      const open = backlog.subarray(1, 400);
      return { 'Mt-M-inf-t6': open.reduce((sum, tickets) => sum + tickets, 0) / open.length };
    },
  },
  waits(
    'Mt-M-ct-finish-wq',
    'headcount of every hour',
    shifts([{ tier: 'T1', headcount: { everyMinutes: 60, people: byHour(14, 6) } }]),
  ),
  waits(
    'Mt-M-ct-freshcrew-wq',
    'a group by day, one by night',
    shifts([
      { tier: 'T1', count: 14, calendar: 'day' },
      { tier: 'T1', count: 6, calendar: 'night' },
    ]),
  ),
];
