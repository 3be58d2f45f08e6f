import type { Desk } from './desk.ts';
import { ANSWERED, CLASS, FLAGS, PATIENCE_ENDS, TicketPool, TIER, WAITS } from './ticket-pool.ts';

/** A customer who still waits for a first answer gives up. */
export function losePatience(desk: Desk, ticket: number, now: number): void {
  const { numbers, facts } = desk.pool;
  const small = TicketPool.factsOf(ticket);
  const flags = facts[small + FLAGS] as number;
  // The row may be another ticket's by now, or somebody has taken it.
  if ((flags & (WAITS | ANSWERED)) !== WAITS || (facts[small + CLASS] as number) < 0) return;
  if ((numbers[TicketPool.numbersOf(ticket) + PATIENCE_ENDS] as number) > now) return;
  const tier = facts[small + TIER] as number;
  desk.leaveQueue(ticket, now);
  desk.open[tier] = (desk.open[tier] as number) - 1;
  desk.abandoned += 1;
  desk.journal.gaveUp(desk.pool, ticket, tier, now);
  if (desk.outcomes.counts(ticket)) desk.outcomes.abandoned(ticket, now);
  desk.pool.release(ticket);
}
