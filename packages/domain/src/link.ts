import { type History, record } from './history.ts';
import type { TicketId } from './ids.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type LinkKind, MOST_RELATIONS } from './relation.ts';
import { agentIn, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';

/** One side of a link: the other ticket gets the inverse. A link that is there already changes nothing. */
export function link({ history, command, now, policy }: Step<'link'>): History | Refusal {
  const { agentId, to, link: kind } = command;
  const refusal = notRelatable(history.ticket, to);
  if (refusal !== undefined) return refusal;
  const agent = agentIn(policy, agentId, now);
  if ('kind' in agent) return agent;
  if (isLinked(history.ticket, to, kind)) return history;
  if ((history.ticket.links?.length ?? 0) >= MOST_RELATIONS) return full(history.ticket);
  return record(history, { kind: 'agent', id: agent.id }, now, { kind: 'ticket.linked', to, link: kind });
}

/** Takes one side of a link away; one that is not there changes nothing. */
export function unlink({ history, command, now, policy }: Step<'unlink'>): History | Refusal {
  const { agentId, to, link: kind } = command;
  const agent = agentIn(policy, agentId, now);
  if ('kind' in agent) return agent;
  if (!isLinked(history.ticket, to, kind)) return history;
  return record(history, { kind: 'agent', id: agent.id }, now, { kind: 'ticket.unlinked', to, link: kind });
}

/** Why two tickets cannot be related, if so: they are one. */
export function notRelatable({ id }: Ticket, to: TicketId): Refusal | undefined {
  return id === to ? refuse('same-ticket', 'a ticket has no relation to itself') : undefined;
}

function isLinked({ links }: Ticket, to: TicketId, kind: LinkKind): boolean {
  return links?.some((one) => one.to === to && one.kind === kind) ?? false;
}

export function full({ id }: Ticket): Refusal {
  return refuse('relation-limit', `${id} has ${MOST_RELATIONS} of ${MOST_RELATIONS} relations`);
}
