import { type History, record } from './history.ts';
import { CLOCKWORK } from './marks.ts';
import type { Policy } from './policy.ts';
import { CLOCK_NAMES, isOwed, type SlaClocks } from './sla-clock.ts';
import type { PromiseFacts } from './sla-policy.ts';
import { promisedAnew } from './ticket-clocks.ts';
import type { Instant } from './time.ts';

/**
 * Brings the promises of a ticket up to the policy in force, if that promises otherwise than the one that made them:
 * other targets, calendars, holidays, ladders. What was spent until now counts on; steps of a new ladder whose time is over
 * are not done any more. A clock that a later policy made is left alone: whoever decides has not heard of that one yet.
 */
export function caughtUp(history: History, now: Instant, policy: Policy): History {
  const clocks = recomputed(history.ticket, now, policy);
  if (Object.keys(clocks).length === 0) return history;
  return record(history, CLOCKWORK, now, { kind: 'sla.recomputed', clocks, policyVersion: policy.version });
}

/** What has to be known of a ticket to say what its promises would be under another policy. */
export type PromisedTicket = PromiseFacts & { readonly clocks: SlaClocks };

/** The clocks that the policy in force would change; none on a ticket whose promises are up to it. */
export function recomputed(ticket: PromisedTicket, now: Instant, policy: Policy): SlaClocks {
  const made = CLOCK_NAMES.flatMap((name) => {
    const clock = ticket.clocks[name];
    return isOwed(clock) ? [{ name, clock, number: clock.source?.number ?? -1 }] : [];
  });
  if (made.some(({ number }) => number > policy.number)) return {};
  const older = made.filter(({ number }) => number < policy.number);
  if (older.length === 0) return {};
  const clocks = Object.fromEntries(older.map(({ name, clock }) => [name, clock]));
  return promisedAnew({ ...ticket, clocks }, 'skip', now, policy);
}
