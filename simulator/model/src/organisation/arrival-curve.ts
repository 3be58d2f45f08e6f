import { instant, type Policy } from '@tierline/domain';

import type { Scenario } from '../scenario/scenario.ts';
import { weightsOf } from '../scenario/week-file.ts';
import { arrivalProfile } from './arrival-profile.ts';
import { deskCalendar } from './desk-hours.ts';
import { type RateStretch, weekArrivals } from './week-arrivals.ts';
import { workingDaysUntil } from './working-days.ts';

/** Expected arrivals: stretches of one rate (tickets per millisecond), ascending, disjoint. */
export interface ArrivalCurve {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly rates: Float64Array;
  /** What local time is ahead of UTC in each, in milliseconds: so that a day is one of the load's own zone. */
  readonly offsets: Float64Array;
  /** Tickets expected in all. */
  readonly expected: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365.25 * 24 * HOUR;

/**
 * The expected arrivals of a scenario between two moments. `zone` is that of the desk, for a `load.week` that names none.
 */
export function arrivalCurve(
  scenario: Scenario,
  { policy, zone }: { readonly policy: Policy; readonly zone: string },
  from: number,
  until: number,
): ArrivalCurve {
  const { load, work } = scenario;
  const deflects = load.split.T1 * (work.knowledgeBase?.deflects ?? 0);
  const stretches = stretchesOf(load, { policy, zone }, from, until).map((stretch) => ({
    ...stretch,
    rate: stretch.rate * (1 - deflects) * growth(load, from, (stretch.from + stretch.until) / 2),
  }));
  return {
    starts: Float64Array.from(stretches, (stretch) => stretch.from),
    ends: Float64Array.from(stretches, (stretch) => stretch.until),
    rates: Float64Array.from(stretches, (stretch) => stretch.rate),
    offsets: Float64Array.from(stretches, ({ offset }) => offset),
    expected: stretches.reduce((sum, { from: start, until: end, rate }) => sum + (end - start) * rate, 0),
  };
}

function stretchesOf(
  load: Scenario['load'],
  { policy, zone }: { readonly policy: Policy; readonly zone: string },
  from: number,
  until: number,
): RateStretch[] {
  if (load.rates !== undefined) return ratedStretches(load.rates, from, until);
  if (load.week === undefined) return dailyStretches(load, policy, from, until);
  const perWeek = load.ticketsPerWeek ?? 7 * (load.ticketsPerDay ?? 0);
  return weekArrivals({ weights: weightsOf(load.week), zone: load.timeZone ?? zone, perWeek }, from, until);
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
): RateStretch[] {
  if (ticketsPerDay === 0) return [];
  const days = workingDaysUntil(deskCalendar(policy), instant(from), instant(until));
  if (days.length === 0) return [];
  return days.flatMap((day) => {
    const { stretches, total } = arrivalProfile(hours, [day]);
    return stretches.flatMap(({ from: start, until: end, weight }) => {
      const rate = (ticketsPerDay * weight) / total / (end - start);
      const [first, last] = [Math.max(from, start), Math.min(until, end)];
      return last > first ? [{ from: first, until: last, rate, offset: 0 }] : [];
    });
  });
}

function ratedStretches(
  { everyMinutes, perHour }: NonNullable<Scenario['load']['rates']>,
  from: number,
  until: number,
): RateStretch[] {
  const step = everyMinutes * MINUTE;
  const [only] = perHour;
  if (perHour.length === 1) return [{ from, until, rate: (only ?? 0) / HOUR, offset: 0 }];
  return Array.from({ length: Math.ceil((until - from) / step) }, (_, index) => ({
    from: from + index * step,
    until: Math.min(until, from + (index + 1) * step),
    rate: (perHour[index % perHour.length] ?? 0) / HOUR,
    offset: 0,
  }));
}
