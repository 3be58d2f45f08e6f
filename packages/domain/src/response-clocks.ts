import type { Policy } from './policy.ts';
import { isOwed, type SlaClocks, stopClock } from './sla-clock.ts';
import { promiseOf, type ResponseKind, slaPolicyFor } from './sla-policy.ts';
import { begunIn, stepped } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/**
 * What an agent's public message does to the promises of answers, if it counts as one: the promise of the answer that was
 * owed is kept or missed, and the time until the customer must hear of the case again begins anew.
 */
export function clocksAfterResponse(
  ticket: Ticket,
  kind: ResponseKind,
  now: Instant,
  policy: Policy,
): SlaClocks {
  if (!policy.respondsBy.includes(kind)) return {};
  const { firstResponse, nextResponse, update } = ticket.clocks;
  const promise = promiseOf('update', ticket, slaPolicyFor(ticket, policy));
  const before = update && stepped(update, stopClock, now, policy);
  return {
    ...(isOwed(firstResponse) && { firstResponse: stepped(firstResponse, stopClock, now, policy) }),
    ...(isOwed(nextResponse) && { nextResponse: stepped(nextResponse, stopClock, now, policy) }),
    ...(promise && { update: begunIn(ticket.state, promise, now, policy, before) }),
  };
}

/**
 * What a customer's message does to them: an answer is owed from the first message on that has none. While the first
 * response is owed, that is the one.
 */
export function clocksAfterRequest(ticket: Ticket, now: Instant, policy: Policy): SlaClocks {
  const { firstResponse, nextResponse } = ticket.clocks;
  if (isOwed(firstResponse) || isOwed(nextResponse)) return {};
  const promise = promiseOf('nextResponse', ticket, slaPolicyFor(ticket, policy));
  return promise === undefined
    ? {}
    : { nextResponse: begunIn(ticket.state, promise, now, policy, nextResponse) };
}
