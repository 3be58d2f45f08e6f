import { CLOCK_NAMES, type SlaClocks } from './sla-clock.ts';
import type { Instant, Millis } from './time.ts';

/**
 * A waiting ticket's place in its tier's queue, lowest first: its earliest promise, brought forward by what its priority
 * is worth. A ticket without a running promise is ranked by when it began to wait. Total over tickets, no clock needed.
 */
export function rankOf(clocks: SlaClocks, headStart: Millis, waitingSince: Instant): number {
  let earliest = Infinity;
  for (const name of CLOCK_NAMES) {
    const clock = clocks[name];
    if (clock?.state === 'running') earliest = Math.min(earliest, clock.dueAt);
  }
  return (earliest === Infinity ? waitingSince : earliest) - headStart;
}
