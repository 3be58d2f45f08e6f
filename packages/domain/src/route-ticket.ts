import { type History, record } from './history.ts';
import { placementOn } from './placement.ts';
import { route } from './routing.ts';
import type { Step } from './step.ts';
import { promisedAnew, tierClock } from './ticket-clocks.ts';

/** A new ticket goes where the rules say; one that is on a tier already stays there. */
export function routeTicket({ history, command, now, policy }: Step<'route'>): History {
  const { ticket } = history;
  if (ticket.state.kind !== 'new') return history;
  const { classification } = command;
  const { minConfidence } = policy.classifier;
  const opinion = classification && { ...classification, minConfidence };
  const { priority, tags, wanted = {}, ...decision } = route(ticket, policy.routing, opinion);
  const allTags = tags && [...new Set([...ticket.tags, ...tags])];
  const routed = {
    ...ticket,
    ...(priority !== undefined && { priority }),
    ...(allTags !== undefined && { tags: allTags }),
  };
  return record(history, command.by, now, {
    kind: 'ticket.routed',
    ...decision,
    ...placementOn(decision.tier, { priority: priority ?? ticket.priority, wanted }, now, policy),
    ...(allTags !== undefined && { tags: allTags }),
    ...(priority !== undefined && { priority, headStart: policy.priorities[priority].headStart }),
    clocks: {
      ...promisedAnew(routed, 'play', now, policy),
      tier: tierClock(decision.tier, routed, now, policy),
    },
    policyVersion: policy.version,
  });
}
