import type { Predicate, RoutingFacts } from './condition.ts';
import type { Ladder } from './ladder.ts';
import type { Policy } from './policy.ts';
import type { Priority } from './priority.ts';
import type { ClockName, PromiseSource } from './sla-clock.ts';
import type { HoldReason } from './ticket.ts';
import type { Tier } from './tier.ts';
import type { Millis } from './time.ts';

/** States of a ticket in which a promise may wait. */
export const PAUSING_STATES = ['pending', 'on-hold'] as const;

export type PausingState = (typeof PAUSING_STATES)[number];

/** What a policy promises. */
export interface SlaTarget {
  /** An amount of working time. */
  readonly target: Millis;
  /** The calendar that says what working time is: a key of the policy's calendars. */
  readonly calendar: string;
  /** After which share of it to warn, 0 to 1. */
  readonly warnAfter: number;
  /** While the ticket is in one of these states, the promise waits. */
  readonly pausedWhile: readonly PausingState[];
  /** What is done before and after it is due. */
  readonly ladder?: Ladder;
  /** Which policy says so; absent where nobody asks, as in tests of clocks alone. */
  readonly source?: PromiseSource;
}

/** What the customer is promised of a ticket of one priority. What is absent is not promised. */
export type Promises = Readonly<
  Partial<Record<'firstResponse' | 'nextResponse' | 'update' | 'resolution', SlaTarget>>
>;

/** What is promised of the tickets to which it applies. */
export interface SlaPolicy {
  readonly name: string;
  readonly applies: Predicate;
  readonly priorities: Readonly<Record<Priority, Promises>>;
  /** The internal target of a stay on each tier. */
  readonly tiers: Readonly<Record<Tier, SlaTarget>>;
  /** In which time whom a ticket waits for should be done with it. */
  readonly suppliers: Readonly<Partial<Record<HoldReason, SlaTarget>>>;
}

/** What an agent's public message may be: each may count as a response, or not, as the policy says. */
export const RESPONSES = ['reply', 'question', 'solution', 'incident-update'] as const;

export type ResponseKind = (typeof RESPONSES)[number];

/** What is known of a ticket when it is asked what is promised of it. */
export type PromiseFacts = RoutingFacts & {
  readonly tier?: Tier;
  readonly state: { readonly kind: string; readonly waitsFor?: HoldReason };
};

/** The first policy that applies to a ticket. Throws RangeError when none does: the last one of a file applies to all. */
export function slaPolicyFor(facts: RoutingFacts, { sla, version }: Policy): SlaPolicy {
  const found = sla.find(({ applies }) => applies(facts));
  if (found === undefined) throw new RangeError(`policy ${version} promises nothing of a ticket`);
  return found;
}

/** What a policy promises of one clock of a ticket as it is; undefined where it promises nothing. */
export function promiseOf(
  name: ClockName,
  { priority, tier, state }: PromiseFacts,
  sla: SlaPolicy,
): SlaTarget | undefined {
  switch (name) {
    case 'firstResponse':
    case 'nextResponse':
    case 'update':
    case 'resolution':
      return sla.priorities[priority][name];
    case 'tier':
      return tier && sla.tiers[tier];
    case 'supplier':
      return state.waitsFor && sla.suppliers[state.waitsFor];
  }
}
