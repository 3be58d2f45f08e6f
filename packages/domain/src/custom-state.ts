import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { HoldReason } from './ticket.ts';

/** The categories that a company may have states of its own in. What follows from a state follows from its category. */
export const STATE_CATEGORIES = ['open', 'pending', 'on-hold', 'solved'] as const;

export type StateCategory = (typeof STATE_CATEGORIES)[number];

export const STATE_NAME_PATTERN: RegExp = /^[a-z][a-z0-9-]{0,39}$/;

/** A state that the company adds. */
export type CustomState = {
  readonly name: string;
  /** What people read. */
  readonly label: string;
} & (
  | { readonly category: Exclude<StateCategory, 'on-hold'> }
  | {
      readonly category: 'on-hold';
      /** Whom a ticket in this state waits for. */
      readonly waitsFor: HoldReason;
    }
);

type StateOf<C extends StateCategory> = Extract<CustomState, { readonly category: C }>;

/** The state of that name in a category, or why there is none. */
export function stateIn<C extends string>(
  { states }: Policy,
  category: C,
  name: string,
): StateOf<C & StateCategory> | Refusal {
  const known = states.filter((state): state is StateOf<C & StateCategory> => state.category === category);
  const found = known.find((state) => state.name === name);
  if (found !== undefined) return found;
  const names = known.length === 0 ? 'none' : known.map((state) => state.name).join(', ');
  return refuse('unknown-state', `the policy has no ${category} state ${name}; it has ${names}`);
}

/** What an event says of the state that a ticket goes into, the policy's default unless one is named. */
export function namedState(
  policy: Policy,
  category: StateCategory,
  name: string | undefined,
): { readonly as?: string } | Refusal {
  if (name === undefined) return {};
  const found = stateIn(policy, category, name);
  return 'code' in found ? found : { as: found.name };
}
