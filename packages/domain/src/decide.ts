import type { Actor } from './actor.ts';
import { assign } from './assignment.ts';
import type { Command } from './command.ts';
import type { TicketEvent } from './event.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import { calendarIn, type Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { route } from './routing.ts';
import {
  cancelClock,
  CLOCK_NAMES,
  clockTimers,
  pauseClock,
  reopenClock,
  resumeClock,
  type SlaClocks,
  startClock,
  stopClock,
} from './sla-clock.ts';
import { statusOf, type Ticket } from './ticket.ts';
import { compareTiers, tierAbove } from './tier.ts';
import type { Instant } from './time.ts';

/**
 * What a command comes to: the events to record and the ticket that they make, or a refusal. No events means that there
 * is nothing to do (a late duplicate).
 */
export type Decision =
  | { readonly kind: 'decided'; readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | Refusal;

/** Promises that were due are recorded by whoever looks first, under this name. */
const CLOCKWORK: Actor = { kind: 'system', name: 'sla' };

interface Step<C> {
  readonly history: History;
  readonly command: C;
  readonly now: Instant;
  readonly policy: Policy;
}

/**
 * Decides a command. Pure: the same arguments give the same decision.
 * Warnings and breaches that fell due until `now` are recorded first, so that the history is in order and exact however
 * late a timer fires.
 */
export function decide(ticket: Ticket, command: Command, now: Instant, policy: Policy): Decision {
  const history = settle({ ticket, events: [] }, now);
  const outcome = act({ history, command, now, policy });
  return 'events' in outcome ? { kind: 'decided', ...outcome } : outcome;
}

function act({ command, ...step }: Step<Command>): History | Refusal {
  switch (command.kind) {
    case 'timer':
      return step.history;
    case 'route':
      return routeTicket({ ...step, command });
    case 'claim':
      return claim({ ...step, command });
    case 'reply':
      return reply({ ...step, command });
    case 'escalate':
      return escalate({ ...step, command });
    case 'solve':
      return solve({ ...step, command });
  }
}

/** Records what fell due, in the order in which it did. */
function settle(history: History, now: Instant): History {
  const timer = clockTimers(history.ticket.clocks).find(({ at }) => at <= now);
  if (timer === undefined) return history;
  const kind = timer.kind === 'warning' ? 'sla.warned' : 'sla.breached';
  return settle(record(history, CLOCKWORK, now, { kind, clock: timer.clock, dueAt: timer.at }), now);
}

function routeTicket({ history, command, now, policy }: Step<Extract<Command, { kind: 'route' }>>): History {
  if (history.ticket.state.kind !== 'new') return history;
  const { tier, rule } = route(history.ticket, policy.routing);
  const clocks = { tier: tierClock(tier, now, policy) };
  return record(history, command.by, now, {
    kind: 'ticket.routed',
    tier,
    rule,
    clocks,
    policyVersion: policy.version,
  });
}

function claim({
  history,
  command,
  now,
  policy,
}: Step<Extract<Command, { kind: 'claim' }>>): History | Refusal {
  const agent = policy.agents.get(command.agentId);
  if (agent === undefined) return refuse('unknown-agent', `no agent ${command.agentId} in the policy`);
  if (history.ticket.state.kind !== 'waiting') return illegal(history.ticket, 'claimed');
  const slots = assign(history.ticket, agent, command.occupied);
  if ('kind' in slots) return slots;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.claimed',
    holder: agent.id,
    slots,
  });
}

function reply({
  history,
  command,
  now,
  policy,
}: Step<Extract<Command, { kind: 'reply' }>>): History | Refusal {
  const { author, body } = command;
  switch (author.kind) {
    case 'requester': {
      const said = say(history, author, now, { visibility: 'public', body, clocks: {} });
      const kind = history.ticket.state.kind;
      if (kind === 'pending')
        return record(said, author, now, {
          kind: 'ticket.resumed',
          clocks: each(said.ticket, now, policy, resumeClock),
        });
      return kind === 'solved' ? reopen(said, author, now, policy) : said;
    }
    case 'engineer':
    case 'system':
      if (command.visibility === 'public')
        return refuse('support-is-the-contact', 'only support writes to the customer; add an internal note');
      return say(history, author, now, { visibility: 'internal', body, clocks: {} });
    case 'agent': {
      if (!policy.agents.has(author.id))
        return refuse('unknown-agent', `no agent ${author.id} in the policy`);
      if (command.visibility === 'internal')
        return say(history, author, now, { visibility: 'internal', body, clocks: {} });
      const refusal = notInHandsOf(history.ticket, author.id, 'answered');
      if (refusal !== undefined) return refusal;
      const said = answer(history, author, now, policy, body);
      return command.ask
        ? record(said, author, now, {
            kind: 'ticket.pended',
            clocks: each(said.ticket, now, policy, pauseClock),
          })
        : said;
    }
  }
}

