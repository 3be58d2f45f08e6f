import type { Actor } from './actor.ts';
import type { HandoverNote } from './event.ts';
import type { AgentId } from './ids.ts';
import type { HoldReason } from './ticket.ts';
import type { Tier } from './tier.ts';

/**
 * What may be asked of a ticket.
 * - route: put a new ticket on a tier
 * - claim: take a waiting ticket into the hands of an agent, `occupied` being the agent's slots in use
 * - reply: add a message; `ask` says that the ticket then waits for the customer
 * - escalate: hand over to a higher tier (the next one unless named)
 * - de-escalate: hand over to a lower tier (the next one unless named)
 * - hold: wait for engineering or a third party
 * - resume: back into the queue, without waiting any longer
 * - solve: close the case, with a last public answer where there is one
 * - take-back: back into the queue, out of the hands of `holder`, who fell silent
 * - timer: record what fell due
 */
export type Command =
  | { readonly kind: 'route'; readonly by: Actor }
  | { readonly kind: 'claim'; readonly agentId: AgentId; readonly occupied: readonly number[] }
  | {
      readonly kind: 'reply';
      readonly author: Actor;
      readonly visibility: 'public' | 'internal';
      readonly body: string;
      readonly ask: boolean;
    }
  | {
      readonly kind: 'escalate' | 'de-escalate';
      readonly agentId: AgentId;
      readonly to?: Tier;
      readonly note: HandoverNote;
    }
  | { readonly kind: 'hold'; readonly agentId: AgentId; readonly waitsFor: HoldReason }
  | { readonly kind: 'resume'; readonly agentId: AgentId }
  | { readonly kind: 'solve'; readonly agentId: AgentId; readonly answer?: string }
  | { readonly kind: 'take-back'; readonly holder: AgentId; readonly by: Actor }
  | { readonly kind: 'timer' };
