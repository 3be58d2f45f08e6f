import { assign, keptFor } from './assignment.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import type { Presence } from './presence.ts';
import { type Agent, isHere } from './staff.ts';
import { onShift, teamOf } from './team.ts';
import type { Ticket } from './ticket.ts';
import { type Instant, millis } from './time.ts';

/** Somebody who may be given tickets, as known at that time. */
export interface Candidate {
  readonly agent: Agent;
  /** Slots in use. */
  readonly occupied: readonly number[];
  readonly presence: Presence;
  /** When the agent last came to a ticket; absent: never. */
  readonly assignedAt?: Instant;
}

/** A ticket for an agent, and how many others could have had it. */
export interface Gift {
  readonly ticket: Ticket;
  readonly agent: Agent;
  readonly occupied: readonly number[];
  readonly alternatives: number;
}

export interface Distribution {
  readonly gifts: readonly Gift[];
  /** Agents who are kept free for a ticket whose turn it was and that takes more room than they have. */
  readonly reserved: ReadonlySet<AgentId>;
}

/** A candidate while tickets are given: `turn` counts those given here, which are later than all before. */
interface Standing {
  readonly agent: Agent;
  occupied: readonly number[];
  turn: number;
  readonly assignedAt: number;
}

/** Whether an agent is given tickets: there, on shift, available, and in a team that is given its tickets. */
export function takesGifts(
  { agent, presence }: Pick<Candidate, 'agent' | 'presence'>,
  now: Instant,
  policy: Policy,
): boolean {
  return (
    presence === 'available' &&
    isHere(agent, now) &&
    onShift(agent, now, policy) &&
    teamOf(agent, now, policy)?.assignment === 'push'
  );
}

/**
 * Who is given which of these tickets, in the tickets' order (lowest rank first). A ticket goes to the agent who knows it,
 * else to the one who may have it, has room, and was given nothing for longest; of those the one with the most room; and
 * to the one who gave it back only where there is no other. A ticket that nobody has room for keeps what room there is from the tickets after it, so that a heavy one is not passed
 * over for ever.
 */
export function distribute(
  tickets: readonly Ticket[],
  candidates: readonly Candidate[],
  now: Instant,
  policy: Policy,
): Distribution {
  const people: readonly Standing[] = candidates
    .filter((one) => takesGifts(one, now, policy))
    .map(({ agent, occupied, assignedAt = -Infinity }) => ({ agent, occupied, assignedAt, turn: 0 }));
  const reserved = new Set<AgentId>();
  const gifts: Gift[] = [];
  for (const ticket of tickets) {
    if (ticket.state.kind !== 'waiting') continue;
    const able: { readonly one: Standing; readonly slots: readonly number[] }[] = [];
    const full: Standing[] = [];
    for (const one of people) {
      if (reserved.has(one.agent.id)) continue;
      const slots = assign(ticket, one.agent, one.occupied, { now, policy });
      if (!('kind' in slots)) able.push({ one, slots });
      else if (slots.code === 'at-capacity') full.push(one);
    }
    const best = able.toSorted((a, b) => order(a.one, b.one, ticket))[0];
    if (best === undefined) {
      // Nobody else's room is of use to a ticket that is kept for one agent.
      if (keptFor(ticket, now, policy) === undefined) for (const { agent } of full) reserved.add(agent.id);
      continue;
    }
    const { one, slots } = best;
    gifts.push({ ticket, agent: one.agent, occupied: one.occupied, alternatives: able.length - 1 });
    one.occupied = [...one.occupied, ...slots];
    one.turn = gifts.length;
  }
  return { gifts, reserved };
}

/** For so long others come first where an agent gave a ticket back: by then whoever could have it had the time to take it. */
export const OTHERS_FIRST = millis(3_600_000);

/** Whether anybody but this agent is at work, may have the ticket and has room for it. */
export function isForOthers(
  ticket: Ticket,
  id: AgentId,
  people: readonly Candidate[],
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
): boolean {
  return people.some(
    ({ agent, occupied, presence }) =>
      agent.id !== id &&
      presence === 'available' &&
      isHere(agent, now) &&
      onShift(agent, now, policy) &&
      !('kind' in assign(ticket, agent, occupied, { now, policy })),
  );
}

const NOBODY: { readonly preferred?: AgentId; readonly returnedBy?: AgentId } = {};

function order(a: Standing, b: Standing, { state }: Ticket): number {
  const { preferred, returnedBy } = state.kind === 'waiting' ? state : NOBODY;
  if ((a.agent.id === preferred) !== (b.agent.id === preferred)) return a.agent.id === preferred ? -1 : 1;
  if ((a.agent.id === returnedBy) !== (b.agent.id === returnedBy)) return a.agent.id === returnedBy ? 1 : -1;
  if (a.turn !== b.turn) return a.turn - b.turn;
  if (a.assignedAt !== b.assignedAt) return a.assignedAt < b.assignedAt ? -1 : 1;
  const room = ({ agent, occupied }: Standing) => agent.capacity - occupied.length;
  return room(b) - room(a) || (a.agent.id < b.agent.id ? -1 : 1);
}
