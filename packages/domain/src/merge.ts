import { type History, record } from './history.ts';
import { full, notRelatable } from './link.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { MOST_RELATIONS } from './relation.ts';
import { settle } from './settle.ts';
import { cancelClock, cycleAfter, isOwed, pauseClock, resumeClock, type SlaClocks } from './sla-clock.ts';
import { agentIn, illegal, type Step } from './step.ts';
import { allStepped, dueIfRunning, stepped } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** The customer's promises, which go on in the ticket that another was merged into; a tier's target does not. */
const CUSTOMERS_PROMISES = ['firstResponse', 'nextResponse', 'update', 'resolution'] as const;

/**
 * The source's side: it is closed for good, in nobody's hands, and its promises are cancelled: neither met nor missed
 * here, for they go on in the target. What fell due before is recorded first, so a merge hides no breach.
 */
export function merge({ history, command, now, policy }: Step<'merge'>): History | Refusal {
  const { ticket } = history;
  const { agentId, into } = command;
  const refusal = notRelatable(ticket, into) ?? isMerged(ticket);
  if (refusal !== undefined) return refusal;
  if (ticket.incident !== undefined)
    return refuse('is-incident', 'an incident is not merged; attach tickets to it');
  const agent = agentIn(policy, agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.state.kind === 'closed') return illegal(ticket, 'merged');
  if (ticket.state.kind === 'working' && ticket.state.holder !== agentId)
    return refuse('not-holder', `${agentId} does not hold this ticket`);
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.merged',
    into,
    by: agent.id,
    clocks: allStepped(ticket.clocks, cancelClock, now, policy),
  });
}

/**
 * The target's side: it takes over the source's customers and, of each of the customer's promises that both still owe,
 * the one that is due sooner. Merging an older ticket into a newer one buys no time.
 */
export function absorb({ history, command, now, policy }: Step<'absorb'>): History | Refusal {
  const { ticket } = history;
  const refusal = notRelatable(ticket, command.merged.id) ?? isMerged(ticket);
  if (refusal !== undefined) return refusal;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.state.kind === 'solved' || ticket.state.kind === 'closed') return illegal(ticket, 'merged into');
  const merged = [command.merged.id, ...(command.merged.merged ?? [])];
  if ((ticket.merged?.length ?? 0) + merged.length > MOST_RELATIONS) return full(ticket);
  // As of now: what fell due on it is recorded there, and not once more here.
  const source = settle({ ticket: command.merged, events: [] }, now, policy).ticket;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.absorbed',
    from: source.id,
    merged,
    participants: [...new Set([source.requester, ...(source.participants ?? [])])].filter(
      (person) => person !== ticket.requester && !ticket.participants?.includes(person),
    ),
    clocks: sooner(ticket.clocks, source, now, policy),
  });
}

/** Why nothing more can be done to a ticket, if so: another goes on in its place. */
export function isMerged({ mergedInto }: Ticket): Refusal | undefined {
  return mergedInto === undefined
    ? undefined
    : refuse('merged', `the ticket was merged into ${mergedInto}; go on there`);
}

/**
 * Theirs where they are due sooner than ours, running or paused as ours are. An answer that they still owe is owed here as
 * well, where no other is. What is taken over counts as one more time that the promise begins, so its steps are its own.
 */
function sooner(ours: SlaClocks, source: Ticket, now: Instant, policy: Policy): SlaClocks {
  const theirs = source.clocks;
  return CUSTOMERS_PROMISES.reduce<SlaClocks>((taken, name) => {
    const [our, their] = [ours[name], theirs[name]];
    if (their === undefined || their.state === 'stopped') return taken;
    if (our === undefined || our.state === 'stopped') {
      if (name !== 'nextResponse' || isOwed(ours.firstResponse)) return taken;
    } else if (dueIfRunning(their, now, policy) >= dueIfRunning(our, now, policy)) return taken;
    const as = our?.state === 'paused' ? pauseClock : resumeClock;
    const { cycle: _cycle, earlier: _earlier, ...clock } = stepped(their, as, now, policy);
    const { takenFrom = source.id } = their;
    return { ...taken, [name]: { ...clock, takenFrom, ...(our && cycleAfter(our)) } };
  }, {});
}
