import type { Actor } from './actor.ts';
import { notOnTierOf } from './assignment.ts';
import { type History, record } from './history.ts';
import { backInQueue, putOnHold } from './hold.ts';
import type { AgentId } from './ids.ts';
import { notRelatable } from './link.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { IncidentUpdate } from './relation.ts';
import { answer } from './reply.ts';
import { closeCase } from './solution.ts';
import { agentIn, illegal, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** A ticket becomes the incident that others are attached to. One that is one already stays as it is. */
export function declareIncident({
  history,
  command,
  now,
  policy,
}: Step<'declare-incident'>): History | Refusal {
  const { ticket } = history;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.incident !== undefined) return history;
  if (ticket.attached !== undefined)
    return refuse('attached', `the ticket is attached to the incident ${ticket.attached.to}`);
  if (isOver(ticket)) return illegal(ticket, 'declared an incident');
  return record(history, { kind: 'agent', id: agent.id }, now, { kind: 'incident.declared' });
}

/**
 * A ticket is attached to an incident, of which it hears from then on. With `wait` it leaves its queue, or the agent's
 * hands, and waits on hold for the incident; one that is not routed yet does not wait.
 */
export function attach({ history, command, now, policy }: Step<'attach'>): History | Refusal {
  const { ticket } = history;
  const { agentId, incident, wait } = command;
  const same = notRelatable(ticket, incident.id);
  if (same !== undefined) return same;
  const agent = agentIn(policy, agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.attached?.to === incident.id) return history;
  const refusal = notAttachable(ticket, incident, agentId);
  if (refusal !== undefined) return refusal;
  const actor: Actor = { kind: 'agent', id: agentId };
  const attached = record(history, actor, now, {
    kind: 'incident.attached',
    incident: incident.id,
    from: incident.incident?.lastUpdate ?? 0,
  });
  const { state } = ticket;
  if (!wait || state.kind === 'new' || state.kind === 'on-hold') return attached;
  const preferred = state.kind === 'waiting' || state.kind === 'pending' ? state.preferred : undefined;
  return putOnHold(attached, actor, now, policy, { waitsFor: 'incident', preferred: preferred ?? agentId });
}

/** A ticket hears of its incident no longer; where it waited for that, it goes back into its queue. */
export function detach({ history, command, now, policy }: Step<'detach'>): History | Refusal {
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  const { attached } = history.ticket;
  if (attached === undefined) return history;
  const actor: Actor = { kind: 'agent', id: agent.id };
  const gone = record(history, actor, now, { kind: 'incident.detached', incident: attached.to });
  return waitsForIncident(gone.ticket) ? backInQueue(gone, actor, now, policy) : gone;
}

/**
 * An update to all attached tickets: by who holds the incident or, while nobody does, an agent of its tier. It is
 * recorded here; each attached ticket gets it by `reach`.
 */
export function updateAttached({
  history,
  command,
  now,
  policy,
}: Step<'update-attached'>): History | Refusal {
  const { ticket } = history;
  const { agentId, effect, message } = command;
  const agent = agentIn(policy, agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.incident === undefined) return refuse('not-an-incident', `${ticket.id} is no incident`);
  if (ticket.state.kind === 'closed') return illegal(ticket, 'updated as an incident');
  if (ticket.state.kind === 'working') {
    if (ticket.state.holder !== agentId) return refuse('not-holder', `${agentId} does not hold this ticket`);
  } else {
    const elsewhere = notOnTierOf(agent, ticket, now);
    if (elsewhere !== undefined) return elsewhere;
  }
  return record(history, { kind: 'agent', id: agentId }, now, {
    kind: 'incident.updated',
    effect,
    ...(message && { message }),
  });
}

/** All attached tickets have an incident's updates up to a number. */
export function spread({ history, command, now }: Step<'incident-spread'>): History {
  const { incident } = history.ticket;
  if (incident === undefined || incident.spread >= command.upTo) return history;
  return record(history, command.by, now, { kind: 'incident.spread', upTo: command.upTo });
}

/**
 * An attached ticket gets the updates of its incident that it has not got, each once: which it has is part of the ticket,
 * written together with what they did to it. One that is solved or closed is told nothing any more.
 */
export function reach({ history, command, now, policy }: Step<'reach'>): History {
  const { attached, state } = history.ticket;
  const { incident, updates, upTo, by } = command;
  // One that is not routed yet gets it then: a ticket on no tier could not be re-opened.
  if (attached?.to !== incident || attached.reached >= upTo || state.kind === 'new') return history;
  const missed = updates.filter(({ seq }) => seq > Math.max(attached.from, attached.reached));
  const told = missed.reduce((so, update) => apply(so, update, now, policy), history);
  return record(told, by, now, { kind: 'incident.reached', upTo });
}

function apply(history: History, update: IncidentUpdate, now: Instant, policy: Policy): History {
  if (isOver(history.ticket)) return history;
  const { message, effect } = update;
  const by: Actor = { kind: 'agent', id: update.by };
  const said =
    message === undefined
      ? history
      : message.visibility === 'public'
        ? answer(history, by, now, policy, { body: message.body, as: 'incident-update' })
        : record(history, by, now, { kind: 'message.added', ...message, clocks: {} });
  if (effect === 'solve') return closeCase(said, update.by, now, policy, { by: update.by });
  return effect === 'release' && waitsForIncident(said.ticket) ? backInQueue(said, by, now, policy) : said;
}

function notAttachable(ticket: Ticket, incident: Ticket, agentId: AgentId): Refusal | undefined {
  if (incident.incident === undefined) return refuse('not-an-incident', `${incident.id} is no incident`);
  if (isOver(incident)) return illegal(incident, 'attached to');
  if (ticket.incident !== undefined) return refuse('is-incident', 'the ticket is an incident itself');
  if (ticket.attached !== undefined)
    return refuse(
      'attached',
      `the ticket is attached to the incident ${ticket.attached.to}; detach it first`,
    );
  if (isOver(ticket)) return illegal(ticket, 'attached');
  if (ticket.state.kind === 'working' && ticket.state.holder !== agentId)
    return refuse('not-holder', `${agentId} does not hold this ticket`);
  return undefined;
}

function isOver({ state }: Ticket): boolean {
  return state.kind === 'solved' || state.kind === 'closed';
}

function waitsForIncident({ state }: Ticket): boolean {
  return state.kind === 'on-hold' && state.waitsFor === 'incident';
}
