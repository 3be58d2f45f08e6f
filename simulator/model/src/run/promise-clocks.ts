import { CalendarCursor } from '@tierline/domain';

import { placeOf } from '../organisation/class-table.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { promiseSlot, WHILE_ON_HOLD, WHILE_PENDING } from '../organisation/promise-table.ts';
import type { Measures } from './measures.ts';
import {
  ANSWERED,
  CLOCKS,
  COUNTED,
  IS_SOLVED,
  OWED_ANSWER,
  RAN_ON,
  type TicketPool,
  FIRST,
  NEXT,
  STAY,
  WHOLE,
} from './ticket-pool.ts';

const PAUSES = { pending: WHILE_PENDING, 'on-hold': WHILE_ON_HOLD } as const;

/**
 * The promises of all tickets of a run: what the domain's clocks do, on numbers. A clock that runs keeps the open time at
 * which nothing was spent of it.
 */
export class PromiseClocks {
  readonly #hours: readonly CalendarCursor[];
  readonly #targets: Float64Array;
  readonly #calendars: Int32Array;
  readonly #pauses: Uint8Array;
  readonly #headStarts: Float64Array;
  readonly #slices: Int32Array;
  readonly #pool: TicketPool;
  readonly #measures: Measures;

  constructor({ calendars, table, promises }: Organisation, pool: TicketPool, measures: Measures) {
    this.#hours = calendars.map((calendar) => new CalendarCursor(calendar));
    this.#targets = promises.targets;
    this.#calendars = promises.calendars;
    this.#pauses = promises.pauses;
    this.#headStarts = promises.headStarts;
    this.#slices = table.slices;
    this.#pool = pool;
    this.#measures = measures;
  }

  /** A ticket is created, and begins its first stay. */
  create(ticket: number, now: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    const slot = promiseSlot(pool.kind[ticket] as number, 0, 0);
    const calendars = this.#calendars;
    const stay = slot + STAY + (pool.tier[ticket] as number);
    const open = this.#open(slot + FIRST, now);
    pool.spent[row + FIRST] = open;
    // Most promises of a ticket are on one calendar.
    pool.spent[row + WHOLE] =
      calendars[slot + WHOLE] === calendars[slot] ? open : this.#open(slot + WHOLE, now);
    pool.spent[row + STAY] = calendars[stay] === calendars[slot] ? open : this.#open(stay, now);
    pool.stayBegan[ticket] = now;
    for (let clock = 0; clock < CLOCKS; clock += 1) pool.fired[row + clock] = 0;
  }

  /** The tier's target begins anew with each stay. */
  enterTier(ticket: number, now: number): void {
    this.#begin(ticket, STAY, now);
    this.#pool.stayBegan[ticket] = now;
  }

  /** The customer has written, and is owed an answer. */
  oweAnswer(ticket: number, now: number): void {
    const pool = this.#pool;
    if (((pool.flags[ticket] as number) & (OWED_ANSWER | ANSWERED)) !== ANSWERED) return;
    pool.flags[ticket] = (pool.flags[ticket] as number) | OWED_ANSWER;
    this.#begin(ticket, NEXT, now);
  }

  /** The first answer was given at a moment that may be a little ago. */
  answer(ticket: number, at: number): void {
    this.#stop(ticket, FIRST, at);
  }

  /** An answer that was owed is given. */
  answerAgain(ticket: number, now: number): void {
    const pool = this.#pool;
    if (((pool.flags[ticket] as number) & OWED_ANSWER) === 0) return;
    pool.flags[ticket] = (pool.flags[ticket] as number) & ~OWED_ANSWER;
    this.#stop(ticket, NEXT, now);
    this.#keep(ticket, NEXT, pool.spent[CLOCKS * ticket + NEXT] as number);
  }

