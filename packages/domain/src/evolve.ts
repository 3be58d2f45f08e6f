import { nextDue } from './due.ts';
import { engineeringAfter, havingHeard } from './engineering.ts';
import { type EngineeringEvent, isOfEngineering, type TicketEvent, type TicketEventKind } from './event.ts';
import { passedOn, unmarked } from './evolve-hands.ts';
import { isRelationEvent, related, type RelationEvent } from './evolve-relations.ts';
import type { AgentId } from './ids.ts';
import { laneOf } from './lane.ts';
import type { Placement } from './placement.ts';
import { rankOf } from './rank.ts';
import type { SlaClock, SlaClocks } from './sla-clock.ts';
import { staysAfter } from './stay.ts';
import { updated } from './ticket-update.ts';
import { statusOf, type Ticket, type TicketState } from './ticket.ts';
import type { Instant } from './time.ts';

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
    ...(event.organisation !== undefined && { organisation: event.organisation }),
    channel: event.channel,
    priority: event.priority,
    ...(event.plan !== undefined && { plan: event.plan }),
    tags: event.tags,
    ...(event.fields !== undefined && { fields: event.fields }),
    ...(event.followUpOf !== undefined && { followUpOf: event.followUpOf }),
    ...(event.splitFrom !== undefined && {
      splitFrom: event.splitFrom,
      links: [{ to: event.splitFrom.ticket, kind: 'split-from' }],
    }),
    openedAt: event.at,
    state: { kind: 'new', since: event.at },
    clocks: event.clocks,
    stays: [],
    escalations: 0,
    moves: 0,
    reassignments: 0,
    bounces: 0,
    help: [],
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
  const named = inCustomState(ticket, after, event);
  return withDerived({ ...named, stays: staysAfter(ticket, named, event), seq: event.seq });
}

/**
 * Folds a ticket's whole history, in order.
 * Throws RangeError when it does not begin with `ticket.opened` or has a gap: such a history is not a ticket's.
 */
export function replay(events: readonly TicketEvent[]): Ticket {
  const [first, ...rest] = events;
  if (first?.kind !== 'ticket.opened' || first.seq !== 1)
    throw new RangeError('a history begins with ticket.opened');
  return rest.reduce(evolveNext, firstState(first));
}

/** `evolve` by the next event of a history. Throws RangeError when it is not the next: such a history has a gap. */
export function evolveNext(ticket: Ticket, event: TicketEvent): Ticket {
  if (event.seq !== ticket.seq + 1)
    throw new RangeError(`event ${event.seq} of ${event.ticketId} follows ${ticket.seq}`);
  return evolve(ticket, event);
}

/** Events with a fold of their own here; those of engineering, and of relations, have one for all. */
type Folded = Exclude<TicketEventKind, EngineeringEvent['kind'] | RelationEvent['kind']>;
type Fold<K extends TicketEventKind> = (ticket: Ticket, event: Extract<TicketEvent, { kind: K }>) => Ticket;

function changed(ticket: Ticket, event: Exclude<TicketEvent, RelationEvent>): Ticket {
  if (isOfEngineering(event)) return withEngineering(ticket, event);
  // Each fold takes the event of its kind: the one place where types cannot follow.
  const fold = FOLDS[event.kind] as Fold<Folded>;
  return fold(ticket, event);
}

