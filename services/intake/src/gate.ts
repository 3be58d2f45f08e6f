import {
  type Access,
  type AuthFailure,
  type Caller,
  mayCall,
  type Route,
  speaksFor,
} from '@tierline/contracts';
import type { TicketId } from '@tierline/domain';
import type { Logger } from '@tierline/platform';
import type { TicketStore } from '@tierline/store';
import type { Request } from 'express';

import type { Authenticator } from './authenticate.ts';
import type { IntakeMetrics } from './metrics.ts';
import { isOwn } from './own-tickets.ts';
import { ProblemError } from './problems.ts';
import { unknownTicket } from './ticket-answer.ts';

/** A request's parts that can name somebody or something that not everybody may act as or see. */
export interface GuardedParts {
  readonly params?: { readonly id?: unknown; readonly agent?: unknown } | undefined;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** Who may come in. Everybody who is refused is logged and counted. */
export interface Gate {
  /**
   * Who calls a route, before the request is read; undefined for a route whose handler checks a signature.
   * Throws the problems `unauthenticated` and `forbidden`.
   */
  readonly admit: (route: Route, request: Request) => Promise<Caller | undefined>;
  /**
   * Checks a request that was read: whom it acts as, and whether the caller may see its ticket.
   * Throws the problems `not-your-identity` and, for a customer's foreign ticket as for no ticket, `unknown-ticket`.
   */
  readonly check: (route: Route, caller: Caller, parts: GuardedParts) => Promise<void>;
}

export function createGate(options: {
  readonly authenticator: Authenticator;
  readonly store: TicketStore;
  readonly metrics: IntakeMetrics;
  readonly logger: Logger;
}): Gate {
  const { authenticator, store, metrics, logger } = options;

  function refuse(
    code: 'unauthenticated' | 'forbidden' | 'not-your-identity',
    reason: AuthFailure,
    o: Refused,
  ) {
    metrics.authFailed(reason);
    const { method, path } = o.route;
    logger.warn({ reason, method, route: path, keyId: o.caller?.keyId }, 'caller refused');
    return new ProblemError(code, o.detail);
  }

  return {
    admit: async (route, request) => {
      const access: Access = route.access;
      if (access === 'signed') return undefined;
      const found = await authenticator.authenticate(request.get('authorization'));
      if (found.kind === 'unknown')
        throw refuse('unauthenticated', found.reason, { route, detail: found.detail });
      const { caller } = found;
      if (mayCall(caller, access)) return caller;
      const detail = access.roles.includes(caller.role)
        ? `the key needs the scope ${access.scope}`
        : `this is for ${access.roles.join(', ')}; the key is of role ${caller.role}`;
      throw refuse('forbidden', 'forbidden', { route, caller, detail });
    },
    check: async (route, caller, { params, query, body }) => {
      const named = {
        ...(isRecord(query) && query),
        ...(isRecord(body) && body),
        ...(params?.agent !== undefined && { agent: params.agent }),
      };
      if (route.method === 'post' && !speaksFor(caller, named)) {
        const detail = 'the request acts as somebody else than the key stands for';
        throw refuse('not-your-identity', 'not-your-identity', { route, caller, detail });
      }
      if (caller.role === 'requester' && route.path.startsWith('/v1/tickets/{id}'))
        await checkOwn(caller, params?.id as TicketId);
    },
  };

  async function checkOwn(caller: Extract<Caller, { role: 'requester' }>, id: TicketId): Promise<void> {
    const [ticket] = await store.read([id]);
    if (ticket === undefined || !isOwn(caller, ticket)) throw unknownTicket(id);
  }
}

interface Refused {
  readonly route: Route;
  readonly caller?: Caller;
  readonly detail: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