  /** The ticket waits for somebody outside support, or no longer: promises that wait in that state stop, or go on. */
  pause(ticket: number, state: 'pending' | 'on-hold', now: number): void {
    for (let clock = 0; clock < CLOCKS; clock += 1)
      if (this.#runs(ticket, clock) && this.#waitsIn(ticket, clock, state)) this.#stop(ticket, clock, now);
  }

  resume(ticket: number, state: 'pending' | 'on-hold', now: number): void {
    for (let clock = 0; clock < CLOCKS; clock += 1)
      if (this.#runs(ticket, clock) && this.#waitsIn(ticket, clock, state)) this.goOn(ticket, clock, now);
  }

  /** The ticket is solved: how much of its resolution was spent, which it keeps in case that it comes back. */
  solve(ticket: number, now: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    const whole = this.#slot(ticket, WHOLE);
    const stay = this.#slot(ticket, STAY);
    const open = this.#open(whole, now);
    const own = this.#calendars[stay] === this.#calendars[whole] ? open : this.#open(stay, now);
    pool.spent[row + WHOLE] = open - (pool.spent[row + WHOLE] as number);
    pool.spent[row + STAY] = own - (pool.spent[row + STAY] as number);
  }

  /** It was not: its resolution runs on with what was spent. */
  reopen(ticket: number, now: number): void {
    this.goOn(ticket, WHOLE, now);
  }

  /** Records what became of the promises of a ticket that counts and is done for good. */
  close(ticket: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    const kind = pool.kind[ticket] as number;
    const tier = pool.tier[ticket] as number;
    const slice = this.#slices[placeOf(kind, tier)] as number;
    const slot = promiseSlot(kind, 0, 0);
    if (((pool.flags[ticket] as number) & ANSWERED) !== 0)
      this.#record(slice, FIRST, slot + FIRST, pool.spent[row + FIRST] as number);
    this.#record(slice, WHOLE, slot + WHOLE, pool.spent[row + WHOLE] as number);
    this.#record(slice, STAY, slot + STAY + tier, pool.spent[row + STAY] as number);
  }

  /** Records the promises that are broken already of a ticket that is open at the end. */
  leaveOpen(ticket: number, now: number, waitsFor: 'pending' | 'on-hold' | undefined): void {
    for (let clock = 0; clock < CLOCKS; clock += 1) {
      const base = this.#pool.spent[CLOCKS * ticket + clock] as number;
      if (!this.#runs(ticket, clock)) {
        if (clock === FIRST) this.#keep(ticket, FIRST, base);
        continue;
      }
      const slot = this.#slot(ticket, clock);
      const isPaused = waitsFor !== undefined && this.#waitsIn(ticket, clock, waitsFor);
      const spent = isPaused ? base : this.#open(slot, now) - base;
      if (spent >= (this.#targets[slot] as number)) this.#keep(ticket, clock, spent);
    }
  }

  /** A waiting ticket's place in its queue: as `rankOf` of the domain. */
  rank(ticket: number): number {
    const flags = this.#pool.flags[ticket] as number;
    const due = (flags & RAN_ON) === 0 ? this.#firstDue(ticket) : this.#firstDueAfterWaits(ticket);
    const waitingSince = this.#pool.queued[ticket] as number;
    const kind = this.#pool.kind[ticket] as number;
    return (due === Infinity ? waitingSince : due) - (this.#headStarts[kind] as number);
  }

  /** When so much of a promise will be spent (epoch milliseconds); Infinity where it does not run now. */
  dueAfter(ticket: number, clock: number, after: number): number {
    if (!this.#counts(ticket, clock)) return Infinity;
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    const base = pool.spent[row + clock] as number;
    const due = this.#reached(this.#calendars[this.#slot(ticket, clock)] as number, base + after);
    // What was due before the promise ran on is due when it did, as in the domain.
    return ((pool.flags[ticket] as number) & RAN_ON) === 0
      ? due
      : Math.max(due, pool.ranOnAt[row + clock] as number);
  }

  /** The ticket becomes one of another class: what is promised changes, what was spent counts on. */
  become(ticket: number, kind: number, now: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    for (let clock = 0; clock < CLOCKS; clock += 1) {
      if (!this.#counts(ticket, clock)) continue;
      const before = this.#slot(ticket, clock);
      const after = promiseSlot(kind, clock, pool.tier[ticket] as number);
      if (this.#calendars[before] !== this.#calendars[after])
        pool.spent[row + clock] =
          (pool.spent[row + clock] as number) + this.#open(after, now) - this.#open(before, now);
    }
    pool.kind[ticket] = kind;
  }

  /** Whether a promise runs now: it was made, and the ticket is in no state in which it waits. */
  #counts(ticket: number, clock: number): boolean {
    const flags = this.#pool.flags[ticket] as number;
    if (!this.#runs(ticket, clock) || (flags & IS_SOLVED) !== 0) return false;
    const waitsFor = this.#pool.waitsFor(ticket);
    return waitsFor === undefined || !this.#waitsIn(ticket, clock, waitsFor);
  }

  #firstDue(ticket: number): number {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    let due = Infinity;
    let soonest = Infinity;
    let calendar = -1;
    for (let clock = 0; clock < CLOCKS; clock += 1) {
      if (!this.#runs(ticket, clock)) continue;
      const slot = this.#slot(ticket, clock);
      const target = this.#targets[slot] as number;
      if (target === Infinity) continue;
      const own = this.#calendars[slot] as number;
      const total = (pool.spent[row + clock] as number) + target;
      // Of promises on one calendar the one that is due first needs no more than its amount.
      if (own !== calendar && calendar >= 0) {
        due = Math.min(due, this.#reached(calendar, soonest));
        soonest = Infinity;
      }
      calendar = own;
      if (total < soonest) soonest = total;
    }
    return calendar < 0 ? due : Math.min(due, this.#reached(calendar, soonest));
  }

  /** A promise that was broken before it ran on is due when it did, as in the domain. */
  #firstDueAfterWaits(ticket: number): number {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    let due = Infinity;
    for (let clock = 0; clock < CLOCKS; clock += 1) {
      if (!this.#runs(ticket, clock)) continue;
      const slot = this.#slot(ticket, clock);
      const target = this.#targets[slot] as number;
      if (target === Infinity) continue;
      const own = this.#reached(
        this.#calendars[slot] as number,
        (pool.spent[row + clock] as number) + target,
      );
      due = Math.min(due, Math.max(own, pool.ranOnAt[row + clock] as number));
    }
    return due;
  }

  /** A promise begins: nothing of it is spent, and no step of its ladder is done. */
  #begin(ticket: number, clock: number, now: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    pool.fired[row + clock] = 0;
    pool.spent[row + clock] = this.#open(this.#slot(ticket, clock), now);
    pool.ranOnAt[row + clock] = -Infinity;
  }

  /** What was spent of a promise runs on. */
  goOn(ticket: number, clock: number, now: number): void {
    const pool = this.#pool;
    const row = CLOCKS * ticket;
    const at = row + clock;
    pool.spent[at] = this.#open(this.#slot(ticket, clock), now) - (pool.spent[at] as number);
    if (((pool.flags[ticket] as number) & RAN_ON) === 0) {
      pool.flags[ticket] = (pool.flags[ticket] as number) | RAN_ON;
      pool.ranOnAt.fill(-Infinity, row, row + CLOCKS);
    }
    pool.ranOnAt[at] = now;
  }

  #stop(ticket: number, clock: number, now: number): void {
    const pool = this.#pool;
    const at = CLOCKS * ticket + clock;
    pool.spent[at] = this.#open(this.#slot(ticket, clock), now) - (pool.spent[at] as number);
  }

  #runs(ticket: number, clock: number): boolean {
    const flags = this.#pool.flags[ticket] as number;
    if (clock === FIRST) return (flags & ANSWERED) === 0;
    if (clock === NEXT) return (flags & OWED_ANSWER) !== 0;
    return true;
  }

  #keep(ticket: number, clock: number, spent: number): void {
    const pool = this.#pool;
    if (((pool.flags[ticket] as number) & COUNTED) === 0) return;
    const slice = this.#slices[placeOf(pool.kind[ticket] as number, pool.tier[ticket] as number)] as number;
    this.#record(slice, clock, this.#slot(ticket, clock), spent);
  }

  #record(slice: number, clock: number, slot: number, spent: number): void {
    const target = this.#targets[slot] as number;
    if (target < Infinity) this.#measures.promise(slice, clock, spent < target);
  }

  #slot(ticket: number, clock: number): number {
    const pool = this.#pool;
    return promiseSlot(pool.kind[ticket] as number, clock, pool.tier[ticket] as number);
  }

  #waitsIn(ticket: number, clock: number, state: 'pending' | 'on-hold'): boolean {
    return ((this.#pauses[this.#slot(ticket, clock)] as number) & PAUSES[state]) !== 0;
  }

  #open(slot: number, at: number): number {
    return (this.#hours[this.#calendars[slot] as number] as CalendarCursor).openBefore(at);
  }

  /** Where no time is left in the calendar it is never due. */
  #reached(calendar: number, total: number): number {
    return (this.#hours[calendar] as CalendarCursor).reached(total);
  }
}
