import { nextDue } from './due.ts';
import { engineeringAfter, havingHeard } from './engineering.ts';
import { type EngineeringEvent, isOfEngineering, type TicketEvent } from './event.ts';
import { isRelationEvent, related, type RelationEvent } from './evolve-relations.ts';
import type { AgentId } from './ids.ts';
import { laneOf } from './lane.ts';
import type { Placement } from './placement.ts';
import { rankOf } from './rank.ts';
import type { SlaClock, SlaClocks } from './sla-clock.ts';
import { updated } from './ticket-update.ts';
import { statusOf, type Ticket, type TicketState, type TierStay } from './ticket.ts';
import { type Instant, millis } from './time.ts';

type Opened = Extract<TicketEvent, { kind: 'ticket.opened' }>;
type Routed = Extract<TicketEvent, { kind: 'ticket.routed' }>;

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
    ...(event.fields !== undefined && { fields: event.fields }),
    ...(event.followUpOf !== undefined && { followUpOf: event.followUpOf }),
    openedAt: event.at,
    state: { kind: 'new', since: event.at },
    clocks: event.clocks,
    stays: [],
    escalations: 0,
    moves: 0,
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
  const after = isRelationEvent(event) ? related(ticket, event) : changed(ticket, event);
  return withDerived({
    ...inCustomState(ticket, after, event),
    stays: staysEnded(ticket, after, event.at),
    seq: event.seq,
  });
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

