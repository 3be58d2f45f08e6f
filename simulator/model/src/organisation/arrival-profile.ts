import { type Instant, instant } from '@tierline/domain';

import type { Scenario } from '../scenario/scenario.ts';
import type { WorkingDay } from './working-days.ts';

/** When tickets come in: stretches of constant rate, ascending, with the weight of all before each. */
export interface ArrivalProfile {
  readonly stretches: readonly {
    readonly from: number;
    readonly until: number;
    readonly weight: number;
    readonly before: number;
  }[];
  readonly total: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The profile over working days: each day from its opening on for 24 hours, every hour of the day (UTC) with its weight. So
 * what comes in before opening time comes in the night after the day before.
 * Throws RangeError when no weight is left.
 */
export function arrivalProfile(
  hours: Scenario['load']['hours'],
  days: readonly WorkingDay[],
): ArrivalProfile {
  const stretches: ArrivalProfile['stretches'][number][] = [];
  let total = 0;
  for (const { opens } of days) {
    for (let from: number = opens; from < opens + DAY;) {
      const until = Math.min((Math.floor(from / HOUR) + 1) * HOUR, opens + DAY);
      const weight = ((hours[hourOf(from)] ?? 0) * (until - from)) / HOUR;
      if (weight > 0) stretches.push({ from, until, weight, before: total });
      total += weight;
      from = until;
    }
  }
  if (total === 0) throw new RangeError('no tickets would come in: no hour of the working days has a weight');
  return { stretches, total };
}

/** As a scenario spells it, such as `09`. */
function hourOf(at: number): string {
  return String(Math.floor((at % DAY) / HOUR)).padStart(2, '0');
}

/** The moment by which the share `u` (0 to 1) of all tickets has come in. */
export function momentOf({ stretches, total }: ArrivalProfile, u: number): Instant {
  const target = u * total;
  let low = 0;
  for (let high = stretches.length - 1; low < high;) {
    const middle = (low + high + 1) >>> 1;
    if ((stretches[middle]?.before ?? 0) <= target) low = middle;
    else high = middle - 1;
  }
  const stretch = stretches[low];
  if (stretch === undefined) throw new RangeError('an empty profile has no moments');
  const { from, until, weight, before } = stretch;
  return instant(Math.floor(from + ((target - before) / weight) * (until - from)));
}
