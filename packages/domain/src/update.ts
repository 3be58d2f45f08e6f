import { stateIn } from './custom-state.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { agentIn, illegal, type Step } from './step.ts';
import { promisedAnew } from './ticket-clocks.ts';
import { updated, updateOf } from './ticket-update.ts';
import { statusOf, type Ticket } from './ticket.ts';

const MOST_TAGS = 100;

/**
 * An agent corrects what a ticket says of itself. Another priority gives the customer other promises, on which what was
 * spent counts; the tier's own target stays. A solved ticket keeps its priority: its promises are kept or missed already.
 */
export function update({ history, command, now, policy }: Step<'update'>): History | Refusal {
  const { ticket } = history;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.state.kind === 'closed') return illegal(ticket, 'updated');
  const changes = updateOf(ticket, command.changes);
  if (changes === undefined) return history;
  if (changes.priority !== undefined && ticket.state.kind === 'solved')
    return illegal(ticket, 'given another priority');
  if ((changes.tags?.to.length ?? 0) > MOST_TAGS)
    return refuse('too-many-tags', `a ticket has ${MOST_TAGS} tags at most`);
  const elsewhere = changes.state?.to === undefined ? undefined : notHere(ticket, changes.state.to, policy);
  if (elsewhere !== undefined) return elsewhere;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.updated',
    changes,
    ...(changes.priority && { headStart: policy.priorities[changes.priority.to].headStart }),
    // What is promised may depend on anything that a ticket says of itself.
    clocks: promisedAnew(updated(ticket, changes), 'play', now, policy),
  });
}

/** Why the ticket cannot go into that state of its category, if so: whom it waits for stays as it is. */
function notHere({ state }: Ticket, name: string, policy: Policy): Refusal | undefined {
  const found = stateIn(policy, statusOf(state), name);
  if ('code' in found) return found;
  return state.kind === 'on-hold' && found.category === 'on-hold' && found.waitsFor !== state.waitsFor
    ? refuse('unknown-state', `${name} waits for ${found.waitsFor}, the ticket for ${state.waitsFor}`)
    : undefined;
}
