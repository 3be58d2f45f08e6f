import { type Calendar, calendarIn, type Policy, TIERS } from '@tierline/domain';
import { type Distribution, gamma } from '@tierline/engine';

import { ScenarioError } from '../errors.ts';
import { backlogParts } from '../scenario/backlog-file.ts';
import { distributionOf } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { warmUpDaysOf } from '../scenario/warm-up-days.ts';
import { type ArrivalCurve, arrivalCurve } from './arrival-curve.ts';
import { classInBacklog, classLike, type TicketKind } from './commonest-class.ts';
import { firstAnswers, type PlanTable, planTable } from './plan-table.ts';
import { type StaffGroup, staffGroups } from './staff-groups.ts';
import { type TicketClass, ticketClasses } from './ticket-classes.ts';

const DAY = 86_400_000;

/** A support organisation, compiled for simulation: plain tables of what policy and scenario say. */
export interface Organisation {
  readonly scenario: Scenario;
  readonly policy: Policy;
  /** Start of the run, of the window that is reported, and end of both; epoch milliseconds. */
  readonly from: number;
  readonly reportedFrom: number;
  readonly until: number;
  readonly curve: ArrivalCurve;
  readonly classes: readonly TicketClass[];
  readonly calendars: readonly Calendar[];
  readonly groups: readonly StaffGroup[];
  readonly plans: PlanTable;
  /** Work until the first answer by tier, in milliseconds. */
  readonly firstAnswers: Float64Array;
  /** Lengths of time in minutes. */
  readonly handle: readonly Distribution[];
  readonly findOut: readonly Distribution[];
  readonly reply: Distribution;
  readonly after: Distribution;
  readonly fix: Distribution;
  readonly touchReply: Distribution | undefined;
  readonly patience: Distribution | undefined;
  readonly busyness: Distribution | undefined;
  /** What is legitimate, but should be known before anybody believes the figures. */
  readonly warnings: readonly string[];
}

/**
 * Compiles a scenario under a policy. `zone` is the time zone of the desk, in which `load.week` is where the scenario names
 * none. Throws ScenarioError where it cannot be simulated: nobody works for some tickets, no
 * ticket ever comes, a calendar that is not in the policy, or a warm-up that is not decided yet.
 */
export function compileOrganisation(scenario: Scenario, policy: Policy, zone = 'UTC'): Organisation {
  const { run, work, customers, load } = scenario;
  const from = Date.parse(run.start);
  const reportedFrom = from + warmUpDaysOf(scenario) * DAY;
  const until = reportedFrom + run.days * DAY;
  const names: string[] = [];
  const numbers = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const classes = ticketClasses(scenario, policy, numbers);
  const curve = arrivalCurve(scenario, { policy, zone }, from, until);
  const groups = staffGroups(scenario, policy, from, run.drain ? until + run.days * DAY : until);
  const problems = problemsOf(scenario, policy, { classes, curve, groups });
  if (problems.length > 0) throw new ScenarioError('this cannot be simulated:', problems);
  const saved = 1 - (work.knowledgeBase?.saves ?? 0);
  return {
    scenario,
    policy,
    from,
    reportedFrom,
    until,
    curve,
    classes,
    calendars: (names.length === 0 ? [...policy.calendars.keys()].slice(0, 1) : names).map((name) =>
      calendarIn(policy, name),
    ),
    groups,
    plans: planTable(work),
    firstAnswers: firstAnswers(work),
    handle: TIERS.map((tier) => {
      const whole = distributionOf(work.handle[tier]);
      return tier === 'T1' && saved < 1 ? scaled(whole, saved) : whole;
    }),
    findOut: [distributionOf(work.findOut.T1), distributionOf(work.findOut.T2)],
    reply: distributionOf(work.questions.reply),
    after: distributionOf(work.reopens.after),
    fix: distributionOf(work.engineering.fix),
    touchReply: work.touches && distributionOf(work.touches.reply),
    patience: customers.patience && distributionOf(customers.patience.waits),
    busyness: load.busyness && load.busyness.cv > 0 ? gamma(1, load.busyness.cv) : undefined,
    warnings: warningsOf(policy, { curve, groups, scenario, classes }),
  };
}

function scaled({ mean, cv, quantile }: Distribution, by: number): Distribution {
  return { mean: mean * by, cv, quantile: (p) => quantile(p) * by };
}

interface Compiled {
  readonly classes: readonly TicketClass[];
  readonly curve: ArrivalCurve;
  readonly groups: readonly StaffGroup[];
}

