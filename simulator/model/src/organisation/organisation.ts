import { type Calendar, calendarIn, instant, type Policy, type Tier, TIERS } from '@tierline/domain';
import { type Distribution, gamma } from '@tierline/engine';

import { ScenarioError } from '../errors.ts';
import { distributionOf } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type ArrivalCurve, arrivalCurve } from './arrival-curve.ts';
import { type ClassTable, classTable } from './class-table.ts';
import { LaneNumbers, type Lanes } from './lanes.ts';
import { firstAnswers, type PlanTable, planTable } from './plan-table.ts';
import { type PromiseTable, promiseTable } from './promise-table.ts';
import { type StaffGroup, staffGroups } from './staff-groups.ts';
import { type TicketClass, ticketClasses } from './ticket-classes.ts';

const MINUTE = 60_000;
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
  readonly table: ClassTable;
  /** What each class is promised. */
  readonly promises: PromiseTable;
  readonly calendars: readonly Calendar[];
  readonly groups: readonly StaffGroup[];
  readonly lanes: Lanes;
  readonly plans: PlanTable;
  /** Work until the first answer by tier, in milliseconds. */
  readonly firstAnswers: Float64Array;
  /** What comes on top when somebody of a tier takes a ticket up, in milliseconds. */
  readonly interruptions: Float64Array;
  /** Lengths of time in minutes. */
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
 * Compiles a scenario under a policy. Throws ScenarioError where it cannot be simulated: nobody works for some tickets, no
 * ticket ever comes, or a calendar that is not in the policy.
 */
export function compileOrganisation(scenario: Scenario, policy: Policy): Organisation {
  const { run, work, customers, load, people } = scenario;
  const from = Date.parse(run.start);
  const reportedFrom = from + run.warmUpDays * DAY;
  const until = reportedFrom + run.days * DAY;
  const wrong = wrongNames(scenario, policy);
  if (wrong.length > 0) throw new ScenarioError('this cannot be simulated:', wrong);
  const names: string[] = [];
  const calendar = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const groups = staffGroups(scenario, policy, from, run.drain ? until + run.days * DAY : until);
  const numbers = new LaneNumbers(
    policy,
    groups.map(({ stated }) => stated),
    instant(from),
  );
  const classes = ticketClasses(scenario, policy, { calendar, lanes: numbers });
  const lanes = numbers.close();
  const curve = arrivalCurve(scenario, policy, from, until);
  const problems = problemsOf(scenario, { classes, curve, groups, lanes });
  if (problems.length > 0) throw new ScenarioError('this cannot be simulated:', problems);
  return {
    scenario,
    policy,
    from,
    reportedFrom,
    until,
    curve,
    classes,
    table: classTable(classes),
    promises: promiseTable(classes),
    calendars: (names.length === 0 ? [...policy.calendars.keys()].slice(0, 1) : names).map((name) =>
      calendarIn(policy, name),
    ),
    groups,
    lanes,
    plans: planTable(work),
    firstAnswers: firstAnswers(work),
    interruptions: Float64Array.from(TIERS, (tier) => people.tiers[tier].interruptionMinutes * MINUTE),
    findOut: [distributionOf(work.findOut.T1), distributionOf(work.findOut.T2)],
    reply: distributionOf(work.questions.reply),
    after: distributionOf(work.reopens.after),
    fix: distributionOf(work.engineering.fix),
    touchReply: work.touches && distributionOf(work.touches.reply),
    patience: customers.patience && distributionOf(customers.patience.waits),
    busyness: load.busyness && load.busyness.cv > 0 ? gamma(1, load.busyness.cv) : undefined,
    warnings: warningsOf(policy, { curve, groups, scenario, classes, lanes }),
  };
}

interface Compiled {
  readonly classes: readonly TicketClass[];
  readonly curve: ArrivalCurve;
  readonly groups: readonly StaffGroup[];
  readonly lanes: Lanes;
}

