import { type History, record } from './history.ts';
import { calendarIn, type Policy } from './policy.ts';
import type { Priority } from './priority.ts';
import { route } from './routing.ts';
import { type SlaClock, type SlaClocks, type SlaTarget, startClock } from './sla-clock.ts';
import type { Step } from './step.ts';
import { tierClock } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';

/** A new ticket goes where the rules say; one that is on a tier already stays there. */
export function routeTicket({ history, command, now, policy }: Step<'route'>): History {
  const { ticket } = history;
  if (ticket.state.kind !== 'new') return history;
  const { classification } = command;
  const { minConfidence } = policy.classifier;
  const opinion = classification && { ...classification, minConfidence };
  const { priority, tags, ...decision } = route(ticket, policy.routing, opinion);
  return record(history, command.by, now, {
    kind: 'ticket.routed',
    ...decision,
    ...(tags !== undefined && { tags: [...new Set([...ticket.tags, ...tags])] }),
    ...(priority !== undefined && { priority, headStart: policy.priorities[priority].headStart }),
    clocks: {
      ...(priority !== undefined && priority !== ticket.priority && promises(ticket, priority, policy)),
      tier: tierClock(decision.tier, now, policy),
    },
    policyVersion: policy.version,
  });
}

/**
 * The customer's promises of another priority, as if the ticket had been opened with it: it was never paused, because it
 * is new. What was recorded of the old promise stays recorded.
 */
function promises({ clocks, openedAt }: Ticket, priority: Priority, policy: Policy): SlaClocks {
  const { firstResponse, resolution } = policy.priorities[priority];
  const again = (promise: SlaTarget, before: SlaClock | undefined): SlaClock => ({
    ...startClock(promise, calendarIn(policy, promise.calendar), openedAt),
    ...(before?.warnedAt !== undefined && { warnedAt: before.warnedAt }),
    ...(before?.breachedAt !== undefined && { breachedAt: before.breachedAt }),
  });
  return {
    firstResponse: again(firstResponse, clocks.firstResponse),
    resolution: again(resolution, clocks.resolution),
  };
}
