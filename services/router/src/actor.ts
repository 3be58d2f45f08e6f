import type { Actor } from '@tierline/domain';

/** Under which name the history of tickets has what the router does. */
export const ROUTER: Actor = { kind: 'system', name: 'router' };