function problemsOf(
  { load, run, people, work }: Scenario,
  { classes, curve, groups, lanes }: Compiled,
): string[] {
  const problems: string[] = [];
  // By mistake T1 hands up what it could solve.
  const isHandedUp = (start: number, needs: number, tier: number) =>
    work.mistakes.share > 0 && start === 0 && needs === 0 && tier === 1;
  const backlog = TIERS.some((tier) => run.backlog[tier] > 0);
  if (curve.expected === 0 && load.recorded === undefined && !backlog)
    problems.push(
      'load: no ticket ever comes; check load.hours against the working days of the desk, and run.start and run.days',
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
  // Of a tier without anybody more than enough is said above.
  const staffed = lanes.all.filter(({ tier }) => groups.some((group) => group.tier === tier));
  for (const lane of staffed) {
    const place = lanes.all.indexOf(lane);
    const isNeeded = classes.some(
      ({ start, needs, lanes: own }) => start <= lane.tier && lane.tier <= needs && own[lane.tier] === place,
    );
    if (isNeeded && lanes.crewsOf[place]?.length === 0)
      problems.push(
        `people.groups: nobody on ${TIERS[lane.tier]} may take tickets of ${lane.team ?? 'that tier'} (${lane.name}); give a group that team, or those skills`,
      );
  }
  return problems;
}

/** Calendars, teams and classes that are named and not there, and classes that are named as a team is. */
function wrongNames({ people, load }: Scenario, { calendars, teams }: Policy): string[] {
  const problems: string[] = [];
  const checkTeam = (path: string, name: string | undefined, tier: Tier) => {
    if (name === undefined) return;
    const known = [...teams.values()].filter((team) => team.tier === tier).map(({ id }) => id as string);
    if (!known.includes(name))
      problems.push(
        `${path}: the policy has no team ${name} on ${tier}; ${known.length === 0 ? 'it has none there' : `it has ${known.join(', ')}`}`,
      );
  };
  for (const [index, { calendar, team, tier }] of (people.groups ?? []).entries()) {
    if (calendar !== undefined && !calendars.has(calendar))
      problems.push(
        `people.groups.${index}.calendar: the policy has no calendar ${calendar}; it has ${[...calendars.keys()].filter((name) => !name.includes('@')).join(', ')}`,
      );
    checkTeam(`people.groups.${index}.team`, team, tier);
  }
  const classes = load.classes ?? [];
  for (const [index, { name, team, needs }] of classes.entries()) {
    checkTeam(`load.classes.${index}.team`, team, needs);
    if ([...teams.keys()].some((id) => id === name))
      problems.push(
        `load.classes.${index}.name: ${name} is a team of the policy; give the class another name`,
      );
  }
  for (const [index, { class: name }] of (load.recorded ?? []).entries())
    if (name !== undefined && !classes.some((one) => one.name === name))
      problems.push(`load.recorded.${index}.class: load.classes has none of the name ${name}`);
  return problems;
}

function warningsOf(
  { agents, sla, teams }: Policy,
  { curve, groups, scenario, classes, lanes }: Compiled & { readonly scenario: Scenario },
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
  if ([...teams.values()].some(({ overflow, afterHours }) => overflow.length > 0 || afterHours !== undefined))
    warnings.push('a team that helps another, by overflow or after hours, is not simulated');
  for (const [group, { stated }] of groups.entries())
    if (lanes.lanesOf[lanes.crewOf[group] ?? 0]?.length === 0)
      warnings.push(
        `nobody of ${stated.team ?? stated.tier} with ${Object.keys(stated.skills).join(', ') || 'no skills'} ever gets a ticket`,
      );
  if (sla.some(({ priorities }) => Object.values(priorities).some(({ update }) => update !== undefined)))
    warnings.push('promises of updates are not simulated');
  return warnings;
}

/** Expected work of a ticket on a tier in milliseconds, without re-openings. */
function workOf(
  tier: number,
  { classes, scenario: { work } }: Pick<Compiled, 'classes'> & { readonly scenario: Scenario },
): number {
  const findOut =
    tier === 0 ? distributionOf(work.findOut.T1).mean : tier === 1 ? distributionOf(work.findOut.T2).mean : 0;
  return classes.reduce((sum, { share, needs, start, handle }) => {
    if (needs === tier) return sum + share * handle.mean * MINUTE;
    return start <= tier && needs > tier ? sum + share * findOut * MINUTE : sum;
  }, 0);
}

function dutyOf(groups: readonly StaffGroup[]): number {
  let sum = 0;
  for (const { moments, levels, speed } of groups)
    for (let index = 0; index + 1 < moments.length; index += 1)
      sum += ((moments[index + 1] ?? 0) - (moments[index] ?? 0)) * (levels[index] ?? 0) * speed;
  return sum;
}
