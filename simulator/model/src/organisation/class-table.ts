import { PRIORITIES, TIERS } from '@tierline/domain';

import type { TicketClass } from './ticket-classes.ts';

/** Slices of the tickets of one named class. */
const SLICES = TIERS.length * PRIORITIES.length;

/** What a simulation asks of classes most often, side by side: by class, or by class and tier (`placeOf`). */
export interface ClassTable {
  readonly needs: Int32Array;
  readonly priorities: Int32Array;
  /** Lane in which one waits on a tier, and slice of the figures that one belongs to there. */
  readonly lanes: Int32Array;
  readonly slices: Int32Array;
}

/** Where a class on a tier stands. */
export function placeOf(kind: number, tier: number): number {
  return kind * TIERS.length + tier;
}

/**
 * A slice of the tickets: the tier on which they end, their priority, and their class by its place in the scenario, -1 for
 * those of no named class.
 */
export function sliceOf(tier: number, priority: number, named: number): number {
  return (named + 1) * SLICES + tier * PRIORITIES.length + priority;
}

export function classTable(classes: readonly TicketClass[]): ClassTable {
  const places = classes.flatMap(({ lanes, priority, named }) =>
    TIERS.map((_, tier) => ({ lane: lanes[tier] ?? 0, slice: sliceOf(tier, priority, named) })),
  );
  return {
    needs: Int32Array.from(classes, ({ needs }) => needs),
    priorities: Int32Array.from(classes, ({ priority }) => priority),
    lanes: Int32Array.from(places, ({ lane }) => lane),
    slices: Int32Array.from(places, ({ slice }) => slice),
  };
}
