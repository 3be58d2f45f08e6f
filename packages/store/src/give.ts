import type { PolicySource } from '@tierline/contracts';
import {
  type Actor,
  type AgentId,
  type Candidate,
  decide,
  distribute,
  type Gift,
  type Instant,
  serves,
  takesGifts,
  teamOf,
  type Tier,
} from '@tierline/domain';

import { candidatesOf } from './candidates.ts';
import type { Database } from './database.ts';
import { ticketOf } from './ticket-document.ts';
import type { TicketStore } from './ticket-store.ts';
import { lanesOf, notKept, staffOf, waitingIn } from './waiting.ts';

/**
 * Gives what waits on a tier to the agents of its push teams, as far as they have room; resolves with how many tickets
 * were given. Any number of processes may do so at once: each gift is the claim of one ticket into unique slots, and the
 * loser of a race looks again. `now` is asked again once tickets are read: a gift is never older than what happened to its
 * ticket before.
 */
export type GiveWaiting = (tier: Tier, now: () => Instant) => Promise<number>;

/** Tickets looked at in one go. */
const PAGE = 200;
/** Goes until the rest is left to the next wake or sweep. */
const ROUNDS = 50;
const ROUTER: Actor = { kind: 'system', name: 'router' };

export function createGiveWaiting(
  database: Database,
  store: TicketStore,
  policies: PolicySource,
): GiveWaiting {
  /** Those of the tier's push teams who could be given something now, with room. */
  async function free(tier: Tier, now: Instant): Promise<readonly Candidate[]> {
    const { policy } = policies.current();
    const people = staffOf(tier, now, policy).filter(
      (agent) => teamOf(agent, now, policy)?.assignment === 'push',
    );
    const candidates = await candidatesOf(database, people, now, policy);
    return candidates.filter(
      (one) => one.occupied.length < one.agent.capacity && takesGifts(one, now, policy),
    );
  }

  /** Whether the ticket is in the agent's hands now. */
  async function give({ ticket, agent, occupied, alternatives }: Gift, now: Instant): Promise<boolean> {
    const decision = decide(
      ticket,
      { kind: 'push', agentId: agent.id, occupied, presence: 'available', alternatives, by: ROUTER },
      now,
      policies.current().policy,
    );
    if (decision.kind === 'refused' || (await store.apply(ticket, decision)) !== 'written') return false;
    await database.presence.updateOne({ _id: agent.id }, { $max: { assignedAt: now } });
    return true;
  }

  return async (tier, clock) => {
    const reserved = new Set<AgentId>();
    let total = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { policy } = policies.current();
      const now = clock();
      const ready = (await free(tier, now)).filter(({ agent }) => !reserved.has(agent.id));
      if (ready.length === 0) return total;
      const lanes = (await lanesOf(database, tier)).filter((lane) =>
        ready.some(({ agent }) => serves(agent, lane, now, policy)),
      );
      if (lanes.length === 0) return total;
      const busy = staffOf(tier, now, policy).flatMap(({ id }) =>
        ready.some(({ agent }) => agent.id === id) ? [] : [id],
      );
      const documents = await waitingIn(database, {
        tier,
        lanes,
        limit: PAGE,
        only: notKept(busy, now, policy),
      });
      const { gifts, reserved: kept } = distribute(documents.map(ticketOf), ready, now, policy);
      const outcomes = await Promise.all(gifts.map((gift) => give(gift, clock())));
      const given = outcomes.filter(Boolean).length;
      total += given;
      for (const id of kept) reserved.add(id);
      // All of what waits was looked at, or another look would see the same.
      const settled = given === gifts.length && documents.length < PAGE;
      if (settled || (gifts.length === 0 && kept.size === 0)) return total;
    }
    return total;
  };
}
