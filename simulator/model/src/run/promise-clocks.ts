import { CalendarCursor } from '@tierline/domain';

import type { Organisation } from '../organisation/organisation.ts';
import type { CompiledPromise, TicketClass } from '../organisation/ticket-classes.ts';
import { type Measures, sliceOf } from './measures.ts';
import {
  ANSWERED,
  CLASS,
  COUNTED,
  FIRST_RESPONSE,
  FLAGS,
  NEXT_RESPONSE,
  OWED_ANSWER,
  QUEUED,
  RAN_ON,
  RAN_ON_AT,
  RESOLUTION,
  TIER,
  TIER_TARGET,
  TicketPool,
} from './ticket-pool.ts';

const CLOCKS = [FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION, TIER_TARGET] as const;
/** Place of a clock in KEPT of the measures. */
const [FIRST, NEXT, WHOLE, STAY] = [0, 1, 2, 3] as const;

/**
 * The promises of all tickets of a run: what the domain's clocks do, on numbers. A clock that runs keeps the open time at
 * which nothing was spent of it.
 */
export class PromiseClocks {
  readonly #hours: readonly CalendarCursor[];
  readonly #classes: readonly TicketClass[];
  readonly #pool: TicketPool;
  readonly #measures: Measures;

  constructor({ calendars, classes }: Organisation, pool: TicketPool, measures: Measures) {
    this.#hours = calendars.map((calendar) => new CalendarCursor(calendar));
    this.#classes = classes;
    this.#pool = pool;
    this.#measures = measures;
  }

  /** A ticket is created, and begins its first stay. */
  create(ticket: number, now: number): void {
    const kind = this.#kind(ticket);
    const { firstResponse, resolution } = kind.promises;
    const at = TicketPool.numbersOf(ticket);
    const { numbers } = this.#pool;
    const open = this.#open(firstResponse, now);
    numbers[at + FIRST_RESPONSE] = open;
    numbers[at + RESOLUTION] =
      resolution.calendar === firstResponse.calendar ? open : this.#open(resolution, now);
    this.enterTier(ticket, now);
  }

