import type { AgentId } from './ids.ts';

/**
 * Who did something.
 * - requester: the customer
 * - agent: a member of a support tier
 * - engineer: somebody of engineering, who never writes to the customer
 * - system: a Tierline service, by name
 */
export type Actor =
  | { readonly kind: 'requester'; readonly id: string }
  | { readonly kind: 'agent'; readonly id: AgentId }
  | { readonly kind: 'engineer'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string };
