import type { Priority } from './priority.ts';
import type { Millis } from './time.ts';

/** Whom a step may tell. */
export const NOTIFIED = ['holder', 'contact', 'team', 'manager'] as const;

/**
 * What a step of a ladder does.
 * - notify: tells somebody, by the webhooks that listen to steps
 * - page: sends an alert to one of the policy's pagers, by its id
 * - raise-priority: to the next higher one, or to the one named where that is higher
 * - reassign: takes the ticket out of its holder's hands, back to the queue
 * - escalate: hands it to the next higher tier
 */
export type LadderAction =
  | { readonly kind: 'notify'; readonly whom: (typeof NOTIFIED)[number] }
  | { readonly kind: 'page'; readonly pager: string }
  | { readonly kind: 'raise-priority'; readonly to?: Priority }
  | { readonly kind: 'reassign' }
  | { readonly kind: 'escalate' };

/**
 * What must be so for a step to do anything.
 * - untouched: nobody has had the ticket in hand on its present tier
 * - unanswered: nobody has answered the customer since the promise began
 */
export const STEP_CONDITIONS = ['untouched', 'unanswered'] as const;

/** One step: after so much working time of the promise, once for each time that it is made. */
export interface LadderStep {
  /** Unique in its ladder. */
  readonly name: string;
  /** Working time from the beginning of the promise, above zero; beyond the target it is a step after the breach. */
  readonly after: Millis;
  readonly only?: (typeof STEP_CONDITIONS)[number];
  readonly do: readonly LadderAction[];
}

/** Steps in the order of `after`. */
export type Ladder = readonly LadderStep[];
