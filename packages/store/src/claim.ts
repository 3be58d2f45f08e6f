import type { PolicySource } from '@tierline/contracts';
import {
  type Agent,
  decide,
  type Instant,
  isForOthers,
  type Refusal,
  serves,
  type Ticket,
  tierOf,
} from '@tierline/domain';

import { candidatesOf } from './candidates.ts';
import type { Database } from './database.ts';
import { ConflictError } from './errors.ts';
import type { Idempotency, TicketDocument } from './schemas.ts';
import { occupiedSlots } from './slots.ts';
import { ticketOf } from './ticket-document.ts';
import type { TicketStore } from './ticket-store.ts';
import { lanesOf, notKept, notReturnedBy, staffOf, waitingIn } from './waiting.ts';

/**
 * Gives an agent the next ticket that the agent may have. `now` is asked once a ticket is read: a claim that was dated
 * when it came in could be older than what happened to the ticket meanwhile.
 */
export type ClaimNext = (
  agent: Agent,
  now: () => Instant,
  request?: Idempotency,
) => Promise<Claimed | Refusal | undefined>;

export interface Claimed {
  readonly kind: 'claimed';
  readonly ticket: Ticket;
  /** Whether the request's key had claimed this ticket before. */
  readonly repeated: boolean;
}

/** How many of the best tickets claimers spread over once they met at the very best. */
const CHOICE = 32;
const TRIES = 40;

/**
 * `claim next`: first what the agent knows already, then the lowest rank among the lanes of the tier that the agent
 * serves; what the agent gave back lately only when there is nothing else, and while nobody else could have it. Undefined
 * when nothing waits, a refusal when the agent's hands are full. Two claimers of one ticket are a race on its version, two tickets in one slot
 * of an agent a duplicate key: whatever the concurrency, no ticket is given twice and no agent gets more than fits.
 * With a request's key a repeat gets the ticket that the first one got; an answer of nothing is not remembered.
 * Throws ConflictError after many lost races, IdempotencyKeyReusedError when the key belongs to another request.
 */
export function createClaimNext(database: Database, store: TicketStore, policies: PolicySource): ClaimNext {
  /** Tickets that this process is about to give to somebody. */
  const trying = new Set<string>();

  async function candidates(agent: Agent, now: Instant, limit: number): Promise<readonly TicketDocument[]> {
    const { policy } = policies.current();
    const tier = tierOf(agent, now);
    const lanes = (await lanesOf(database, tier)).filter((lane) => serves(agent, lane, now, policy));
    if (lanes.length === 0) return [];
    const others = staffOf(tier, now, policy).filter(({ id }) => id !== agent.id);
    const kept = notKept(
      others.map(({ id }) => id),
      now,
      policy,
    );
    const best = (only: object, most = limit) => waitingIn(database, { tier, lanes, limit: most, only });
    const [known, next] = await Promise.all([
      best({ 'state.preferred': agent.id }),
      best({ ...kept, ...notReturnedBy(agent.id, now) }),
    ]);
    if (known.length > 0 || next.length > 0) return known.length > 0 ? known : next;
    const returned = await best({ 'state.returnedBy': agent.id }, CHOICE);
    if (returned.length === 0) return [];
    const people = await candidatesOf(database, others, now, policy);
    return returned.filter((document) => !isForOthers(ticketOf(document), agent.id, people, { now, policy }));
  }

  /** What the request claimed before, if it did. */
  async function repeatOf(request: Idempotency | undefined): Promise<Claimed | undefined> {
    const ticket = request && (await store.changedBy(request));
    return ticket && { kind: 'claimed', ticket, repeated: true };
  }

  /**
   * The best that nobody else in this process is about to take. A loser takes any of the best few, so that a crowd of
   * processes does not meet at the top again.
   */
  function choose(waiting: readonly TicketDocument[], lost: boolean): TicketDocument | undefined {
    const free = waiting.filter(({ _id }) => !trying.has(_id));
    const among = free.length > 0 ? free : waiting;
    return among[lost ? Math.floor(Math.random() * among.length) : 0];
  }

  /** One attempt; undefined for a lost race. */
  async function attempt(
    agent: Agent,
    now: () => Instant,
    { lost, request }: { readonly lost: boolean; readonly request: Idempotency | undefined },
  ): Promise<Claimed | Refusal | 'nothing' | undefined> {
    const limit = lost ? CHOICE : Math.min(trying.size + 1, CHOICE);
    const [slots, waiting] = await Promise.all([
      occupiedSlots(database, agent.id),
      candidates(agent, now(), limit),
    ]);
    const document = choose(waiting, lost);
    if (document === undefined) return 'nothing';
    const ticket = ticketOf(document);
    const command = { kind: 'claim', agentId: agent.id, occupied: slots } as const;
    const decision = decide(ticket, command, now(), policies.current().policy);
    if (decision.kind === 'refused') return decision;
    trying.add(document._id);
    try {
      return (await store.apply(ticket, decision, request)) === 'written'
        ? { kind: 'claimed', ticket: decision.ticket, repeated: false }
        : undefined;
    } finally {
      trying.delete(document._id);
    }
  }

  return async (agent, now, request) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const before = await repeatOf(request);
      if (before !== undefined) return before;
      const outcome = await attempt(agent, now, { lost: tries > 0, request });
      // Where nothing is to be had, or not by this agent, the same request may just have had it.
      if (outcome === 'nothing') return repeatOf(request);
      if (outcome?.kind === 'refused') return (await repeatOf(request)) ?? outcome;
      if (outcome !== undefined) return outcome;
    }
    throw new ConflictError(`next for ${agent.id}`);
  };
}