function problemsOf(
  { load, run, people, work }: Scenario,
  policy: Policy,
  { classes, curve, groups }: Compiled,
): string[] {
  const problems: string[] = [];
  // By mistake T1 hands up what it could solve.
  const isHandedUp = (start: number, needs: number, tier: number) =>
    work.mistakes.share > 0 && start === 0 && needs === 0 && tier === 1;
  const backlog = backlogParts(run.backlog);
  for (const part of backlog)
    if (classInBacklog(classes, part) < 0) {
      const { tier, priority } = part;
      const [path, kind] =
        priority === undefined ? [tier, 'ticket'] : [`${tier}.${priority}`, `${priority} ticket`];
      problems.push(
        `run.backlog.${path}: no ${kind} of the load begins on ${tier} and can be solved there; check load.split.${tier}, load.priorities.${tier}${tier === 'T1' ? '' : `, load.obvious.${tier}`} and the rules of the policy`,
      );
    }
  for (const [path, kind] of kindsThatCome(load))
    if (classLike(classes, kind) < 0)
      problems.push(
        `${path}: the load has no tickets with ${Object.values(kind).join(', ')}; check load.split, load.priorities, load.plans and the rules of the policy`,
      );
  if (curve.expected === 0 && load.recorded === undefined && backlog.length === 0)
    problems.push(
      'load: no ticket ever comes; check load.hours against the working days of the desk, or load.week, and run.start and run.days',
    );
  for (const [index, tier] of TIERS.entries()) {
    const passed = ({ needs, start }: TicketClass) =>
      start <= index && (index <= needs || isHandedUp(start, needs, index));
    const needed = classes.some((kind) => kind.needs === index || passed(kind));
    if (!needed || groups.some((group) => group.tier === index && group.moments.length > 0)) continue;
    const where = people.staff[tier] === 0 ? `people.staff.${tier}: nobody` : `people: nobody on ${tier}`;
    problems.push(
      `${where} works on tickets that go there; give ${tier} somebody, or set load.split.${tier} to 0`,
    );
  }
  for (const [index, { calendar }] of (people.groups ?? []).entries())
    if (calendar !== undefined && !policy.calendars.has(calendar))
      problems.push(
        `people.groups.${index}.calendar: the policy has no calendar ${calendar}; it has ${[...policy.calendars.keys()].filter((name) => !name.includes('@')).join(', ')}`,
      );
  return problems;
}

/** Each kind of ticket that is recorded, or comes in an incident, with the path of the first. */
function kindsThatCome({ incidents, recorded = [] }: Scenario['load']): [string, TicketKind][] {
  const kinds = new Map<string, [string, TicketKind]>();
  for (const [index, { needs, priority, plan }] of recorded.entries()) {
    const kind = {
      ...(needs !== undefined && { needs }),
      ...(priority !== undefined && { priority }),
      ...(plan !== undefined && { plan }),
    };
    const key = JSON.stringify(kind);
    if (!kinds.has(key)) kinds.set(key, [`load.recorded.${index}`, kind]);
  }
  const { needs, priority } = incidents ?? {};
  return [
    ...kinds.values(),
    ...(incidents === undefined
      ? []
      : [['load.incidents', { needs, priority }] satisfies [string, TicketKind]]),
  ];
}

function warningsOf(
  { agents, sla, teams }: Policy,
  { curve, groups, scenario, classes }: Compiled & { readonly scenario: Scenario },
): string[] {
  const warnings: string[] = [];
  for (const [index, tier] of TIERS.entries()) {
    const work = workOf(index, { classes, scenario }) * curve.expected;
    const offered = dutyOf(groups.filter((group) => group.tier === index));
    if (work > offered && offered > 0)
      warnings.push(
        `OVERLOAD on ${tier}: about ${Math.round(work / 3_600_000)} h of work for ${Math.round(offered / 3_600_000)} h of people; its queue grows as long as this lasts, and waits depend on how long is simulated`,
      );
  }
  if ([...agents.values()].some(({ capacity }) => capacity > 1))
    warnings.push(
      'capacity above 1 is simulated as one ticket at a time: the others in hand would only wait there',
    );
  if (teams.size > 3) warnings.push('teams of a tier are simulated as one queue');
  if (sla.some(({ priorities }) => Object.values(priorities).some(({ update }) => update !== undefined)))
    warnings.push('promises of updates are not simulated');
  return warnings;
}

/** Expected work of a ticket on a tier in milliseconds, without re-openings. */
function workOf(
  tier: number,
  { classes, scenario: { work } }: Pick<Compiled, 'classes'> & { readonly scenario: Scenario },
): number {
  const name = TIERS[tier];
  if (name === undefined) return 0;
  const own =
    distributionOf(work.handle[name]).mean * (name === 'T1' ? 1 - (work.knowledgeBase?.saves ?? 0) : 1);
  const findOut = name === 'T3' ? 0 : distributionOf(work.findOut[name]).mean;
  return classes.reduce((sum, { share, needs, start }) => {
    if (needs === tier) return sum + share * own * 60_000;
    return start <= tier && needs > tier ? sum + share * findOut * 60_000 : sum;
  }, 0);
}

function dutyOf(groups: readonly StaffGroup[]): number {
  let sum = 0;
  for (const { moments, levels, speed } of groups)
    for (let index = 0; index + 1 < moments.length; index += 1)
      sum += ((moments[index + 1] ?? 0) - (moments[index] ?? 0)) * (levels[index] ?? 0) * speed;
  return sum;
}
