import type { Desk } from './desk.ts';
import { ANSWERED, WAITS } from './ticket-pool.ts';

/** A customer who still waits for a first answer gives up. */
export function losePatience(desk: Desk, ticket: number, now: number): void {
  const pool = desk.pool;
  const flags = pool.flags[ticket] as number;
  // The row may be another ticket's by now, or somebody has taken it.
  if ((flags & (WAITS | ANSWERED)) !== WAITS || (pool.kind[ticket] as number) < 0) return;
  if ((pool.patienceEnds[ticket] as number) > now) return;
  const tier = pool.tier[ticket] as number;
  desk.leaveQueue(ticket, now);
  desk.open[tier] = (desk.open[tier] as number) - 1;
  desk.abandoned += 1;
  desk.journal.gaveUp(desk.pool, ticket, tier, now);
  if (desk.outcomes.counts(ticket)) desk.outcomes.abandoned(ticket, now);
  desk.pool.release(ticket);
}
