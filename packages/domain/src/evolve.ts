import type { TicketEvent } from './event.ts';
import { rankOf } from './rank.ts';
import { clockTimers, type SlaClock, type SlaClocks } from './sla-clock.ts';
import type { Ticket, TicketState, TierStay } from './ticket.ts';
import { type Instant, millis } from './time.ts';

type Opened = Extract<TicketEvent, { kind: 'ticket.opened' }>;

/** The ticket that its first event makes. */
export function firstState(event: Opened): Ticket {
  return withDerived({
    id: event.ticketId,
    seq: event.seq,
    subject: event.subject,
    description: event.description,
    requester: event.requester,
    channel: event.channel,
    priority: event.priority,
    ...(event.plan !== undefined && { plan: event.plan }),
    tags: event.tags,
    openedAt: event.at,
    state: { kind: 'new', since: event.at },
    clocks: event.clocks,
    stays: [],
    escalations: 0,
    reopens: 0,
    messages: 0,
    headStart: event.headStart,
  });
}

/**
 * What one more event makes of a ticket. Pure and total: it refuses nothing, what may happen is `decide`'s business.
 * Parts that the event leaves alone are the same objects in the result.
 */
export function evolve(ticket: Ticket, event: TicketEvent): Ticket {
  return withDerived({ ...changed(ticket, event), seq: event.seq });
}

/**
 * Folds a ticket's whole history, in order.
 * Throws RangeError when it does not begin with `ticket.opened` or has a gap: such a history is not a ticket's.
 */
export function replay(events: readonly TicketEvent[]): Ticket {
  const [first, ...rest] = events;
  if (first?.kind !== 'ticket.opened' || first.seq !== 1)
    throw new RangeError('a history begins with ticket.opened');
  return rest.reduce((ticket, event) => {
    if (event.seq !== ticket.seq + 1)
      throw new RangeError(`event ${event.seq} of ${event.ticketId} follows ${ticket.seq}`);
    return evolve(ticket, event);
  }, firstState(first));
}

function changed(ticket: Ticket, event: TicketEvent): Ticket {
  const at = event.at;
  switch (event.kind) {
    case 'ticket.opened':
      return firstState(event);
    case 'ticket.routed':
      return {
        ...ticket,
        tier: event.tier,
        routing: { rule: event.rule, policyVersion: event.policyVersion },
        state: { kind: 'waiting', since: at },
        stays: [{ tier: event.tier, enteredAt: at, worked: millis(0) }],
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.claimed':
      return { ...ticket, state: { kind: 'working', since: at, holder: event.holder, slots: event.slots } };
    case 'message.added': {
      const answers =
        event.visibility === 'public' &&
        event.actor.kind === 'agent' &&
        ticket.firstRespondedAt === undefined;
      return {
        ...ticket,
        messages: ticket.messages + 1,
        clocks: merged(ticket.clocks, event.clocks),
        ...(answers && { firstRespondedAt: at }),
      };
    }
    case 'ticket.pended':
      return {
        ...ticket,
        state:
          ticket.state.kind === 'working'
            ? { kind: 'pending', since: at, preferred: ticket.state.holder }
            : ticket.state,
        stays: worked(ticket, at),
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.resumed':
      return {
        ...ticket,
        state: waitingAgain(ticket.state, at),
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.escalated':
      return {
        ...ticket,
        tier: event.to,
        state: { kind: 'waiting', since: at },
        stays: [...left(worked(ticket, at), at), { tier: event.to, enteredAt: at, worked: millis(0) }],
        escalations: ticket.escalations + 1,
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.solved':
      return {
        ...ticket,
        state:
          ticket.state.kind === 'working'
            ? { kind: 'solved', since: at, by: ticket.state.holder }
            : ticket.state,
        stays: left(worked(ticket, at), at),
        solvedAt: at,
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.reopened': {
      const { solvedAt: _, ...open } = ticket;
      return {
        ...open,
        state: waitingAgain(ticket.state, at),
        stays:
          ticket.tier === undefined
            ? ticket.stays
            : [...ticket.stays, { tier: ticket.tier, enteredAt: at, worked: millis(0) }],
        reopens: ticket.reopens + 1,
        clocks: merged(ticket.clocks, event.clocks),
      };
    }
    case 'sla.warned':
      return { ...ticket, clocks: marked(ticket.clocks, event.clock, { warnedAt: at }) };
    case 'sla.breached':
      return { ...ticket, clocks: marked(ticket.clocks, event.clock, { breachedAt: at }) };
  }
}

/** Rank and next timer follow from the rest, here and nowhere else. */
function withDerived(ticket: Ticket): Ticket {
  const { rank: _rank, nextTimer: _timer, ...rest } = ticket;
  const timer = clockTimers(rest.clocks)[0];
  return {
    ...rest,
    ...(rest.state.kind === 'waiting' && { rank: rankOf(rest.clocks, rest.headStart, rest.state.since) }),
    ...(timer !== undefined && { nextTimer: timer.at }),
  };
}

/** Back in the queue, with the agent who knows the ticket preferred. */
function waitingAgain(state: TicketState, at: Instant): TicketState {
  if (state.kind === 'pending') return { kind: 'waiting', since: at, preferred: state.preferred };
  if (state.kind === 'solved') return { kind: 'waiting', since: at, preferred: state.by };
  return state;
}

/** The stays with the time in hand, until `at`, added to the present one. */
function worked(ticket: Ticket, at: Instant): readonly TierStay[] {
  const present = ticket.stays.at(-1);
  if (ticket.state.kind !== 'working' || present === undefined) return ticket.stays;
  return [
    ...ticket.stays.slice(0, -1),
    { ...present, worked: millis(present.worked + at - ticket.state.since) },
  ];
}

/** The stays with the present one ended. */
function left(stays: readonly TierStay[], at: Instant): readonly TierStay[] {
  const present = stays.at(-1);
  return present === undefined ? stays : [...stays.slice(0, -1), { ...present, leftAt: at }];
}

function merged(clocks: SlaClocks, changes: SlaClocks): SlaClocks {
  return Object.keys(changes).length === 0 ? clocks : { ...clocks, ...changes };
}

function marked(
  clocks: SlaClocks,
  name: keyof SlaClocks,
  mark: Pick<SlaClock, 'warnedAt' | 'breachedAt'>,
): SlaClocks {
  const clock = clocks[name];
  return clock === undefined ? clocks : { ...clocks, [name]: { ...clock, ...mark } };
}
