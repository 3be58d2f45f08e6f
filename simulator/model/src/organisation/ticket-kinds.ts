import { type Channel, type Priority, type Tier, TIERS } from '@tierline/domain';

import type { Scenario } from '../scenario/scenario.ts';

/** Kinds of tickets by name, as a scenario states them. */
export type NamedClass = NonNullable<Scenario['load']['classes']>[number];

/** Tickets that policy and scenario cannot tell apart, before the rules have their say. */
export interface TicketKind {
  /** Of all tickets. */
  readonly share: number;
  readonly needs: Tier;
  /** Where its text puts it. */
  readonly start: Tier;
  readonly priority: Priority;
  readonly plan: string;
  readonly channel: Channel;
  /** Place in `load.classes`, and what it says there; -1 and undefined where the kind has no name. */
  readonly named: number;
  readonly own: NamedClass | undefined;
}

/** All kinds of a scenario's tickets. Their shares add up to 1. */
export function* kindsOf({ load, work }: Scenario): Generator<TicketKind> {
  const split = deflected(load.split, work.knowledgeBase?.deflects ?? 0);
  for (const needs of TIERS)
    for (const [named, own, takes] of classesOf(needs, load.classes))
      for (const [start, starts] of shares(load.triage?.[needs] ?? startsOf(needs, load.obvious)))
        for (const [priority, has] of shares(own?.priority ? { [own.priority]: 1 } : load.priorities[needs]))
          for (const [plan, pays] of shares(own?.plan === undefined ? load.plans : { [own.plan]: 1 }))
            for (const [channel, comes] of shares(load.channels)) {
              const share = split[needs] * takes * starts * has * pays * comes;
              if (share > 0) yield { share, needs, start, priority, plan, channel, named, own };
            }
}

/** The classes of a tier with their shares of its tickets; one without a name where it has none. */
function classesOf(
  needs: Tier,
  classes: readonly NamedClass[] = [],
): (readonly [named: number, own: NamedClass | undefined, share: number])[] {
  const own = [...classes.entries()].filter(([, one]) => one.needs === needs);
  const total = own.reduce((sum, [, { weight }]) => sum + weight, 0);
  return own.length === 0
    ? [[-1, undefined, 1]]
    : own.map(([named, one]) => [named, one, one.weight / total]);
}

function startsOf(needs: Tier, obvious: Scenario['load']['obvious']): Partial<Record<Tier, number>> {
  if (needs === 'T1') return { T1: 1 };
  return { T1: 1 - obvious[needs], [needs]: obvious[needs] };
}

/** Shares of the tickets that are left when some of T1's are never written. */
function deflected(split: Scenario['load']['split'], share: number): Scenario['load']['split'] {
  const left = 1 - split.T1 * share;
  return { T1: (split.T1 * (1 - share)) / left, T2: split.T2 / left, T3: split.T3 / left };
}

function shares<K extends string>(weights: Readonly<Partial<Record<K, number>>>): [K, number][] {
  const entries = Object.entries(weights) as [K, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  return entries.filter(([, weight]) => weight > 0).map(([key, weight]) => [key, weight / total]);
}
