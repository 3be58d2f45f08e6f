import type { Actor } from './actor.ts';
import type { Attachment } from './attachment.ts';
import type { Issue, IssueComment, IssueState } from './engineering.ts';
import type { HandoverNote } from './event.ts';
import type { AgentId, TicketId } from './ids.ts';
import type { Presence } from './presence.ts';
import type { IncidentUpdate, LinkKind } from './relation.ts';
import type { Classification } from './routing.ts';
import type { WantedUpdate } from './ticket-update.ts';
import type { HoldReason, Ticket } from './ticket.ts';
import type { Tier } from './tier.ts';

/** A link to another ticket, to be made or taken away. */
interface LinkCommand<K extends 'link' | 'unlink'> {
  readonly kind: K;
  readonly agentId: AgentId;
  readonly to: TicketId;
  readonly link: LinkKind;
}

/** Who moves a ticket: the agent who holds it, or a manager, for whom it was marked. */
export type Mover = { readonly agentId: AgentId } | { readonly manager: string };

/** A move to another tier. `reason` is one of the policy's list. */
type HandoverCommand<K extends 'escalate' | 'de-escalate'> = Mover & {
  readonly kind: K;
  readonly to?: Tier;
  readonly reason: string;
  readonly note: HandoverNote;
};

/**
 * What may be asked of a ticket.
 * - route: put a new ticket on a tier; `classification` is what the model in use says of it
 * - claim: take a waiting ticket into the hands of an agent, `occupied` being the agent's slots in use
 * - push: give a waiting ticket to an agent, `alternatives` being how many others could have had it
 * - share: show a waiting ticket to the teams that help by now
 * - reply: add a message; `ask` says that the ticket then waits for the customer
 * - escalate: hand over to a higher tier (the next one unless named)
 * - de-escalate: hand over to a lower tier (the next one unless named)
 * - add-file: add a file that is stored already
 * - update: correct what the ticket says of itself: subject, priority, plan, tags, custom fields
 * - reassign: pass on within the tier, back to the queue or to a colleague, `occupied` being the colleague's slots in use
 * - hand-contact: make another agent the customer's contact
 * - ask-help: ask another tier, or one agent, without moving the ticket
 * - answer-help: answer such a request with an internal note
 * - withdraw-help: have it answered no more
 * - hold: wait for engineering or a third party
 * - resume: back into the queue, without waiting any longer
 * - solve: close the case, with a last public answer where there is one
 * - unsolve: back into the queue, because it was solved by mistake
 * - take-back: back into the queue, out of the hands of `holder`, who fell silent
 * - hand-to-engineering: file an issue with engineering, or link one that it has, and wait for it
 * - unlink-issue: take the ticket back from engineering
 * - comment-on-issue: write to the engineers
 * - issue-filed, engineering-failed: what became of handoff number `handoff`
 * - issue-changed: how an issue stands, and what was written on it
 * - merge: end, because the ticket `into` goes on in its place
 * - absorb: go on in the place of the ticket `merged`; see `mergeTickets`
 * - link, unlink: its own side of a link to another ticket
 * - declare-incident: become the incident that others are attached to
 * - attach, detach: hear of an incident, and perhaps wait for it, or no longer
 * - update-attached: say something to all tickets attached to this incident
 * - reach: get what the incident said; spread: all attached tickets have got it
 * - timer: record what fell due
 *
 * `as` names a state of the policy's own, in the category into which the command leads.
 */
