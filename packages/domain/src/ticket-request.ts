import type { Channel } from './channel.ts';
import type { FieldValues } from './field.ts';
import type { AgentId, TicketId } from './ids.ts';
import type { Priority } from './priority.ts';

/** What a customer sends. */
export interface TicketRequest {
  readonly subject: string;
  readonly description: string;
  /** The customer, by e-mail address. */
  readonly requester: string;
  /** The customer's company, where it is known. */
  readonly organisation?: string;
  readonly channel: Channel;
  readonly priority: Priority;
  /** What the customer pays for. */
  readonly plan?: string;
  readonly tags: readonly string[];
  /** The custom fields that have a value; absent when none has. */
  readonly fields?: FieldValues;
  /** The closed ticket to which the customer wrote again. */
  readonly followUpOf?: TicketId;
  /** The ticket of some of whose messages this one was made, and the agent who did. */
  readonly splitFrom?: {
    readonly ticket: TicketId;
    readonly messages: readonly number[];
    readonly by: AgentId;
  };
}
