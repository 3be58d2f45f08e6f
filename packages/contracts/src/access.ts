import { type AgentId, type Tier, TIERS } from '@tierline/domain';

/**
 * Who may call the API.
 * - requester: a customer; sees and writes only tickets of their own (or of their organisation, where the key says so)
 * - T1, T2, T3: a support agent; acts only as that agent
 * - engineer: of engineering; reads tickets and adds internal notes
 * - manager: reads everything, and decides what becomes of a ticket that is marked for a manager
 * - admin: everything
 * - service: another system, which may act for any agent or customer
 */
export const ROLES = ['requester', ...TIERS, 'engineer', 'manager', 'admin', 'service'] as const;

export type Role = (typeof ROLES)[number];

/** What a key may be limited to, within what its role allows. */
export const SCOPES = ['tickets:read', 'tickets:write', 'people:write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * Who may call a route: callers of one of the roles, whose key has the scope. `signed`: whoever can sign the request; the
 * handler checks the signature, there is no key.
 */
export type Access = { readonly roles: readonly Role[]; readonly scope: Scope } | 'signed';

/** What a key stands for: the role, and who acts where the role says so. */
export type Identity =
  | {
      readonly role: 'requester';
      /** E-mail address. */
      readonly requester: string;
      /** Present: the tickets of this whole organisation are theirs as well. */
      readonly organisation?: string;
    }
  | { readonly role: Tier; readonly agent: AgentId }
  | { readonly role: 'engineer'; readonly engineer: string }
  | { readonly role: 'manager' | 'admin' | 'service' };

/** Who is calling, by a key that was checked. */
export type Caller = Identity & {
  readonly keyId: string;
  /** The key's name. */
  readonly name: string;
  readonly scopes: readonly Scope[];
};

/** An identity and nothing else, of what may hold more. */
export function identityOf(who: Identity): Identity {
  switch (who.role) {
    case 'requester': {
      const { role, requester, organisation } = who;
      return { role, requester, ...(organisation !== undefined && { organisation }) };
    }
    case 'T1':
    case 'T2':
    case 'T3':
      return { role: who.role, agent: who.agent };
    case 'engineer':
      return { role: who.role, engineer: who.engineer };
    case 'manager':
    case 'admin':
    case 'service':
      return { role: who.role };
  }
}

/** The sets of roles that routes are open to. */
export const ACCESS = {
  /** Reading tickets; a requester only gets their own. */
  everybodyReads: { roles: ROLES, scope: 'tickets:read' },
  /** Reading what is not for customers. */
  staffReads: { roles: [...TIERS, 'engineer', 'manager', 'admin', 'service'], scope: 'tickets:read' },
  /** Reading about people and machinery. */
  supportReads: { roles: [...TIERS, 'manager', 'admin', 'service'], scope: 'tickets:read' },
  managersRead: { roles: ['manager', 'admin', 'service'], scope: 'tickets:read' },
  /** Opening a ticket, and other things that a customer does as well. */
  customersAndSupportWrite: { roles: ['requester', ...TIERS, 'admin', 'service'], scope: 'tickets:write' },
  /** Adding a message; an engineer's is an internal note. */
  everybodyWrites: {
    roles: ['requester', ...TIERS, 'engineer', 'admin', 'service'],
    scope: 'tickets:write',
  },
  /** What agents do. */
  supportWrites: { roles: [...TIERS, 'admin', 'service'], scope: 'tickets:write' },
  /** Moving a ticket: its holder, or a manager for whom it is marked. */
  moversWrite: { roles: [...TIERS, 'manager', 'admin', 'service'], scope: 'tickets:write' },
  /** Working with engineering. */
  t3Writes: { roles: ['T3', 'admin', 'service'], scope: 'tickets:write' },
  /** Keeping organisations and requesters. */
  integrationsWrite: { roles: ['admin', 'service'], scope: 'people:write' },
  /** Keys, policy, machinery. */
  adminsOnly: { roles: ['admin'], scope: 'admin' },
} as const satisfies Readonly<Record<string, Access>>;

/** Whether a caller may use a route at all. */
export function mayCall({ role, scopes }: Caller, access: Exclude<Access, 'signed'>): boolean {
  return access.roles.includes(role) && scopes.includes(access.scope);
}

/** Who acts, as a request says it: by `agent` in its path or body, its `author`, its `requester`. */
export interface Claim {
  readonly agent?: unknown;
  readonly author?: { readonly kind?: unknown; readonly id?: unknown };
  readonly requester?: unknown;
}

/** Whether a caller may act as whom the request names: all but admins and services only as themselves. */
export function speaksFor(caller: Caller, { agent, author, requester }: Claim): boolean {
  switch (caller.role) {
    case 'requester':
      return (
        agent === undefined &&
        (author === undefined || author.kind === 'requester') &&
        (requester === undefined || requester === caller.requester)
      );
    case 'T1':
    case 'T2':
    case 'T3':
      return (
        (agent === undefined || agent === caller.agent) &&
        (author === undefined || (author.kind === 'agent' && author.id === caller.agent))
      );
    case 'engineer':
      return (
        agent === undefined &&
        (author === undefined || (author.kind === 'engineer' && author.id === caller.engineer))
      );
    case 'manager':
      return agent === undefined && author === undefined;
    case 'admin':
    case 'service':
      return true;
  }
}
