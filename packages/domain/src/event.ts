import type { Actor } from './actor.ts';
import type { Attachment } from './attachment.ts';
import type { EngineeringChange } from './engineering.ts';
import type { AgentId, TeamId, TicketId } from './ids.ts';
import type { LadderAction } from './ladder.ts';
import type { Placement } from './placement.ts';
import type { Priority } from './priority.ts';
import type { IncidentUpdate, LinkKind } from './relation.ts';
import type { KnownTrace } from './routing.ts';
import type { ClockName, SlaClocks } from './sla-clock.ts';
import type { TicketRequest } from './ticket-request.ts';
import type { TicketUpdate } from './ticket-update.ts';
import type { HoldReason } from './ticket.ts';
import type { Tier } from './tier.ts';
import type { Instant, Millis } from './time.ts';

/** What the next tier must know so that it does not start again. */
export interface HandoverNote {
  /** What was observed. */
  readonly seen: string;
  /** What was tried, and what came of it. */
  readonly tried: string;
  /** Why it needs another tier. */
  readonly why: string;
}

/** Why a ticket came into somebody's hands. */
export interface AssignmentTrace {
  /**
   * sticky: the agent had it before; overflow: for another team; push: given, as the agent idle for longest;
   * rank: asked for the next, and this was it
   */
  readonly rule: 'sticky' | 'overflow' | 'push' | 'rank';
  /** Other agents who could have been given it. */
  readonly alternatives?: number;
}

/** A move to another tier. */
interface Handover<K extends 'ticket.escalated' | 'ticket.de-escalated'> extends Placement {
  readonly kind: K;
  readonly from: Tier;
  readonly to: Tier;
  /** A reason of the policy's list; logs from before there were reasons have none. */
  readonly reason?: string;
  readonly note: HandoverNote;
  readonly clocks: SlaClocks;
}

/** What somebody wanted to do with a ticket that had moved, or was passed on, as often as the policy allows. */
export type LimitedMove =
  | {
      readonly limit: 'moves';
      readonly from: Tier;
      readonly to: Tier;
      readonly reason: string;
      readonly note: HandoverNote;
    }
  | {
      readonly limit: 'reassignments';
      readonly from: AgentId;
      readonly to?: AgentId;
      readonly reason: string;
      readonly note?: string;
    };

/**
 * What can happen to a ticket. An event carries everything that it changes, clocks included, so that folding the log
 * needs no policy and no calendar: an old log means the same under every later policy. `as` is the policy's own name of the
 * state that begins; absent, it is that of the category.
 */
