/** Agents at work: one after the other for the time of a claim, all at once for claims per second. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { LoadedPolicy } from '@tierline/contracts';
import { type Agent, type AgentId, decide, laneOf } from '@tierline/domain';
import type { RealTicketing } from '@tierline/testkit';

import { NOW } from './claim-backlog.ts';
import { quantilesOf } from './quantile.ts';

export interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Work {
  readonly claimsPerSecond: number;
  readonly claims: number;
  /** Tickets that two claims got. */
  readonly double: number;
  /** The most slots of one agent that were ever seen in use. */
  readonly mostHeld: number;
}

const SPREAD = 86_400_000;
const SAMPLE_MS = 250;
const POLL_MS = 20;

export function timesOf(milliseconds: readonly number[]): Times {
  const at = quantilesOf(milliseconds);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/**
 * How long each of `count` claims took, one after the other. Each ticket is put back, at another place of its lane, so that
 * the backlog stays as large as it is.
 */
export async function claimAlone(
  { claimNext, database }: RealTicketing['ticketing'],
  agent: Agent,
  count: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const began = performance.now();
    const next = await claimNext(agent, () => NOW);
    times.push(performance.now() - began);
    if (next?.kind !== 'claimed') throw new Error(`nothing to claim: ${JSON.stringify(next)}`);
    await database.tickets.updateOne(
      { _id: next.ticket.id },
      {
        $set: {
          lane: laneOf(next.ticket),
          rank: NOW + Math.floor(Math.random() * SPREAD),
          state: { kind: 'waiting', since: NOW },
        },
      },
      { writeConcern: { w: 1, journal: false } },
    );
  }
  return times;
}

/** All agents claim and solve for so many seconds, each with up to two tickets in hand beside the one that comes. */
export async function workTogether(
  ticketing: RealTicketing['ticketing'],
  loaded: LoadedPolicy,
  ids: readonly AgentId[],
  seconds: number,
): Promise<Work> {
  const { claimNext, store, database } = ticketing;
  const claimed = new Set<string>();
  let claims = 0;
  let mostHeld = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  const working = () => performance.now() < until;

  async function solve(id: string, agent: AgentId): Promise<void> {
    const outcome = await store.change(id, (ticket) =>
      decide(ticket, { kind: 'solve', agentId: agent }, NOW, loaded.policy),
    );
    if (outcome.kind !== 'changed') throw new Error(`not solved: ${JSON.stringify(outcome)}`);
  }

  async function work(id: AgentId): Promise<void> {
    const agent = loaded.policy.agents.get(id);
    if (agent === undefined) throw new Error(`no ${id}`);
    const held: string[] = [];
    while (working()) {
      const next = await claimNext(agent, () => NOW);
      if (next === undefined) await sleep(POLL_MS);
      else if (next.kind === 'claimed') {
        claims += 1;
        claimed.add(next.ticket.id);
        held.push(next.ticket.id);
      }
      if (next?.kind === 'refused' || held.length > 2) {
        const oldest = held.shift();
        if (oldest !== undefined) await solve(oldest, id);
      }
    }
  }

  async function watch(): Promise<void> {
    while (working()) {
      const [most] = await database.tickets
        .aggregate<{ readonly slots: number }>([
          { $match: { 'state.holder': { $exists: true } } },
          { $group: { _id: '$state.holder', slots: { $sum: { $size: '$state.slots' } } } },
          { $sort: { slots: -1 } },
          { $limit: 1 },
        ])
        .toArray();
      mostHeld = Math.max(mostHeld, most?.slots ?? 0);
      await sleep(SAMPLE_MS);
    }
  }

  await Promise.all([watch(), ...ids.map(work)]);
  const took = (performance.now() - began) / 1000;
  return { claimsPerSecond: claims / took, claims, double: claims - claimed.size, mostHeld };
}
