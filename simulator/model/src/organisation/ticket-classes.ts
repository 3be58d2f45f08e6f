import {
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
  TIERS,
  type Wanted,
} from '@tierline/domain';
import type { Distribution } from '@tierline/engine';

import { distributionOf, type Duration } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LaneNumbers } from './lanes.ts';
import { kindsOf, type TicketKind } from './ticket-kinds.ts';

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
  const kinds: TicketKind[] = [];
  const handles = new Map<string, Distribution>();
  const saved = 1 - (scenario.work.knowledgeBase?.saves ?? 0);
  /** The number of the class of a kind, one more of which comes with that share. */
  function add(kind: TicketKind, share: number, raisedTo?: Priority): number {
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
  if (!raises(policy)) return classes;
  // Those that come by being raised are asked in their turn.
  for (const [place, kind] of kinds.entries()) {
    const { priority = 0 } = classes[place] ?? {};
    const raised = PRIORITIES.map((to, index) => (index > priority ? add(kind, 0, to) : undefined));
    const one = classes[place];
    if (one !== undefined) classes[place] = { ...one, raised };
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

function compileClass(
  kind: TicketKind,
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

function wantedOf({ own }: TicketKind): Wanted {
  if (own === undefined) return {};
  return { needs: own.skills, ...(own.team !== undefined && { team: teamId(own.team) }) };
}

/** A ticket of which only its kind is known: rules about its text do not match; where it says something, `start` does. */
function factsOf({ priority, plan, channel }: TicketKind): RoutingFacts {
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
