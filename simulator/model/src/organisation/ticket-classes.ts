import {
  type Channel,
  instant,
  type LadderStep,
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
  /** Steps of its ladder that change a ticket; who is only told of something does so outside of what is simulated. */
  readonly steps: readonly LadderStep[];
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
  readonly name: string | undefined;
  /** Handle time of all of its work, in minutes. */
  readonly handle: Distribution;
  /** Where it waits on each tier, by the numbers of lanes. */
  readonly lanes: readonly number[];
  /** By a higher priority's place in PRIORITIES, the class that it becomes where a ladder raises it; none elsewhere. */
  readonly raised: readonly (number | undefined)[];
}

/** Numbers calendars in the order in which they are asked for. */
export interface CalendarNumbers {
  (name: string): number;
}

const NEVER: CompiledPromise = { target: Infinity, calendar: 0, pausedWhile: [], steps: [] };

/** What numbers things while classes are compiled. */
export interface Numbers {
  readonly calendar: CalendarNumbers;
  readonly lanes: LaneNumbers;
}

/**
 * All classes of a scenario's tickets by the rules of the policy; the same ones are one. Their shares add up to 1. Those that
 * tickets only become, when a ladder raises their priority, have no share.
 */
export function ticketClasses(scenario: Scenario, policy: Policy, numbers: Numbers): TicketClass[] {
  const found = new Map<string, number>();
  const classes: TicketClass[] = [];
  const kinds: Kind[] = [];
  const handles = new Map<string, Distribution>();
  const saved = 1 - (scenario.work.knowledgeBase?.saves ?? 0);
  /** The number of the class of a kind, one more of which comes with that share. */
  function add(kind: Kind, share: number, raisedTo?: Priority): number {
    const { needs, own } = kind;
    const length = own?.handle ?? scenario.work.handle[needs];
    const saves = needs === 'T1' ? saved : 1;
    const known = `${saves} ${JSON.stringify(length)}`;
    const handle = handles.get(known) ?? handleOf(length, saves);
    handles.set(known, handle);
    const compiled = compileClass(kind, policy, numbers, raisedTo);
    const key = JSON.stringify({ ...compiled, known });
    const place = found.get(key);
    const before = place === undefined ? undefined : classes[place];
    if (place !== undefined && before !== undefined) {
      classes[place] = { ...before, share: before.share + share };
      return place;
    }
    found.set(key, classes.length);
    kinds.push(kind);
    return classes.push({ ...compiled, share, handle, raised: [] }) - 1;
  }
  for (const kind of kindsOf(scenario)) add(kind, kind.share);
  for (const [place, one] of [...classes.entries()]) {
    const kind = kinds[place];
    if (kind === undefined || !raises(policy)) continue;
    const raised = PRIORITIES.map((priority, index) =>
      index > one.priority ? add(kind, 0, priority) : undefined,
    );
    for (const [from, to] of raised.entries())
      if (to !== undefined && classes[to] !== undefined)
        classes[to] = {
          ...classes[to],
          raised: raised.map((other, index) => (index > from ? other : undefined)),
        };
    const now = classes[place];
    if (now !== undefined) classes[place] = { ...now, raised };
  }
  return classes;
}

/** Whether any ladder raises priorities. */
function raises({ sla }: Policy): boolean {
  return sla
    .flatMap(({ priorities, tiers }) => [
      ...Object.values(priorities).flatMap((promises) => Object.values<SlaTarget>(promises)),
      ...Object.values(tiers),
    ])
    .some(({ ladder = [] }) => ladder.some((step) => step.do.some(({ kind }) => kind === 'raise-priority')));
}

/** What of a ladder changes a ticket. */
function changing(ladder: readonly LadderStep[]): LadderStep[] {
  return ladder
    .map((step) => ({ ...step, do: step.do.filter(({ kind }) => kind !== 'notify' && kind !== 'page') }))
    .filter((step) => step.do.length > 0);
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

function compileClass(
  kind: Kind,
  policy: Policy,
  { calendar, lanes }: Numbers,
  raisedTo: Priority | undefined,
): Omit<TicketClass, 'share' | 'handle' | 'raised'> {
  const { needs, plan, named } = kind;
  const facts = factsOf(kind);
  const decision = route(facts, policy.routing);
  const routedAs = decision.priority ?? kind.priority;
  const priority = raisedTo ?? routedAs;
  const routed = { ...facts, priority, tags: decision.tags ?? [] };
  const sla = slaPolicyFor(routed, policy);
  const compiled = (promise: SlaTarget | undefined): CompiledPromise =>
    promise === undefined
      ? NEVER
      : {
          target: promise.target,
          calendar: calendar(promise.calendar),
          pausedWhile: promise.pausedWhile,
          steps: changing(promise.ladder ?? []),
        };
  const asked = { ...routed, state: { kind: 'waiting' } };
  const start = decision.by === 'rule' ? decision.tier : kind.start;
  return {
    needs: TIERS.indexOf(needs),
    start: TIERS.indexOf(start),
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
    name: kind.own?.name,
    // A ticket stays where it waits when its priority is raised.
    lanes: lanes.numbersOf(start, routedAs, decision.wanted ?? wantedOf(kind)),
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
