import type { PolicySource } from '@tierline/contracts';
import {
  type Agent,
  decide,
  type Instant,
  type Refusal,
  serves,
  type Ticket,
  tierOf,
} from '@tierline/domain';

import type { Database } from './database.ts';
import { ConflictError } from './errors.ts';
import type { Idempotency, TicketDocument } from './schemas.ts';
import { occupiedSlots } from './slots.ts';
import { ticketOf } from './ticket-document.ts';
import type { TicketStore } from './ticket-store.ts';
import { lanesOf, notKept, staffOf, waitingIn } from './waiting.ts';

/** Gives an agent the next ticket that the agent may have. */
export type ClaimNext = (
  agent: Agent,
  now: Instant,
  request?: Idempotency,
) => Promise<Claimed | Refusal | undefined>;

export interface Claimed {
  readonly kind: 'claimed';
  readonly ticket: Ticket;
  /** Whether the request's key had claimed this ticket before. */
  readonly repeated: boolean;
}

/** How many of the best tickets claimers spread over once they met at the very best. */
const CHOICE = 16;
const TRIES = 40;

/**
 * `claim next`: first what the agent knows already, then the lowest rank among the lanes of the tier that the agent
 * serves. Undefined when nothing waits, a
 * refusal when the agent's hands are full. Two claimers of one ticket are a race on its version, two tickets in one slot
 * of an agent a duplicate key: whatever the concurrency, no ticket is given twice and no agent gets more than fits.
 * With a request's key a repeat gets the ticket that the first one got; an answer of nothing is not remembered.
 * Throws ConflictError after many lost races, IdempotencyKeyReusedError when the key belongs to another request.
 */
export function createClaimNext(database: Database, store: TicketStore, policies: PolicySource): ClaimNext {
  async function candidates(agent: Agent, now: Instant, limit: number): Promise<readonly TicketDocument[]> {
    const { policy } = policies.current();
    const tier = tierOf(agent, now);
    const lanes = (await lanesOf(database, tier)).filter((lane) => serves(agent, lane, now, policy));
    if (lanes.length === 0) return [];
    const others = staffOf(tier, now, policy).flatMap(({ id }) => (id === agent.id ? [] : [id]));
    const best = (only: object) => waitingIn(database, { tier, lanes, limit, only });
    const [known, next] = await Promise.all([
      best({ 'state.preferred': agent.id }),
      best(notKept(others, now, policy)),
    ]);
    return known.length > 0 ? known : next;
  }

  /** What the request claimed before, if it did. */
  async function repeatOf(request: Idempotency | undefined): Promise<Claimed | undefined> {
    const ticket = request && (await store.changedBy(request));
    return ticket && { kind: 'claimed', ticket, repeated: true };
  }

  return async (agent, now, request) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const before = await repeatOf(request);
      if (before !== undefined) return before;
      const [slots, waiting] = await Promise.all([
        occupiedSlots(database, agent.id),
        candidates(agent, now, tries === 0 ? 1 : CHOICE),
      ]);
      // A loser takes any of the best few, so that a crowd does not meet at the top again.
      const document = waiting[Math.floor(Math.random() * waiting.length)];
      // Where nothing is to be had, the same request may just have had it.
      if (document === undefined) return repeatOf(request);
      const ticket = ticketOf(document);
      const decision = decide(
        ticket,
        { kind: 'claim', agentId: agent.id, occupied: slots },
        now,
        policies.current().policy,
      );
      if (decision.kind === 'refused') return (await repeatOf(request)) ?? decision;
      if ((await store.apply(ticket, decision, request)) === 'written') {
        return { kind: 'claimed', ticket: decision.ticket, repeated: false };
      }
    }
    throw new ConflictError(`next for ${agent.id}`);
  };
}
