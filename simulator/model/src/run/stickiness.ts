import { NOBODY } from '@tierline/engine';

import type { Desk } from './desk.ts';
import { EVENTS, ORDER, SAME_TIME } from './events.ts';
import { IDLE } from './staff.ts';
import { BEGUN, KEPT } from './ticket-pool.ts';

/**
 * What comes back waits for a while for who had it last on its tier, and for nobody else: as `keptFor` of the domain, where
 * the policy has `assignment.stickFor`.
 */
export class Stickiness {
  readonly #desk: Desk;
  readonly #stickFor: number;
  /** Tickets that are kept, by the person. */
  readonly #kept = new Map<number, number[]>();

  /** @param stickFor milliseconds of wall time. */
  constructor(desk: Desk, stickFor: number) {
    this.#desk = desk;
    this.#stickFor = stickFor;
  }

  /** A ticket that somebody knows goes to that person, now or later. False where nobody does, or it is in the middle of a visit. */
  keep(ticket: number, now: number): boolean {
    const { staff, queues, events, pool } = this.#desk;
    const person = pool.knownBy[ticket] as number;
    const flags = pool.flags[ticket] as number;
    if (person === NOBODY || (flags & BEGUN) !== 0) return false;
    if (staff.state[person] === IDLE) {
      staff.takeOut(person);
      this.#desk.begin(person, ticket, now);
      return true;
    }
    queues.hold(this.#desk.laneOf(ticket), ticket, now);
    pool.flags[ticket] = (pool.flags[ticket] as number) | KEPT;
    const own = this.#kept.get(person);
    if (own === undefined) this.#kept.set(person, [ticket]);
    else own.push(ticket);
    events.push(now + this.#stickFor, EVENTS.unstick, ticket, ORDER.others);
    return true;
  }

  /** Takes the best of what is kept for somebody, unless what waits for all of the crew comes before; NOBODY then. */
  take(person: number, crew: number, now: number): number {
    const own = this.#kept.get(person);
    if (own === undefined || own.length === 0) return NOBODY;
    const { clocks, queues } = this.#desk;
    let best = NOBODY;
    let rank = queues.bestRank(crew);
    for (const ticket of own) {
      const its = clocks.rank(ticket);
      if (its > rank || (its === rank && best !== NOBODY)) continue;
      best = ticket;
      rank = its;
    }
    if (best !== NOBODY) this.leave(best, now);
    return best;
  }

  /** It was kept long enough: anybody who serves its lane may have it. */
  end(ticket: number, now: number): void {
    const { pool } = this.#desk;
    const queued = pool.queued[ticket] as number;
    // The row may be another ticket's by now, or the ticket was taken and is kept anew.
    if (!this.isKept(ticket) || queued + this.#stickFor > now + SAME_TIME) return;
    this.leave(ticket, now);
    this.#desk.offer(ticket, now);
  }

  isKept(ticket: number): boolean {
    return ((this.#desk.pool.flags[ticket] as number) & KEPT) !== 0;
  }

  /** It is kept no longer, and waits no longer. */
  leave(ticket: number, now: number): void {
    const { pool, queues } = this.#desk;
    const own = this.#kept.get(pool.knownBy[ticket] as number);
    own?.splice(own.indexOf(ticket), 1);
    pool.unset(ticket, KEPT);
    queues.leave(this.#desk.laneOf(ticket), ticket, now);
  }
}
