import {
  type Channel,
  instant,
  type Policy,
  PRIORITIES,
  type Priority,
  type PausingState,
  promiseOf,
  route,
  type RoutingFacts,
  slaPolicyFor,
  type SlaTarget,
  teamId,
  type Tier,
  TIERS,
  type Wanted,
} from '@tierline/domain';
import type { Distribution } from '@tierline/engine';

import { distributionOf, type Duration } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LaneNumbers } from './lanes.ts';

/** The promises to the customer that a simulation follows, and then that of the tier. */
export const PROMISES = ['firstResponse', 'nextResponse', 'resolution'] as const;

/** A promise, compiled: its working time in milliseconds (Infinity: none is made), on a calendar by its number. */
export interface CompiledPromise {
  readonly target: number;
  readonly calendar: number;
  readonly pausedWhile: readonly PausingState[];
}

/** Tickets of which everything is the same before chance has its say. */
export interface TicketClass {
  /** Share of all tickets. */
  readonly share: number;
  /** Lowest tier that can solve it, and tier on which it begins, by their places in TIERS. */
  readonly needs: number;
  readonly start: number;
  /** Place in PRIORITIES, as routed. */
  readonly priority: number;
  readonly headStart: number;
  readonly promises: Readonly<Record<(typeof PROMISES)[number], CompiledPromise>>;
  readonly tiers: readonly CompiledPromise[];
  readonly plan: string;
  /** Place in `load.classes`; -1 for tickets whose kind has no name. */
  readonly named: number;
  /** Handle time of all of its work, in minutes. */
  readonly handle: Distribution;
  /** Where it waits on each tier, by the numbers of lanes. */
  readonly lanes: readonly number[];
}

/** Numbers calendars in the order in which they are asked for. */
export interface CalendarNumbers {
  (name: string): number;
}

const NEVER: CompiledPromise = { target: Infinity, calendar: 0, pausedWhile: [] };

/** What numbers things while classes are compiled. */
export interface Numbers {
  readonly calendar: CalendarNumbers;
  readonly lanes: LaneNumbers;
}

/** All classes of a scenario's tickets by the rules of the policy; the same ones are one. Their shares add up to 1. */
export function ticketClasses(scenario: Scenario, policy: Policy, numbers: Numbers): TicketClass[] {
  const found = new Map<string, TicketClass>();
  const handles = new Map<string, Distribution>();
  const saved = 1 - (scenario.work.knowledgeBase?.saves ?? 0);
  for (const kind of kindsOf(scenario)) {
    const { needs, own } = kind;
    const length = own?.handle ?? scenario.work.handle[needs];
    const known = `${needs === 'T1' ? saved : 1} ${JSON.stringify(length)}`;
    const handle = handles.get(known) ?? handleOf(length, needs === 'T1' ? saved : 1);
    handles.set(known, handle);
    const compiled = compileClass(kind, policy, numbers);
    const key = JSON.stringify({ ...compiled, share: 0, known });
    const share = compiled.share + (found.get(key)?.share ?? 0);
    found.set(key, { ...compiled, share, handle });
  }
  return [...found.values()];
}

function handleOf(length: Duration, saved: number): Distribution {
  const whole = distributionOf(length);
  if (saved === 1) return whole;
  const { mean, cv } = whole;
  return { mean: mean * saved, cv, quantile: (p) => whole.quantile(p) * saved };
}

/** Kinds of tickets by name, as a scenario states them. */
type NamedClass = NonNullable<Scenario['load']['classes']>[number];

interface Kind {
  readonly share: number;
  readonly needs: Tier;
  /** Where its text puts it. */
  readonly start: Tier;
  readonly priority: Priority;
  readonly plan: string;
  readonly channel: Channel;
  readonly named: number;
  readonly own: NamedClass | undefined;
}

function* kindsOf({ load, work }: Scenario): Generator<Kind> {
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

function compileClass(kind: Kind, policy: Policy, { calendar, lanes }: Numbers): Omit<TicketClass, 'handle'> {
  const { share, needs, plan, named } = kind;
  const facts = factsOf(kind);
  const decision = route(facts, policy.routing);
  const priority = decision.priority ?? kind.priority;
  const routed = { ...facts, priority, tags: decision.tags ?? [] };
  const sla = slaPolicyFor(routed, policy);
  const compiled = (promise: SlaTarget | undefined): CompiledPromise =>
    promise === undefined
      ? NEVER
      : { target: promise.target, calendar: calendar(promise.calendar), pausedWhile: promise.pausedWhile };
  const asked = { ...routed, state: { kind: 'waiting' } };
  return {
    share,
    needs: TIERS.indexOf(needs),
    start: TIERS.indexOf(decision.by === 'rule' ? decision.tier : kind.start),
    priority: PRIORITIES.indexOf(priority),
    headStart: policy.priorities[priority].headStart,
    promises: {
      firstResponse: compiled(promiseOf('firstResponse', asked, sla)),
      nextResponse: compiled(promiseOf('nextResponse', asked, sla)),
      resolution: compiled(promiseOf('resolution', asked, sla)),
    },
    tiers: TIERS.map((tier) => compiled(promiseOf('tier', { ...asked, tier }, sla))),
    plan,
    named,
    lanes: TIERS.map((tier) => lanes.numberOf(tier, priority, decision.wanted ?? wantedOf(kind))),
  };
}

function wantedOf({ own }: Kind): Wanted {
  if (own === undefined) return {};
  return { needs: own.skills, ...(own.team !== undefined && { team: teamId(own.team) }) };
}

/** A ticket of which only its kind is known: rules about its text do not match; where it says something, `start` does. */
function factsOf({ priority, plan, channel }: Kind): RoutingFacts {
  return {
    subject: '',
    description: '',
    requester: '',
    channel,
    priority,
    plan,
    tags: [],
    openedAt: instant(0),
  };
}
