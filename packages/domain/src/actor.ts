import type { AgentId } from './ids.ts';

/**
 * Who did something.
 * - requester: the customer
 * - agent: a member of a support tier
 * - engineer: somebody of engineering, who never writes to the customer
 * - manager: who decides what becomes of a ticket that was passed on too often, by the name of the API key
 * - system: a Tierline service, by name
 */
export type Actor =
  | { readonly kind: 'requester'; readonly id: string }
  | { readonly kind: 'agent'; readonly id: AgentId }
  | { readonly kind: 'engineer'; readonly id: string }
  | { readonly kind: 'manager'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string };