  /** The tier's target begins anew with each stay. */
  enterTier(ticket: number, now: number): void {
    this.#pool.numbers[TicketPool.numbersOf(ticket) + RAN_ON_AT + STAY] = -Infinity;
    this.#pool.numbers[TicketPool.numbersOf(ticket) + TIER_TARGET] = this.#open(
      this.#promise(ticket, STAY),
      now,
    );
  }

  /** The customer has written, and is owed an answer. */
  oweAnswer(ticket: number, now: number): void {
    const { numbers, facts } = this.#pool;
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    if (((facts[flags] as number) & (OWED_ANSWER | ANSWERED)) !== ANSWERED) return;
    facts[flags] = (facts[flags] as number) | OWED_ANSWER;
    numbers[TicketPool.numbersOf(ticket) + RAN_ON_AT + NEXT] = -Infinity;
    numbers[TicketPool.numbersOf(ticket) + NEXT_RESPONSE] = this.#open(this.#promise(ticket, NEXT), now);
  }

  /** The first answer was given at a moment that may be a little ago. Returns the working time until then. */
  answer(ticket: number, at: number): number {
    return this.#stop(ticket, FIRST, at);
  }

  /** An answer that was owed is given. */
  answerAgain(ticket: number, now: number): void {
    const { facts } = this.#pool;
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    if (((facts[flags] as number) & OWED_ANSWER) === 0) return;
    facts[flags] = (facts[flags] as number) & ~OWED_ANSWER;
    this.#keep(ticket, NEXT, this.#stop(ticket, NEXT, now));
  }

  /** The ticket waits for somebody outside support, or no longer: promises that wait in that state stop, or go on. */
  pause(ticket: number, state: 'pending' | 'on-hold', now: number): void {
    for (let clock = 0; clock < CLOCKS.length; clock += 1)
      if (this.#runs(ticket, clock) && this.#promise(ticket, clock).pausedWhile.includes(state))
        this.#stop(ticket, clock, now);
  }

  resume(ticket: number, state: 'pending' | 'on-hold', now: number): void {
    for (let clock = 0; clock < CLOCKS.length; clock += 1)
      if (this.#runs(ticket, clock) && this.#promise(ticket, clock).pausedWhile.includes(state))
        this.goOn(ticket, clock, now);
  }

  /** The ticket is solved: how much of its resolution was spent, which it keeps in case that it comes back. */
  solve(ticket: number, now: number): void {
    this.#stop(ticket, WHOLE, now);
    this.#stop(ticket, STAY, now);
  }

  /** It was not: its resolution runs on with what was spent. */
  reopen(ticket: number, now: number): void {
    this.goOn(ticket, WHOLE, now);
  }

  /** Records what became of the promises of a ticket that is done for good. */
  close(ticket: number): void {
    const { numbers, facts } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    if (((facts[TicketPool.factsOf(ticket) + FLAGS] as number) & ANSWERED) !== 0)
      this.#keep(ticket, FIRST, numbers[at + FIRST_RESPONSE] as number);
    this.#keep(ticket, WHOLE, numbers[at + RESOLUTION] as number);
    this.#keep(ticket, STAY, numbers[at + TIER_TARGET] as number);
  }

  /** Records the promises that are broken already of a ticket that is open at the end. */
  leaveOpen(ticket: number, now: number, waitsFor: 'pending' | 'on-hold' | undefined): void {
    for (let clock = 0; clock < CLOCKS.length; clock += 1) {
      if (!this.#runs(ticket, clock)) {
        if (clock === FIRST)
          this.#keep(
            ticket,
            FIRST,
            this.#pool.numbers[TicketPool.numbersOf(ticket) + FIRST_RESPONSE] as number,
          );
        continue;
      }
      const promise = this.#promise(ticket, clock);
      const isPaused = waitsFor !== undefined && promise.pausedWhile.includes(waitsFor);
      const base = this.#pool.numbers[TicketPool.numbersOf(ticket) + (CLOCKS[clock] as number)] as number;
      const spent = isPaused ? base : this.#open(promise, now) - base;
      if (spent >= promise.target) this.#keep(ticket, clock, spent);
    }
  }

  /** A waiting ticket's place in its queue: as `rankOf` of the domain. */
  rank(ticket: number): number {
    const flags = this.#pool.facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    const due = (flags & RAN_ON) === 0 ? this.#firstDue(ticket) : this.#firstDueAfterWaits(ticket);
    const waitingSince = this.#pool.numbers[TicketPool.numbersOf(ticket) + QUEUED] as number;
    return (due === Infinity ? waitingSince : due) - this.#kind(ticket).headStart;
  }

  #firstDue(ticket: number): number {
    const { numbers } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    let due = Infinity;
    let soonest = Infinity;
    let calendar = -1;
    for (let clock = 0; clock < CLOCKS.length; clock += 1) {
      if (!this.#runs(ticket, clock)) continue;
      const promise = this.#promise(ticket, clock);
      if (promise.target === Infinity) continue;
      const total = (numbers[at + (CLOCKS[clock] as number)] as number) + promise.target;
      // Of promises on one calendar the one that is due first needs no more than its amount.
      if (promise.calendar !== calendar && calendar >= 0) {
        due = Math.min(due, this.#reached(calendar, soonest));
        soonest = Infinity;
      }
      calendar = promise.calendar;
      if (total < soonest) soonest = total;
    }
    return calendar < 0 ? due : Math.min(due, this.#reached(calendar, soonest));
  }

  /** A promise that was broken before it ran on is due when it did, as in the domain. */
  #firstDueAfterWaits(ticket: number): number {
    const { numbers } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    let due = Infinity;
    for (let clock = 0; clock < CLOCKS.length; clock += 1) {
      if (!this.#runs(ticket, clock)) continue;
      const { target, calendar } = this.#promise(ticket, clock);
      if (target === Infinity) continue;
      const own = this.#reached(calendar, (numbers[at + (CLOCKS[clock] as number)] as number) + target);
      due = Math.min(due, Math.max(own, numbers[at + RAN_ON_AT + clock] as number));
    }
    return due;
  }

  /** What was spent of a promise runs on. */
  goOn(ticket: number, clock: number, now: number): void {
    const { numbers } = this.#pool;
    const row = TicketPool.numbersOf(ticket);
    const at = row + (CLOCKS[clock] as number);
    numbers[at] = this.#open(this.#promise(ticket, clock), now) - (numbers[at] as number);
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    if (((this.#pool.facts[flags] as number) & RAN_ON) === 0) {
      this.#pool.facts[flags] = (this.#pool.facts[flags] as number) | RAN_ON;
      numbers.fill(-Infinity, row + RAN_ON_AT, row + RAN_ON_AT + CLOCKS.length);
    }
    numbers[row + RAN_ON_AT + clock] = now;
  }

  #stop(ticket: number, clock: number, now: number): number {
    const { numbers } = this.#pool;
    const at = TicketPool.numbersOf(ticket) + (CLOCKS[clock] as number);
    const spent = this.#open(this.#promise(ticket, clock), now) - (numbers[at] as number);
    numbers[at] = spent;
    return spent;
  }

  #runs(ticket: number, clock: number): boolean {
    const flags = this.#pool.facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    if (clock === FIRST) return (flags & ANSWERED) === 0;
    if (clock === NEXT) return (flags & OWED_ANSWER) !== 0;
    return true;
  }

  #keep(ticket: number, clock: number, spent: number): void {
    const { facts } = this.#pool;
    const at = TicketPool.factsOf(ticket);
    if (((facts[at + FLAGS] as number) & COUNTED) === 0) return;
    const { target } = this.#promise(ticket, clock);
    if (target === Infinity) return;
    const slice = sliceOf(facts[at + TIER] as number, this.#kind(ticket).priority);
    this.#measures.promise(slice, clock, spent < target);
  }

  #promise(ticket: number, clock: number): CompiledPromise {
    const kind = this.#kind(ticket);
    if (clock === STAY)
      return kind.tiers[this.#pool.facts[TicketPool.factsOf(ticket) + TIER] as number] as CompiledPromise;
    const { promises } = kind;
    return clock === FIRST
      ? promises.firstResponse
      : clock === NEXT
        ? promises.nextResponse
        : promises.resolution;
  }

  #kind(ticket: number): TicketClass {
    return this.#classes[this.#pool.facts[TicketPool.factsOf(ticket) + CLASS] as number] as TicketClass;
  }

  #open({ calendar }: CompiledPromise, at: number): number {
    return (this.#hours[calendar] as CalendarCursor).openBefore(at);
  }

  /** Where no time is left in the calendar it is never due. */
  #reached(calendar: number, total: number): number {
    return (this.#hours[calendar] as CalendarCursor).reached(total);
  }
}