/** What each event makes of a ticket, its stays, rank and next timer aside: those follow from the rest. */
const FOLDS: { readonly [K in Folded]: Fold<K> } = {
  'ticket.opened': (_, event) => firstState(event),
  'ticket.routed': routed,
  'ticket.claimed': (ticket, { at, holder, slots, contact }) => ({
    ...ticket,
    state: { kind: 'working', since: at, holder, slots },
    ...(contact !== undefined && { contact }),
  }),
  'ticket.shared': (ticket, { sharedWith }) => ({ ...ticket, sharedWith }),
  'ticket.taken-back': (ticket, { at }) => ({ ...ticket, state: { kind: 'waiting', since: at } }),
  'message.added': withMessage,
  'attachment.added': (ticket, { at, actor, file }) => ({
    ...ticket,
    attachments: [...(ticket.attachments ?? []), { ...file, at, by: actor }],
  }),
  'ticket.updated': (ticket, { changes, headStart, clocks }) => ({
    ...updated(ticket, changes),
    ...(headStart !== undefined && { headStart }),
    clocks: merged(ticket.clocks, clocks),
  }),
  'ticket.pended': (ticket, { at, clocks }) => ({
    ...ticket,
    state: released(ticket.state, (preferred) => ({ kind: 'pending', since: at, preferred })),
    clocks: merged(ticket.clocks, clocks),
  }),
  'ticket.held': (ticket, { at, waitsFor, preferred: named, clocks }) => ({
    ...ticket,
    state: released(
      ticket.state,
      (preferred) => ({ kind: 'on-hold', since: at, preferred, waitsFor }),
      named,
    ),
    clocks: merged(ticket.clocks, clocks),
  }),
  'ticket.resumed': (ticket, { at, clocks }) => ({
    ...ticket,
    state: waitingAgain(ticket.state, at),
    clocks: merged(ticket.clocks, clocks),
  }),
  'ticket.escalated': (ticket, event) => ({ ...moved(ticket, event), escalations: ticket.escalations + 1 }),
  'ticket.de-escalated': moved,
  'ticket.bounce-limited': (ticket, { at }) => ({ ...ticket, needsManagerSince: at }),
  'ticket.reassigned': passedOn,
  'ticket.contact-changed': (ticket, { to }) => ({ ...ticket, contact: to }),
  'help.asked': (ticket, { seq, at, actor, tier, to, question }) => {
    if (actor.kind !== 'agent') return ticket;
    const request = { seq, askedAt: at, asker: actor.id, tier, ...(to !== undefined && { to }), question };
    return { ...ticket, help: [...ticket.help, request] };
  },
  'help.answered': withoutRequest,
  'help.withdrawn': withoutRequest,
  'ticket.solved': ({ needsManagerSince: _, ...ticket }, { at, closeAt, by: named, clocks }) => ({
    ...ticket,
    state: released(ticket.state, (by) => ({ kind: 'solved', since: at, by, closeAt }), named),
    solvedAt: at,
    // Nobody needs an answer about a case that is solved.
    help: ticket.help.length === 0 ? ticket.help : [],
    clocks: merged(ticket.clocks, clocks),
  }),
  'ticket.closed': (ticket, { at }) => ({
    ...ticket,
    state: ticket.state.kind === 'solved' ? { kind: 'closed', since: at, by: ticket.state.by } : ticket.state,
  }),
  'ticket.reopened': ({ solvedAt: _, ...ticket }, { at, mistake, clocks }) => ({
    ...ticket,
    state: waitingAgain(ticket.state, at),
    reopens: ticket.reopens + (mistake === true ? 0 : 1),
    clocks: merged(ticket.clocks, clocks),
  }),
  'sla.warned': (ticket, { at, clock }) => ({
    ...ticket,
    clocks: marked(ticket.clocks, clock, { warnedAt: at }),
  }),
  'sla.breached': (ticket, { at, clock }) => ({
    ...ticket,
    clocks: marked(ticket.clocks, clock, { breachedAt: at }),
  }),
  'sla.stepped': (ticket, { clock, step }) => ({
    ...ticket,
    clocks: marked(ticket.clocks, clock, { fired: [...(ticket.clocks[clock]?.fired ?? []), step] }),
  }),
  'sla.recomputed': (ticket, { clocks }) => ({ ...ticket, clocks: merged(ticket.clocks, clocks) }),
};

/** On another tier, in its queue. Where it had been before, that is a bounce. */
function moved(
  ticket: Ticket,
  event: Extract<TicketEvent, { kind: 'ticket.escalated' | 'ticket.de-escalated' }>,
): Ticket {
  const { at, to, clocks } = event;
  return {
    ...placed(unmarked(ticket, event), event),
    tier: to,
    state: { kind: 'waiting', since: at },
    moves: ticket.moves + 1,
    bounces: ticket.bounces + (ticket.stays.some(({ tier }) => tier === to) ? 1 : 0),
    clocks: merged(ticket.clocks, clocks),
  };
}

function withoutRequest(ticket: Ticket, { request }: { readonly request: number }): Ticket {
  return { ...ticket, help: ticket.help.filter(({ seq }) => seq !== request) };
}

/** A ticket that comes into another category is in the state that the event names, or in the category's own. */
function inCustomState(before: Ticket, after: Ticket, event: TicketEvent): Ticket {
  if (statusOf(after.state) === statusOf(before.state)) return after;
  const { customState: _, ...rest } = after;
  return 'as' in event && event.as !== undefined ? { ...rest, customState: event.as } : rest;
}

/** The first public message of an agent is the first response. */
function withMessage(ticket: Ticket, event: Extract<TicketEvent, { kind: 'message.added' }>): Ticket {
  const responds = event.visibility === 'public' && event.actor.kind === 'agent';
  return {
    ...ticket,
    messages: ticket.messages + 1,
    clocks: merged(ticket.clocks, event.clocks),
    ...(responds && { firstRespondedAt: ticket.firstRespondedAt ?? event.at, respondedAt: event.at }),
    ...(event.contact !== undefined && { contact: event.contact }),
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

/** Out of the holder's hands, into the state that `into` makes with the holder; or out of any, with who is named. */
function released(state: TicketState, into: (holder: AgentId) => TicketState, named?: AgentId): TicketState {
  const holder = named ?? (state.kind === 'working' ? state.holder : undefined);
  return holder === undefined ? state : into(holder);
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

function merged(clocks: SlaClocks, changes: SlaClocks): SlaClocks {
  return Object.keys(changes).length === 0 ? clocks : { ...clocks, ...changes };
}

function marked(
  clocks: SlaClocks,
  name: keyof SlaClocks,
  mark: Pick<SlaClock, 'warnedAt' | 'breachedAt' | 'fired'>,
): SlaClocks {
  const clock = clocks[name];
  return clock === undefined ? clocks : { ...clocks, [name]: { ...clock, ...mark } };
}
