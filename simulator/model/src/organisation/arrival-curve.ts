import { instant, type Policy } from '@tierline/domain';

import type { Scenario } from '../scenario/scenario.ts';
import { arrivalProfile } from './arrival-profile.ts';
import { deskCalendar } from './desk-hours.ts';
import { workingDaysUntil } from './working-days.ts';

/** Expected arrivals: stretches of one rate (tickets per millisecond), ascending, disjoint. */
export interface ArrivalCurve {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly rates: Float64Array;
  /** Tickets expected in all. */
  readonly expected: number;
}

interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly rate: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365.25 * 24 * HOUR;

/** The expected arrivals of a scenario between two moments. */
export function arrivalCurve(scenario: Scenario, policy: Policy, from: number, until: number): ArrivalCurve {
  const { load, work } = scenario;
  const deflects = load.split.T1 * (work.knowledgeBase?.deflects ?? 0);
  const stretches = (
    load.rates === undefined
      ? dailyStretches(load, policy, from, until)
      : ratedStretches(load.rates, from, until)
  ).map(({ from: start, until: end, rate }) => ({
    from: start,
    until: end,
    rate: rate * (1 - deflects) * growth(load, from, (start + end) / 2),
  }));
  return {
    starts: Float64Array.from(stretches, (stretch) => stretch.from),
    ends: Float64Array.from(stretches, (stretch) => stretch.until),
    rates: Float64Array.from(stretches, (stretch) => stretch.rate),
    expected: stretches.reduce((sum, { from: start, until: end, rate }) => sum + (end - start) * rate, 0),
  };
}

/** What trend and season make of the load at a moment. */
function growth({ trendPerYear, months }: Scenario['load'], from: number, at: number): number {
  return (1 + trendPerYear) ** ((at - from) / YEAR) * (months[new Date(at).getUTCMonth()] ?? 1);
}

function dailyStretches(
  { ticketsPerDay = 0, hours }: Scenario['load'],
  policy: Policy,
  from: number,
  until: number,
): Stretch[] {
  if (ticketsPerDay === 0) return [];
  const days = workingDaysUntil(deskCalendar(policy), instant(from), instant(until));
  if (days.length === 0) return [];
  return days.flatMap((day) => {
    const { stretches, total } = arrivalProfile(hours, [day]);
    return stretches.flatMap(({ from: start, until: end, weight }) => {
      const rate = (ticketsPerDay * weight) / total / (end - start);
      const [first, last] = [Math.max(from, start), Math.min(until, end)];
      return last > first ? [{ from: first, until: last, rate }] : [];
    });
  });
}

function ratedStretches(
  { everyMinutes, perHour }: NonNullable<Scenario['load']['rates']>,
  from: number,
  until: number,
): Stretch[] {
  const step = everyMinutes * MINUTE;
  const [only] = perHour;
  if (perHour.length === 1) return [{ from, until, rate: (only ?? 0) / HOUR }];
  return Array.from({ length: Math.ceil((until - from) / step) }, (_, index) => ({
    from: from + index * step,
    until: Math.min(until, from + (index + 1) * step),
    rate: (perHour[index % perHour.length] ?? 0) / HOUR,
  }));
}
