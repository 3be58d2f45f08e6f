import { TIERS } from '@tierline/domain';

import { type CompiledPromise, PROMISES, type TicketClass } from './ticket-classes.ts';

/** Promises of one class: the three to the customer, then the target of each tier. */
const SLOTS = PROMISES.length + TIERS.length;

/** Bits of `pauses`: the states in which a promise waits. */
export const WHILE_PENDING = 1;
export const WHILE_ON_HOLD = 2;

/** The promises of all classes side by side, since a simulation looks one up several times for each ticket. */
export interface PromiseTable {
  /** Working time in milliseconds; Infinity where none is made. */
  readonly targets: Float64Array;
  /** Calendars by their numbers. */
  readonly calendars: Int32Array;
  readonly pauses: Uint8Array;
  /** How far before others a class comes in a queue, in milliseconds; by class. */
  readonly headStarts: Float64Array;
}

export function promiseTable(classes: readonly TicketClass[]): PromiseTable {
  const all = classes.flatMap(({ promises, tiers }) => [...PROMISES.map((name) => promises[name]), ...tiers]);
  return {
    targets: Float64Array.from(all, ({ target }) => target),
    calendars: Int32Array.from(all, ({ calendar }) => calendar),
    pauses: Uint8Array.from(all, pausesOf),
    headStarts: Float64Array.from(classes, ({ headStart }) => headStart),
  };
}

/** Where a promise of a class stands; `clock` by its place in PROMISES, the tier's target behind them. */
export function promiseSlot(kind: number, clock: number, tier: number): number {
  return kind * SLOTS + (clock < PROMISES.length ? clock : PROMISES.length + tier);
}

function pausesOf({ pausedWhile }: CompiledPromise): number {
  return (
    (pausedWhile.includes('pending') ? WHILE_PENDING : 0) |
    (pausedWhile.includes('on-hold') ? WHILE_ON_HOLD : 0)
  );
}
