import type { Actor } from './actor.ts';
import type { HandoverNote } from './event.ts';
import { type History, record } from './history.ts';
import { limited, unknownReason } from './limit.ts';
import { actorOf, notToMove } from './mover.ts';
import { placementOn, type Wanted } from './placement.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Step } from './step.ts';
import { tierClock } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';
import { compareTiers, type Tier, tierAbove, tierBelow, TIERS } from './tier.ts';
import type { Instant } from './time.ts';

/**
 * The ticket is handed over to a higher or a lower tier, with a reason and with what that must know. Moves both ways count
 * against one limit, so that no ticket is bounced for ever; only a manager goes beyond it.
 */
export function handOver({
  history,
  command,
  now,
  policy,
}: Step<'escalate'> | Step<'de-escalate'>): History | Refusal {
  const { ticket } = history;
  const up = command.kind === 'escalate';
  const refusal = notToMove(ticket, command, up ? 'escalated' : 'de-escalated');
  if (refusal !== undefined) return refusal;
  const { reason, note } = command;
  const from = ticket.tier;
  const to = command.to ?? (from && (up ? tierAbove(from) : tierBelow(from)));
  if (from === undefined || to === undefined || !isBeyond(from, to, up)) return wrongWay(from, to, up);
  const unknown = unknownReason(policy, reason);
  if (unknown !== undefined) return unknown;
  if ('agentId' in command && ticket.moves >= policy.escalation.max)
    return limited(history, command.agentId, { limit: 'moves', from, to, reason, note }, now, policy);
  return movedTo(history, actorOf(command), { to, reason, note }, now, policy);
}

/** A ticket that is on a tier, in the queue of another one: with what that must know, and that tier's own target. */
export function movedTo(
  history: History,
  actor: Actor,
  { to, reason, note }: { readonly to: Tier; readonly reason: string; readonly note: HandoverNote },
  now: Instant,
  policy: Policy,
): History {
  const { ticket } = history;
  const { tier: from = TIERS[0] } = ticket;
  return record(history, actor, now, {
    kind: compareTiers(to, from) > 0 ? 'ticket.escalated' : 'ticket.de-escalated',
    from,
    to,
    ...placementOn(to, { priority: ticket.priority, wanted: needed(ticket) }, now, policy),
    reason,
    note,
    clocks: { tier: tierClock(to, ticket, now, policy) },
  });
}

/** What a ticket is about stays the same on another tier; whose it is and how heavy it is there does not. */
function needed({ needs }: Ticket): Wanted {
  return needs === undefined ? {} : { needs };
}

function isBeyond(from: Tier, to: Tier, up: boolean): boolean {
  return up ? compareTiers(to, from) > 0 : compareTiers(to, from) < 0;
}

function wrongWay(from: Tier | undefined, to: Tier | undefined, up: boolean): Refusal {
  const side = up ? 'above' : 'below';
  const message =
    to === undefined
      ? `no tier is ${side} ${from ?? 'an unrouted ticket'}`
      : `${to} is not ${side} ${from ?? 'an unrouted ticket'}`;
  return refuse(up ? 'not-a-higher-tier' : 'not-a-lower-tier', message);
}
