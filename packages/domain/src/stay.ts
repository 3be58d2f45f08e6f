import type { TicketEvent } from './event.ts';
import type { AgentId } from './ids.ts';
import type { TeamId } from './ids.ts';
import type { Ticket, TicketState } from './ticket.ts';
import type { Tier } from './tier.ts';
import { type Instant, millis, type Millis } from './time.ts';

/** How a ticket came to a tier: by the router, by a move, or because the customer wrote after the solution. */
export const WAYS_IN = ['routed', 'escalated', 'de-escalated', 'reopened'] as const;
/** How it left: by a move, by the solution, or closed without one. */
export const WAYS_OUT = ['escalated', 'de-escalated', 'solved', 'closed'] as const;

export type WayIn = (typeof WAYS_IN)[number];
export type WayOut = (typeof WAYS_OUT)[number];

/** How a stay began or ended, and why, where somebody had to say so. */
export interface Passage<W extends WayIn | WayOut> {
  readonly kind: W;
  /** A reason of the policy's list. */
  readonly reason?: string;
}

/** For how long a ticket was in one agent's hands (wall time). */
export interface AgentWork {
  readonly agent: AgentId;
  readonly worked: Millis;
}

/**
 * One stay on one tier. Times are wall time, and all of the stay is one of the three: once it is over,
 * worked + waited + paused = leftAt - enteredAt. While it lasts they reach to the last change of state.
 */
export interface TierStay {
  readonly tier: Tier;
  readonly enteredAt: Instant;
  readonly cameBy: Passage<WayIn>;
  /** Absent until the ticket is solved or moves on; so is `leftBy`. */
  readonly leftAt?: Instant;
  readonly leftBy?: Passage<WayOut>;
  /** In an agent's hands. */
  readonly worked: Millis;
  /** In the tier's queue. */
  readonly waited: Millis;
  /** Waiting for somebody outside support: pending or on hold. */
  readonly paused: Millis;
  /** Who worked on it here, in the order in which they first did; their times add up to `worked`. */
  readonly by: readonly AgentWork[];
  /** The team that it came to, where the tier has teams. */
  readonly team?: TeamId;
  /** When it was last handed to engineering from here. */
  readonly toEngineeringAt?: Instant;
  /** What became of the tier's target; absent while the stay lasts, or where there was none. */
  readonly target?: 'met' | 'missed' | 'cancelled';
}

/**
 * The stays after an event: they follow from the state and the tier before and after it, whatever the event was.
 * Time passes into the present stay when the state changes; the stay ends when the ticket leaves the tier or is done.
 */
export function staysAfter(before: Ticket, after: Ticket, event: TicketEvent): readonly TierStay[] {
  if (after.state === before.state && after.tier === before.tier)
    return handsToEngineering(event) ? markedLast(before.stays, event.at) : before.stays;
  const was = tierOfStay(before);
  const is = tierOfStay(after);
  if (was === undefined && is === undefined) return before.stays;
  const stays = [...before.stays];
  const present = was === undefined ? undefined : stays.pop();
  if (present !== undefined) {
    const spent = withTime(present, before.state, event.at);
    stays.push(was === is ? spent : ended(spent, before, after, event));
  }
  if (is !== undefined && is !== was) stays.push(begun(is, after, event));
  return event.kind === 'ticket.reopened' && event.mistake === true ? goesOn(stays) : stays;
}

/** A solution that was none decided nothing about the tier's target, which goes on in the stay that follows. */
function goesOn(stays: readonly TierStay[]): readonly TierStay[] {
  return stays.map((stay, index) =>
    index === stays.length - 2 && stay.target !== undefined ? { ...stay, target: 'cancelled' } : stay,
  );
}

function handsToEngineering({ kind }: TicketEvent): boolean {
  return kind === 'engineering.requested' || kind === 'issue.linked';
}

function markedLast(stays: readonly TierStay[], at: Instant): readonly TierStay[] {
  return stays.map((stay, index) => (index === stays.length - 1 ? { ...stay, toEngineeringAt: at } : stay));
}

/** Whether the agent has had the ticket in hand before. */
export function hasWorkedOn(stays: readonly TierStay[], agent: AgentId): boolean {
  return stays.some(({ by }) => by.some((one) => one.agent === agent));
}

/** The tier that a ticket is on, while it is there for work; undefined before routing and once it is done. */
function tierOfStay({ state, tier }: Ticket): Tier | undefined {
  return timeIn(state) === undefined ? undefined : tier;
}

/** As what the time in a state counts. */
function timeIn({ kind }: TicketState): 'worked' | 'waited' | 'paused' | undefined {
  switch (kind) {
    case 'working':
      return 'worked';
    case 'waiting':
      return 'waited';
    case 'pending':
    case 'on-hold':
      return 'paused';
    case 'new':
    case 'solved':
    case 'closed':
      return undefined;
  }
}

function withTime(stay: TierStay, state: TicketState, at: Instant): TierStay {
  const part = timeIn(state);
  if (part === undefined) return stay;
  const passed = at - state.since;
  return {
    ...stay,
    [part]: millis(stay[part] + passed),
    ...(state.kind === 'working' && { by: withWork(stay.by, state.holder, passed) }),
  };
}

function withWork(by: readonly AgentWork[], agent: AgentId, passed: number): readonly AgentWork[] {
  if (!by.some((one) => one.agent === agent)) return [...by, { agent, worked: millis(passed) }];
  return by.map((one) => (one.agent === agent ? { agent, worked: millis(one.worked + passed) } : one));
}

function begun(tier: Tier, { team }: Ticket, event: TicketEvent): TierStay {
  const none = millis(0);
  return {
    tier,
    enteredAt: event.at,
    cameBy: cameBy(event),
    ...(team !== undefined && { team }),
    worked: none,
    waited: none,
    paused: none,
    by: [],
  };
}

function ended(stay: TierStay, before: Ticket, after: Ticket, event: TicketEvent): TierStay {
  const target = targetOf(before, after);
  return {
    ...stay,
    leftAt: event.at,
    leftBy: leftBy(event),
    ...(target !== undefined && { target }),
  };
}

/** A breach until then is recorded on the clock, whatever ends the stay; a move leaves the clock behind as it was. */
function targetOf(before: Ticket, after: Ticket): TierStay['target'] {
  if (before.clocks.tier === undefined) return undefined;
  if (before.clocks.tier.breachedAt !== undefined) return 'missed';
  const stopped = after.tier === before.tier ? after.clocks.tier : undefined;
  return stopped?.state === 'stopped' ? stopped.outcome : 'met';
}

function cameBy(event: TicketEvent): Passage<WayIn> {
  switch (event.kind) {
    case 'ticket.escalated':
      return { kind: 'escalated', ...reasonOf(event) };
    case 'ticket.de-escalated':
      return { kind: 'de-escalated', ...reasonOf(event) };
    case 'ticket.reopened':
      return { kind: 'reopened' };
    default:
      return { kind: 'routed' };
  }
}

function leftBy(event: TicketEvent): Passage<WayOut> {
  switch (event.kind) {
    case 'ticket.escalated':
      return { kind: 'escalated', ...reasonOf(event) };
    case 'ticket.de-escalated':
      return { kind: 'de-escalated', ...reasonOf(event) };
    case 'ticket.solved':
      return { kind: 'solved' };
    default:
      return { kind: 'closed' };
  }
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