export type Command =
  | { readonly kind: 'route'; readonly by: Actor; readonly classification?: Classification }
  | { readonly kind: 'claim'; readonly agentId: AgentId; readonly occupied: readonly number[] }
  | {
      readonly kind: 'push';
      readonly agentId: AgentId;
      readonly occupied: readonly number[];
      readonly presence: Presence;
      readonly alternatives: number;
      readonly by: Actor;
    }
  | { readonly kind: 'share'; readonly by: Actor }
  | {
      readonly kind: 'reply';
      readonly author: Actor;
      readonly visibility: 'public' | 'internal';
      readonly body: string;
      readonly ask: boolean;
      readonly as?: string;
      /** Files of the ticket to which it refers, by their ids. */
      readonly attachments?: readonly string[];
    }
  | HandoverCommand<'escalate'>
  | HandoverCommand<'de-escalate'>
  | (Mover & {
      readonly kind: 'reassign';
      readonly to?: { readonly agentId: AgentId; readonly occupied: readonly number[] };
      readonly reason: string;
      readonly note?: string;
    })
  | { readonly kind: 'add-file'; readonly by: Actor; readonly file: Attachment }
  | { readonly kind: 'update'; readonly agentId: AgentId; readonly changes: WantedUpdate }
  | { readonly kind: 'hand-contact'; readonly agentId: AgentId; readonly to: AgentId }
  | {
      readonly kind: 'ask-help';
      readonly agentId: AgentId;
      readonly asked:
        | { readonly kind: 'tier'; readonly tier: Tier }
        | { readonly kind: 'agent'; readonly id: AgentId };
      readonly question: string;
    }
  | {
      readonly kind: 'answer-help';
      readonly agentId: AgentId;
      /** Number of the event that asked. */
      readonly request: number;
      readonly body: string;
    }
  | { readonly kind: 'withdraw-help'; readonly agentId: AgentId; readonly request: number }
  | { readonly kind: 'hold'; readonly agentId: AgentId; readonly waitsFor: HoldReason }
  | { readonly kind: 'hold'; readonly agentId: AgentId; readonly as: string }
  | { readonly kind: 'resume'; readonly agentId: AgentId; readonly as?: string }
  | { readonly kind: 'solve'; readonly agentId: AgentId; readonly answer?: string; readonly as?: string }
  | { readonly kind: 'unsolve'; readonly agentId: AgentId }
  | { readonly kind: 'take-back'; readonly holder: AgentId; readonly by: Actor }
  | {
      readonly kind: 'hand-to-engineering';
      readonly agentId: AgentId;
      readonly tracker: string;
      readonly as:
        | { readonly kind: 'link'; readonly key: string }
        | { readonly kind: 'file'; readonly title: string; readonly body: string };
    }
  | { readonly kind: 'unlink-issue'; readonly agentId: AgentId }
  | { readonly kind: 'comment-on-issue'; readonly agentId: AgentId; readonly body: string }
  | { readonly kind: 'issue-filed'; readonly handoff: number; readonly issue: Issue; readonly by: Actor }
  | {
      readonly kind: 'engineering-failed';
      readonly handoff: number;
      readonly reason: string;
      readonly by: Actor;
    }
  | {
      readonly kind: 'issue-changed';
      readonly tracker: string;
      readonly key: string;
      readonly state: IssueState;
      readonly comments: readonly IssueComment[];
      readonly by: Actor;
    }
  | { readonly kind: 'merge'; readonly agentId: AgentId; readonly into: TicketId }
  | { readonly kind: 'absorb'; readonly agentId: AgentId; readonly merged: Ticket }
  | LinkCommand<'link'>
  | LinkCommand<'unlink'>
  | { readonly kind: 'declare-incident'; readonly agentId: AgentId }
  | { readonly kind: 'detach'; readonly agentId: AgentId }
  | { readonly kind: 'attach'; readonly agentId: AgentId; readonly incident: Ticket; readonly wait: boolean }
  | ({ readonly kind: 'update-attached'; readonly agentId: AgentId } & Omit<IncidentUpdate, 'seq' | 'by'>)
  | {
      readonly kind: 'reach';
      readonly incident: TicketId;
      readonly updates: readonly IncidentUpdate[];
      readonly upTo: number;
      readonly by: Actor;
    }
  | { readonly kind: 'incident-spread'; readonly upTo: number; readonly by: Actor }
  | { readonly kind: 'timer' };