function changed(ticket: Ticket, event: Exclude<TicketEvent, RelationEvent>): Ticket {
  const at = event.at;
  if (isOfEngineering(event)) return withEngineering(ticket, event);
  switch (event.kind) {
    case 'ticket.opened':
      return firstState(event);
    case 'ticket.routed':
      return routed(ticket, event);
    case 'ticket.claimed':
      return { ...ticket, state: { kind: 'working', since: at, holder: event.holder, slots: event.slots } };
    case 'ticket.shared':
      return { ...ticket, sharedWith: event.sharedWith };
    case 'ticket.taken-back':
      return { ...ticket, state: { kind: 'waiting', since: at }, stays: worked(ticket, at) };
    case 'message.added':
      return withMessage(ticket, event);
    case 'ticket.updated':
      return {
        ...updated(ticket, event.changes),
        ...(event.headStart !== undefined && { headStart: event.headStart }),
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.pended':
      return {
        ...ticket,
        state: released(ticket.state, (preferred) => ({ kind: 'pending', since: at, preferred })),
        stays: worked(ticket, at),
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.held': {
      const { waitsFor } = event;
      return {
        ...ticket,
        state: released(ticket.state, (preferred) => ({ kind: 'on-hold', since: at, preferred, waitsFor })),
        stays: worked(ticket, at),
        clocks: merged(ticket.clocks, event.clocks),
      };
    }
    case 'ticket.resumed':
      return {
        ...ticket,
        state: waitingAgain(ticket.state, at),
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.escalated':
    case 'ticket.de-escalated':
      return {
        ...placed(ticket, event),
        tier: event.to,
        state: { kind: 'waiting', since: at },
        stays: [...left(worked(ticket, at), at), { tier: event.to, enteredAt: at, worked: millis(0) }],
        escalations: ticket.escalations + (event.kind === 'ticket.escalated' ? 1 : 0),
        moves: ticket.moves + 1,
        clocks: merged(ticket.clocks, event.clocks),
      };
    case 'ticket.solved': {
      const { closeAt } = event;
      return {
        ...ticket,
        state: released(ticket.state, (by) => ({ kind: 'solved', since: at, by, closeAt })),
        stays: left(worked(ticket, at), at),
        solvedAt: at,
        clocks: merged(ticket.clocks, event.clocks),
      };
    }
    case 'ticket.closed':
      return {
        ...ticket,
        state:
          ticket.state.kind === 'solved' ? { kind: 'closed', since: at, by: ticket.state.by } : ticket.state,
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

/** A ticket that comes into another category is in the state that the event names, or in the category's own. */
function inCustomState(before: Ticket, after: Ticket, event: TicketEvent): Ticket {
  if (statusOf(after.state) === statusOf(before.state)) return after;
  const { customState: _, ...rest } = after;
  return 'as' in event && event.as !== undefined ? { ...rest, customState: event.as } : rest;
}

/** The first public message of an agent is the first response. */
function withMessage(ticket: Ticket, event: Extract<TicketEvent, { kind: 'message.added' }>): Ticket {
  const responds =
    event.visibility === 'public' && event.actor.kind === 'agent' && ticket.firstRespondedAt === undefined;
  return {
    ...ticket,
    messages: ticket.messages + 1,
    clocks: merged(ticket.clocks, event.clocks),
    ...(responds && { firstRespondedAt: event.at }),
    ...(event.comment !== undefined &&
      ticket.engineering && { engineering: havingHeard(ticket.engineering, event.comment) }),
  };
}

function withEngineering(ticket: Ticket, event: EngineeringEvent): Ticket {
  const engineering = engineeringAfter(ticket.engineering, event, event);
  return {
    ...ticket,
    messages: ticket.messages + (event.kind === 'engineering.commented' ? 1 : 0),
    ...(engineering && { engineering }),
  };
}

/** On its first tier, with what the rule changed. */
function routed(ticket: Ticket, event: Routed): Ticket {
  return {
    ...placed(ticket, event),
    tier: event.tier,
    routing: traceOf(event),
    ...(event.priority !== undefined && { priority: event.priority }),
    ...(event.headStart !== undefined && { headStart: event.headStart }),
    ...(event.tags !== undefined && { tags: event.tags }),
    state: { kind: 'waiting', since: event.at },
    stays: [{ tier: event.tier, enteredAt: event.at, worked: millis(0) }],
    clocks: merged(ticket.clocks, event.clocks),
  };
}

function traceOf(event: Routed): NonNullable<Ticket['routing']> {
  const { rule, policyVersion, by, model, confidence, alternatives } = event;
  return {
    rule,
    policyVersion,
    ...(by !== undefined && { by }),
    ...(model !== undefined && { model }),
    ...(confidence !== undefined && { confidence }),
    ...(alternatives !== undefined && { alternatives }),
  };
}

/** The ticket in another place, and no longer in the one before. */
function placed(ticket: Ticket, { team, sharedWith, needs, effort }: Placement): Ticket {
  const { team: _team, sharedWith: _sharedWith, needs: _needs, effort: _effort, ...rest } = ticket;
  return {
    ...rest,
    ...(team !== undefined && { team }),
    ...(sharedWith !== undefined && { sharedWith }),
    ...(needs !== undefined && { needs }),
    ...(effort !== undefined && { effort }),
  };
}

/** Lane, rank and next timer follow from the rest, here and nowhere else. */
function withDerived(ticket: Ticket): Ticket {
  const { lane: _lane, rank: _rank, nextTimer: _timer, ...rest } = ticket;
  const due = nextDue(rest);
  return {
    ...rest,
    ...(rest.state.kind === 'waiting' && {
      lane: laneOf(rest),
      rank: rankOf(rest.clocks, rest.headStart, rest.state.since),
    }),
    ...(due !== undefined && { nextTimer: due.at }),
  };
}

/** Out of the holder's hands, into the state that `into` makes with the holder. */
function released(state: TicketState, into: (holder: AgentId) => TicketState): TicketState {
  return state.kind === 'working' ? into(state.holder) : state;
}

/** Back in the queue, with the agent who knows the ticket preferred. */
function waitingAgain(state: TicketState, at: Instant): TicketState {
  switch (state.kind) {
    case 'pending':
    case 'on-hold':
      return { kind: 'waiting', since: at, preferred: state.preferred };
    case 'solved':
    case 'closed':
      return { kind: 'waiting', since: at, preferred: state.by };
    case 'new':
    case 'waiting':
    case 'working':
      return state;
  }
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

/** A ticket that another goes on for leaves its tier, unless it was solved and has left it. */
function staysEnded(before: Ticket, after: Ticket, at: Instant): readonly TierStay[] {
  const ends = after.mergedInto !== before.mergedInto && before.state.kind !== 'solved';
  return ends ? left(worked(before, at), at) : after.stays;
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