/** The customer's promise runs on with what was spent; the tier's target is fresh, as it is for every stay. */
function reopen(history: History, actor: Actor, now: Instant, policy: Policy): History {
  const { clocks, tier } = history.ticket;
  const resolution =
    clocks.resolution && reopenClock(clocks.resolution, calendarIn(policy, clocks.resolution.calendar), now);
  return record(history, actor, now, {
    kind: 'ticket.reopened',
    clocks: { ...(resolution && { resolution }), ...(tier && { tier: tierClock(tier, now, policy) }) },
  });
}

function escalate({
  history,
  command,
  now,
  policy,
}: Step<Extract<Command, { kind: 'escalate' }>>): History | Refusal {
  const { ticket } = history;
  const refusal = notInHandsOf(ticket, command.agentId, 'escalated');
  if (refusal !== undefined) return refusal;
  const from = ticket.tier;
  const to = command.to ?? (from && tierAbove(from));
  if (from === undefined || to === undefined)
    return refuse('not-a-higher-tier', `no tier is above ${from ?? 'an unrouted ticket'}`);
  if (compareTiers(to, from) <= 0) return refuse('not-a-higher-tier', `${to} is not above ${from}`);
  if (ticket.escalations >= policy.maxEscalations) {
    return refuse(
      'escalation-limit',
      `the ticket was escalated ${ticket.escalations} times, the policy allows ${policy.maxEscalations}`,
    );
  }
  const clocks = { tier: tierClock(to, now, policy) };
  return record(history, { kind: 'agent', id: command.agentId }, now, {
    kind: 'ticket.escalated',
    from,
    to,
    note: command.note,
    clocks,
  });
}

function solve({
  history,
  command,
  now,
  policy,
}: Step<Extract<Command, { kind: 'solve' }>>): History | Refusal {
  const refusal = notInHandsOf(history.ticket, command.agentId, 'solved');
  if (refusal !== undefined) return refusal;
  const actor: Actor = { kind: 'agent', id: command.agentId };
  const said = command.answer === undefined ? history : answer(history, actor, now, policy, command.answer);
  const { firstResponse, ...rest } = said.ticket.clocks;
  const clocks = {
    ...each({ clocks: rest }, now, policy, stopClock),
    // Solving is no answer: a first response that nobody gave is neither met nor missed, its promise just ends.
    ...(firstResponse && {
      firstResponse: cancelClock(firstResponse, calendarIn(policy, firstResponse.calendar), now),
    }),
  };
  return record(said, actor, now, { kind: 'ticket.solved', clocks });
}

/** A public message of support: the first one keeps the promise of a first response. */
function answer(history: History, actor: Actor, now: Instant, policy: Policy, body: string): History {
  const clock = history.ticket.clocks.firstResponse;
  const clocks =
    clock === undefined ? {} : { firstResponse: stopClock(clock, calendarIn(policy, clock.calendar), now) };
  return say(history, actor, now, { visibility: 'public', body, clocks });
}

function say(
  history: History,
  actor: Actor,
  now: Instant,
  message: { visibility: 'public' | 'internal'; body: string; clocks: SlaClocks },
): History {
  return record(history, actor, now, { kind: 'message.added', ...message });
}

function tierClock(tier: keyof Policy['tierTargets'], now: Instant, policy: Policy) {
  const promise = policy.tierTargets[tier];
  return startClock(promise, calendarIn(policy, promise.calendar), now);
}

/** The clocks after the same step on each. */
function each(
  { clocks }: Pick<Ticket, 'clocks'>,
  now: Instant,
  policy: Policy,
  step: typeof pauseClock,
): SlaClocks {
  return CLOCK_NAMES.reduce<SlaClocks>((changed, name) => {
    const clock = clocks[name];
    return clock === undefined
      ? changed
      : { ...changed, [name]: step(clock, calendarIn(policy, clock.calendar), now) };
  }, {});
}

function notInHandsOf(ticket: Ticket, agent: AgentId, done: string): Refusal | undefined {
  if (ticket.state.kind !== 'working') return illegal(ticket, done);
  if (ticket.state.holder !== agent) return refuse('not-holder', `${agent} does not hold this ticket`);
  return undefined;
}

function illegal(ticket: Ticket, done: string): Refusal {
  const where = ticket.state.kind === 'waiting' ? 'waiting in its queue' : statusOf(ticket.state);
  return refuse('illegal-transition', `a ticket that is ${where} cannot be ${done}`);
}
