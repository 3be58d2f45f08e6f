import type { AgentId, TicketId } from './ids.ts';

/** How a ticket is linked to another, as its own side says it; every kind has its {@link inverseLink}. */
export const LINK_KINDS = [
  'related',
  'duplicate-of',
  'duplicated-by',
  'blocked-by',
  'blocks',
  'split-from',
  'split-into',
] as const;

export type LinkKind = (typeof LINK_KINDS)[number];

/** One side of a link. */
export interface TicketLink {
  readonly to: TicketId;
  readonly kind: LinkKind;
}

/** How many tickets one ticket may be linked to, or have merged into it: they are part of its document. */
export const MOST_RELATIONS = 200;

const INVERSES: Readonly<Record<LinkKind, LinkKind>> = {
  related: 'related',
  'duplicate-of': 'duplicated-by',
  'duplicated-by': 'duplicate-of',
  'blocked-by': 'blocks',
  blocks: 'blocked-by',
  'split-from': 'split-into',
  'split-into': 'split-from',
};

/** The same link as the other ticket says it. */
export function inverseLink(kind: LinkKind): LinkKind {
  return INVERSES[kind];
}

/** What an incident says to all tickets that are attached to it, by the number of its event on the incident. */
export interface IncidentUpdate {
  readonly seq: number;
  readonly by: AgentId;
  /** What it does to them beside the message: nothing, solve them, or let them wait for it no longer. */
  readonly effect: 'tell' | 'solve' | 'release';
  readonly message?: { readonly visibility: 'public' | 'internal'; readonly body: string };
}
