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
  type Tier,
  TIERS,
} from '@tierline/domain';

import type { Scenario } from '../scenario/scenario.ts';

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
}

/** Numbers calendars in the order in which they are asked for. */
export interface CalendarNumbers {
  (name: string): number;
}

const NEVER: CompiledPromise = { target: Infinity, calendar: 0, pausedWhile: [] };

/** All classes of a scenario's tickets by the rules of the policy; the same ones are one. Their shares add up to 1. */
export function ticketClasses(scenario: Scenario, policy: Policy, numbers: CalendarNumbers): TicketClass[] {
  const found = new Map<string, TicketClass>();
  for (const kind of kindsOf(scenario)) {
    const compiled = compileClass(kind, policy, numbers);
    const key = JSON.stringify({ ...compiled, share: 0 });
    const known = found.get(key);
    found.set(key, { ...compiled, share: compiled.share + (known?.share ?? 0) });
  }
  return [...found.values()];
}

interface Kind {
  readonly share: number;
  readonly needs: Tier;
  /** Where its text puts it. */
  readonly start: Tier;
  readonly priority: Priority;
  readonly plan: string;
  readonly channel: Channel;
}

function* kindsOf({ load, work }: Scenario): Generator<Kind> {
  const split = deflected(load.split, work.knowledgeBase?.deflects ?? 0);
  for (const needs of TIERS)
    for (const [start, starts] of shares(load.triage?.[needs] ?? startsOf(needs, load.obvious)))
      for (const [priority, has] of shares(load.priorities[needs]))
        for (const [plan, pays] of shares(load.plans))
          for (const [channel, comes] of shares(load.channels)) {
            const share = split[needs] * starts * has * pays * comes;
            if (share > 0) yield { share, needs, start, priority, plan, channel };
          }
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

function compileClass(kind: Kind, policy: Policy, numbers: CalendarNumbers): TicketClass {
  const { share, needs, plan } = kind;
  const facts = factsOf(kind);
  const decision = route(facts, policy.routing);
  const priority = decision.priority ?? kind.priority;
  const routed = { ...facts, priority, tags: decision.tags ?? [] };
  const sla = slaPolicyFor(routed, policy);
  const compiled = (promise: SlaTarget | undefined): CompiledPromise =>
    promise === undefined
      ? NEVER
      : { target: promise.target, calendar: numbers(promise.calendar), pausedWhile: promise.pausedWhile };
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
  };
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
