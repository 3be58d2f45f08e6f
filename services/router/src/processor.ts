import type { PolicySource } from '@tierline/contracts';
import { type Actor, decide } from '@tierline/domain';
import { type Clock, Counter, type Registry } from '@tierline/platform';
import { ConflictError, type TicketStore } from '@tierline/store';

export interface RouterOptions {
  readonly store: Pick<TicketStore, 'changeAll'>;
  readonly policies: PolicySource;
  readonly clock: Clock;
  readonly registry: Registry;
}

const ROUTER: Actor = { kind: 'system', name: 'router' };

/**
 * Routes the tickets named. One that is routed already, or unknown, is left alone, so a second run changes nothing.
 * Throws ConflictError when one kept changing meanwhile; the others are routed then.
 */
export type RouteTickets = (ids: readonly string[]) => Promise<void>;

export function createRouteTickets({ store, policies, clock, registry }: RouterOptions): RouteTickets {
  const routed = new Counter({
    name: 'tierline_tickets_routed_total',
    help: 'Tickets put on a tier, by who decided (rule, model or default) and the rule of the policy.',
    labelNames: ['tier', 'by', 'rule'],
    registers: [registry],
  });
  return async (ids) => {
    const outcomes = await store.changeAll(ids, (ticket) =>
      decide(ticket, { kind: 'route', by: ROUTER }, clock.now(), policies.current().policy),
    );
    for (const outcome of outcomes.values()) {
      if (outcome instanceof ConflictError) throw outcome;
      if (outcome.kind === 'changed' && outcome.ticket.tier !== undefined) {
        const { tier, routing } = outcome.ticket;
        routed.inc({ tier, by: routing?.by ?? 'default', rule: routing?.rule ?? 'none' });
      }
    }
  };
}
