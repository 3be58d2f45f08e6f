import type { Replication } from '@tierline/model';
import { sum } from 'd3-array';

const HOURS = 24;
const WEEK = 7 * HOURS;

/**
 * Seven days from Monday of 24 shares (UTC): of the time that people of a tier are on duty in that hour, what they work
 * on tickets, over all runs. Undefined where nobody is on duty. `tier` counts from 0.
 */
export function utilisationOf(
  replications: readonly Replication[],
  tier: number,
): readonly (readonly (number | undefined)[])[] {
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: HOURS }, (_, hour) => {
      const at = tier * WEEK + day * HOURS + hour;
      const duty = sum(replications, ({ dutyByHour }) => dutyByHour[at]);
      return duty > 0 ? sum(replications, ({ busyByHour }) => busyByHour[at]) / duty : undefined;
    }),
  );
}
