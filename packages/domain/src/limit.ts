import type { LimitedMove } from './event.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Instant } from './time.ts';

/**
 * What becomes of a wish to pass the ticket on once more than the policy allows: it stays where it is. Refused, or, where
 * the policy has managers look after such tickets, recorded and marked for them; while it is marked, refused as well.
 */
export function limited(
  history: History,
  agent: AgentId,
  wanted: LimitedMove,
  now: Instant,
  { escalation }: Policy,
): History | Refusal {
  const { ticket } = history;
  if (escalation.atLimit === 'manager' && ticket.needsManagerSince === undefined)
    return record(history, { kind: 'agent', id: agent }, now, { kind: 'ticket.bounce-limited', ...wanted });
  return wanted.limit === 'moves'
    ? refuse('move-limit', `the ticket moved ${ticket.moves} times, the policy allows ${escalation.max}`)
    : refuse(
        'reassignment-limit',
        `the ticket was passed on ${ticket.reassignments} times, the policy allows ${escalation.maxReassignments}`,
      );
}

/** Why the reason is none, if so: a policy's list is closed, so that reports can count by it. */
export function unknownReason({ escalation }: Policy, reason: string): Refusal | undefined {
  if (escalation.reasons.includes(reason)) return undefined;
  return refuse(
    'unknown-reason',
    `${reason} is none of the policy's reasons: ${escalation.reasons.join(', ')}`,
  );
}