export type TicketChange =
  | (TicketRequest & {
      readonly kind: 'ticket.opened';
      /** How much sooner the priority lets the ticket be served. */
      readonly headStart: Millis;
      readonly clocks: SlaClocks;
      readonly policyVersion: string;
    })
  | (KnownTrace &
      Placement & {
        readonly kind: 'ticket.routed';
        readonly tier: Tier;
        /** Present where the rule changed them: the priority with its head start, and all tags. */
        readonly priority?: Priority;
        readonly headStart?: Millis;
        readonly tags?: readonly string[];
        readonly clocks: SlaClocks;
        readonly policyVersion: string;
      })
  | {
      readonly kind: 'ticket.claimed';
      readonly holder: AgentId;
      readonly slots: readonly number[];
      readonly why?: AssignmentTrace;
      /** The customer's contact from now on. */
      readonly contact?: AgentId;
    }
  | { readonly kind: 'ticket.shared'; readonly sharedWith: readonly TeamId[] }
  | {
      readonly kind: 'message.added';
      readonly visibility: 'public' | 'internal';
      readonly body: string;
      /** The customer's contact from now on. */
      readonly contact?: AgentId;
      /** The customer's contact, who should hear of what somebody else noted. */
      readonly notifies?: AgentId;
      /** Files of the ticket to which it refers, by their ids. */
      readonly attachments?: readonly string[];
      readonly clocks: SlaClocks;
      /** The comment on the ticket's issue that it was, by the tracker's id. */
      readonly comment?: string;
    }
  | { readonly kind: 'attachment.added'; readonly file: Attachment }
  | { readonly kind: 'ticket.pended'; readonly as?: string; readonly clocks: SlaClocks }
  | { readonly kind: 'ticket.resumed'; readonly as?: string; readonly clocks: SlaClocks }
  | Handover<'ticket.escalated'>
  | Handover<'ticket.de-escalated'>
  | ({ readonly kind: 'ticket.bounce-limited' } & LimitedMove)
  | {
      readonly kind: 'ticket.reassigned';
      /** Absent: out of the queue, by a manager. */
      readonly from?: AgentId;
      /** Absent: back to the queue. */
      readonly to?: { readonly holder: AgentId; readonly slots: readonly number[] };
      readonly reason: string;
      readonly note?: string;
    }
  | {
      readonly kind: 'ticket.updated';
      readonly changes: TicketUpdate;
      /** That of another priority; absent when the priority stays. */
      readonly headStart?: Millis;
      readonly clocks: SlaClocks;
    }
  | {
      readonly kind: 'ticket.held';
      readonly waitsFor: HoldReason;
      /** Who knows the ticket, where it was in nobody's hands. */
      readonly preferred?: AgentId;
      readonly as?: string;
      readonly clocks: SlaClocks;
    }
  | {
      readonly kind: 'ticket.solved';
      readonly closeAt: Instant;
      /** Who solved it, where that is not who held it. */
      readonly by?: AgentId;
      readonly as?: string;
      readonly clocks: SlaClocks;
    }
  | { readonly kind: 'ticket.contact-changed'; readonly from?: AgentId; readonly to: AgentId }
  | {
      readonly kind: 'help.asked';
      readonly tier: Tier;
      /** Only this agent of the tier. */
      readonly to?: AgentId;
      readonly question: string;
    }
  | {
      readonly kind: 'help.answered';
      /** Number of the event that asked. */
      readonly request: number;
      readonly asker: AgentId;
      readonly body: string;
    }
  | { readonly kind: 'help.withdrawn'; readonly request: number }
  | { readonly kind: 'ticket.closed' }
  | { readonly kind: 'ticket.taken-back'; readonly holder: AgentId }
  | {
      readonly kind: 'ticket.merged';
      readonly into: TicketId;
      readonly by: AgentId;
      readonly clocks: SlaClocks;
    }
  | {
      readonly kind: 'ticket.absorbed';
      readonly from: TicketId;
      /** The tickets that go on in this one by that: `from`, and those merged into it before. */
      readonly merged: readonly TicketId[];
      /** Customers who were not in this ticket yet. */
      readonly participants: readonly string[];
      readonly clocks: SlaClocks;
    }
  | { readonly kind: 'incident.declared' }
  | { readonly kind: 'incident.attached'; readonly incident: TicketId; readonly from: number }
  | { readonly kind: 'incident.detached'; readonly incident: TicketId }
  | ({ readonly kind: 'incident.updated' } & Omit<IncidentUpdate, 'seq' | 'by'>)
  | { readonly kind: 'incident.reached' | 'incident.spread'; readonly upTo: number }
  | { readonly kind: 'ticket.linked' | 'ticket.unlinked'; readonly to: TicketId; readonly link: LinkKind }
  | {
      readonly kind: 'ticket.reopened';
      /** It was solved by mistake: its promises count on as if it had not been. */
      readonly mistake?: true;
      readonly clocks: SlaClocks;
    }
  | { readonly kind: 'sla.warned'; readonly clock: ClockName; readonly dueAt: Instant }
  | { readonly kind: 'sla.breached'; readonly clock: ClockName; readonly dueAt: Instant }
  | {
      readonly kind: 'sla.stepped';
      readonly clock: ClockName;
      /** Of the times that this was promised, the one that it belongs to: a step is done once in each. */
      readonly cycle: number;
      /** The step's name in its ladder. */
      readonly step: string;
      readonly dueAt: Instant;
      readonly do: readonly LadderAction[];
      /** What the ticket was like then, for whoever is told. */
      readonly priority: Priority;
      readonly tier?: Tier;
      /** The target was broken by then. */
      readonly broken?: true;
      /** Whom it tells: who that was then. */
      readonly tells?: {
        readonly holder?: AgentId;
        readonly contact?: AgentId;
        readonly team?: TeamId;
        readonly manager?: true;
      };
      /** Its condition did not hold. */
      readonly skipped?: true;
      /** It was done more than a minute after its time. */
      readonly late?: true;
    }
  | {
      /** The promises as another policy makes them. */
      readonly kind: 'sla.recomputed';
      readonly clocks: SlaClocks;
      readonly policyVersion: string;
    }
  | EngineeringChange;

/** A change as it is recorded: which ticket, its number in the ticket's history (from 1, without gaps), when, by whom. */
export type TicketEvent = TicketChange & {
  readonly ticketId: TicketId;
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
};

export type TicketEventKind = TicketEvent['kind'];

/** Something between a ticket and engineering. */
export type EngineeringEvent = Extract<TicketEvent, { kind: EngineeringChange['kind'] }>;

export function isOfEngineering(event: TicketEvent): event is EngineeringEvent {
  return event.kind.startsWith('engineering.') || event.kind.startsWith('issue.');
}
