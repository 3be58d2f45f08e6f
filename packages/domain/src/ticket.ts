import type { Attached } from './attachment.ts';
import type { Engineering } from './engineering.ts';
import type { HelpRequest } from './help.ts';
import type { AgentId, TicketId } from './ids.ts';
import type { Placement } from './placement.ts';
import type { TicketLink } from './relation.ts';
import type { KnownTrace } from './routing.ts';
import type { SlaClocks } from './sla-clock.ts';
import type { TierStay } from './stay.ts';
import type { TicketRequest } from './ticket-request.ts';
import type { Tier } from './tier.ts';
import type { Instant, Millis } from './time.ts';

/**
 * Where a ticket is in its life.
 *
 *   new ──routed──> waiting ──claimed──> working ──solved──> solved ──time──> closed
 *                    ^   ^                │    │                │              │
 *                    │   └─(de-)escalated─┘    │ asked, held    │ customer writes again
 *                    │                         v                │              │
 *                    ├── answered, resumed ── pending, on-hold  │              │
 *                    └──────────────────────────────────────────┴──────────────┘
 *
 * - new: received, not yet put on a tier
 * - waiting: in its tier's queue; `preferred` is the agent who knows it already, `returnedBy` the one who gave it back, and
 *   who is given it again only while nobody else could have it
 * - working: in the hands of `holder`, occupying `slots` of the holder's capacity
 * - pending: waiting for the customer; occupies nobody's capacity
 * - on-hold: waiting for engineering, a third party or an incident; occupies nobody's capacity
 * - solved: answered for good, as far as support knows; closes at `closeAt`
 * - closed: over; whether a customer's message re-opens it is the policy's to say, unless it was merged: then it goes on
 *   in another
 */
export type TicketState =
  | { readonly kind: 'new'; readonly since: Instant }
  | {
      readonly kind: 'waiting';
      readonly since: Instant;
      readonly preferred?: AgentId;
      readonly returnedBy?: AgentId;
    }
  | {
      readonly kind: 'working';
      readonly since: Instant;
      readonly holder: AgentId;
      readonly slots: readonly number[];
    }
  | { readonly kind: 'pending'; readonly since: Instant; readonly preferred: AgentId }
  | {
      readonly kind: 'on-hold';
      readonly since: Instant;
      readonly preferred: AgentId;
      readonly waitsFor: HoldReason;
    }
  | { readonly kind: 'solved'; readonly since: Instant; readonly by: AgentId; readonly closeAt: Instant }
  | { readonly kind: 'closed'; readonly since: Instant; readonly by: AgentId };

/** Whom a ticket on hold waits for. */
export const HOLD_REASONS = ['engineering', 'third-party', 'incident'] as const;

export type HoldReason = (typeof HOLD_REASONS)[number];

/** A ticket: the fold of its events (see `evolve`). */
export interface Ticket extends TicketRequest, Placement {
  readonly id: TicketId;
  /** Number of the last event, from 1. */
  readonly seq: number;
  readonly openedAt: Instant;
  readonly state: TicketState;
  /** The policy's own name of the state, within its category; absent where it has none. */
  readonly customState?: string;
  /** The ticket that goes on in the place of this one, which is closed for good; that one may be merged itself by now. */
  readonly mergedInto?: TicketId;
  /** The tickets that go on in this one, and those merged into them before; absent when there is none. */
  readonly merged?: readonly TicketId[];
  /** Customers beside the requester, by e-mail address: those of the merged tickets; absent when there is none. */
  readonly participants?: readonly string[];
  /**
   * Present on an incident, which others are attached to: the number of its last update, up to which number all attached
   * tickets are known to have them, and `pending` while these differ.
   */
  readonly incident?: { readonly lastUpdate: number; readonly spread: number; readonly pending?: true };
  /** The incident it is attached to, from which update on it hears of that, and the last that it got; 0 for none. */
  readonly attached?: { readonly to: TicketId; readonly from: number; readonly reached: number };
  /** Absent when there is none. The other ticket has the inverse. */
  readonly links?: readonly TicketLink[];
  /** Absent until the ticket is routed. */
  readonly tier?: Tier;
  /** Why the ticket was put on its first tier, and under which policy. */
  readonly routing?: KnownTrace & { readonly policyVersion: string };
  readonly clocks: SlaClocks;
  readonly stays: readonly TierStay[];
  /** When an agent first answered the customer. */
  readonly firstRespondedAt?: Instant;
  /** When an agent last wrote to the customer. */
  readonly respondedAt?: Instant;
  readonly solvedAt?: Instant;
  readonly escalations: number;
  /** Moves between tiers, up and down. */
  readonly moves: number;
  /** How often it was passed on within a tier: back to the queue, or to a colleague. */
  readonly reassignments: number;
  /** Returns to a tier that it had been on, or to an agent who had it before, because somebody sent it there. */
  readonly bounces: number;
  /** Since when a manager should decide what becomes of it: it was passed on as often as the policy allows. */
  readonly needsManagerSince?: Instant;
  /** The support agent whom the customer knows: stays so whatever tier the ticket is on, unless handed over. */
  readonly contact?: AgentId;
  /** Open questions to other tiers or colleagues, oldest first. */
  readonly help: readonly HelpRequest[];
  readonly reopens: number;
  readonly messages: number;
  /** Files, oldest first; absent when there is none. */
  readonly attachments?: readonly Attached[];
  /** Absent until the ticket is handed to engineering. */
  readonly engineering?: Engineering;
  /** How much sooner the priority lets the ticket be served; see `rankOf`. */
  readonly headStart: Millis;
  /** Which queue of the tier, by who may take from it (see `laneOf`); present exactly while the ticket waits in one. */
  readonly lane?: string;
  /** Place in the tier's queue, lowest first; present exactly while the ticket waits in one. */
  readonly rank?: number;
  /** When the next warning, breach or step is due, or the ticket closes; absent when nothing is timed. */
  readonly nextTimer?: Instant;
}

/** The state in the words of a help desk: a ticket is open while it waits for or is in the hands of an agent. */
export type TicketStatus = 'new' | 'open' | 'pending' | 'on-hold' | 'solved' | 'closed';

export function statusOf(state: TicketState): TicketStatus {
  return state.kind === 'waiting' || state.kind === 'working' ? 'open' : state.kind;
}
