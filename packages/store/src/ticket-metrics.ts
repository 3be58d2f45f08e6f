import { METRICS } from '@tierline/contracts';
import { newVerdicts, type Ticket, type TicketEvent } from '@tierline/domain';
import { counterOf, histogramOf, type Registry } from '@tierline/platform';

/** Counts what happened to a ticket by a change that was written; `before` is absent where it was created. */
type CountChange = (before: Ticket | undefined, after: Ticket, events: readonly TicketEvent[]) => void;

/**
 * Counts changes where they are written, each once: whoever loses the race for a ticket counts nothing. What a process that
 * dies in between had written is not counted.
 */
export function createCountChange(registry: Registry): CountChange {
  const taken = counterOf(registry, METRICS.ticketsTaken);
  const escalated = counterOf(registry, METRICS.ticketsEscalated);
  const returned = counterOf(registry, METRICS.ticketsReturned);
  const bounced = counterOf(registry, METRICS.ticketsBounced);
  const handedOff = counterOf(registry, METRICS.ticketsHandedOff);
  const solved = counterOf(registry, METRICS.ticketsSolved);
  const reopened = counterOf(registry, METRICS.ticketsReopened);
  const firstResponse = histogramOf(registry, METRICS.firstResponse);
  const resolution = histogramOf(registry, METRICS.resolution);
  const outcomes = counterOf(registry, METRICS.promiseOutcomes);

  function count(event: TicketEvent, { tier, priority, openedAt }: Ticket): void {
    if (event.kind === 'ticket.escalated')
      escalated.inc({ from_tier: event.from, to_tier: event.to, reason: event.reason ?? 'none' });
    if (event.kind === 'ticket.de-escalated') returned.inc({ from_tier: event.from, to_tier: event.to });
    if (event.kind === 'engineering.requested') handedOff.inc();
    if (tier === undefined) return;
    if (event.kind === 'ticket.claimed' || (event.kind === 'ticket.reassigned' && event.to !== undefined))
      taken.inc({ tier });
    if (event.kind === 'ticket.reopened') reopened.inc({ tier });
    if (event.kind === 'ticket.solved') {
      solved.inc({ tier });
      resolution.observe({ tier, priority }, (event.at - openedAt) / 1000);
    }
  }

  return (before, after, events) => {
    for (const event of events) count(event, after);
    if (before === undefined) return;
    const tier = before.tier ?? after.tier;
    if (tier === undefined) return;
    if (after.bounces > before.bounces && after.tier !== undefined)
      bounced.inc({ tier: after.tier }, after.bounces - before.bounces);
    if (before.firstRespondedAt === undefined && after.firstRespondedAt !== undefined) {
      const { priority, firstRespondedAt, openedAt } = after;
      firstResponse.observe({ tier, priority }, (firstRespondedAt - openedAt) / 1000);
    }
    for (const { clock, verdict } of newVerdicts(before.clocks, after.clocks))
      outcomes.inc({ tier, promise: clock, outcome: verdict });
  };
}
