import { type Instant, instant } from '@tierline/domain';
import { deskCalendar, minutesOf, type Scenario, workingDaysAfter } from '@tierline/model';
import type { Clock } from '@tierline/platform';
import { type Preset } from '@tierline/presets';

import { type GeneratedTicket, generateTickets } from './tickets.ts';

/** What one replay is going to do. */
export interface RunPlan {
  /** Part of every tag and idempotency key, so that a second replay makes new tickets. */
  readonly run: string;
  readonly tickets: readonly GeneratedTicket[];
  /** The first opening. */
  readonly from: Instant;
  /** When the last have gone home, whatever is left. */
  readonly until: Instant;
}

/** A day that opened so recently, in replayed time, is still begun: what came in since then comes at once. */
const LATE_BEGIN = minutesOf(60);

/** Plans the next `days` working days. `tickets` is in all; the scenario's number per day when undefined. */
export function planRun({
  preset,
  seed,
  tickets: wanted,
  days: dayCount,
  clock,
}: {
  readonly preset: Preset;
  readonly seed: number;
  readonly tickets: number | undefined;
  readonly days: number;
  readonly clock: Clock;
}): RunPlan {
  const { policy, scenario } = preset;
  const days = workingDaysAfter(deskCalendar(policy), instant(clock.now() - LATE_BEGIN), dayCount);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined)
    throw new RangeError(`not a number of days to replay: ${dayCount}`);
  const tickets = generateTickets({
    scenario,
    seed,
    days,
    count: wanted ?? Math.round(perDay(scenario) * dayCount),
  });
  const goHome = last.closes + minutesOf(scenario.work.overtimeMinutes);
  const afterLastArrival = (tickets.at(-1)?.at ?? 0) + 1;
  return {
    run: clock.wall().toString(36),
    tickets,
    from: first.opens,
    until: instant(Math.max(goHome, afterLastArrival)),
  };
}

function perDay({ load: { ticketsPerDay, week } }: Scenario): number {
  if (ticketsPerDay === undefined || week !== undefined)
    throw new RangeError(
      'a scenario without load.ticketsPerDay, or with load.week, cannot be replayed; it can be simulated',
    );
  return ticketsPerDay;
}
