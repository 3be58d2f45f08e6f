import { METRICS, type PolicySource } from '@tierline/contracts';
import { decide, millis, type Ticket } from '@tierline/domain';
import { type Clock, counterOf, histogramOf, type Registry } from '@tierline/platform';
import type { Classify } from '@tierline/service';
import { ConflictError, type TicketStore } from '@tierline/store';

import { ROUTER } from './actor.ts';

export interface RouterOptions {
  readonly store: Pick<TicketStore, 'change' | 'changeAll'>;
  readonly policies: PolicySource;
  /** What the model in use says of a ticket; undefined without one. */
  readonly classify?: Classify;
  readonly clock: Clock;
  readonly registry: Registry;
}

/**
 * Routes the tickets named. One that is routed already, or unknown, is left alone, so a second run changes nothing.
 * Throws ConflictError when one kept changing meanwhile; the others are routed then.
 */
export type RouteTickets = (ids: readonly string[]) => Promise<void>;

export function createRouteTickets({
  store,
  policies,
  classify,
  clock,
  registry,
}: RouterOptions): RouteTickets {
  const routed = counterOf(registry, METRICS.ticketsRouted);
  const delay = histogramOf(registry, METRICS.acceptToRouted);
  /** A ticket that was split off another is linked there too, should who split it have died before. */
  async function linkBack({ id, splitFrom }: Ticket): Promise<void> {
    if (splitFrom === undefined) return;
    const { ticket, by } = splitFrom;
    await store.change(ticket, (source) =>
      decide(
        source,
        { kind: 'link', agentId: by, to: id, link: 'split-into' },
        clock.now(),
        policies.current().policy,
      ),
    );
  }

  return async (ids) => {
    const outcomes = await store.changeAll(ids, (ticket) => {
      const classification = ticket.state.kind === 'new' ? classify?.(ticket) : undefined;
      return decide(
        ticket,
        { kind: 'route', by: ROUTER, ...(classification && { classification }) },
        clock.now(),
        policies.current().policy,
      );
    });
    for (const outcome of outcomes.values()) {
      if (outcome instanceof ConflictError) throw outcome;
      if (outcome.kind === 'changed' || outcome.kind === 'unchanged') await linkBack(outcome.ticket);
      if (outcome.kind === 'changed' && outcome.ticket.tier !== undefined) {
        const { tier, routing, openedAt } = outcome.ticket;
        routed.inc({ tier, by: routing?.by ?? 'default', rule: routing?.rule ?? 'none' });
        delay.observe(clock.wallSpan(millis(Math.max(0, clock.now() - openedAt))) / 1000);
      }
    }
  };
}
