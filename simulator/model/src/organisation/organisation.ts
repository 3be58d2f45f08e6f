import { type Calendar, calendarIn, instant, type Policy, TIERS } from '@tierline/domain';
import { type Distribution, gamma } from '@tierline/engine';

import { ScenarioError } from '../errors.ts';
import { distributionOf } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { warmUpDaysOf } from '../scenario/warm-up-days.ts';
import { type ArrivalCurve, arrivalCurve } from './arrival-curve.ts';
import { impossibilities, unknownNames } from './checks.ts';
import { type ClassTable, classTable } from './class-table.ts';
import { LaneNumbers, type Lanes } from './lanes.ts';
import { firstAnswers, type PlanTable, planTable } from './plan-table.ts';
import { type PromiseTable, promiseTable } from './promise-table.ts';
import { type StaffGroup, staffGroups } from './staff-groups.ts';
import { type TicketClass, ticketClasses } from './ticket-classes.ts';
import { warningsOf } from './warnings.ts';

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
 * Compiles a scenario under a policy. `zone` is the time zone of the desk, in which `load.week` is where the scenario names
 * none. Throws ScenarioError where it cannot be simulated: nobody works for some tickets, no
 * ticket ever comes, a calendar that is not in the policy, or a warm-up that is not decided yet.
 */
export function compileOrganisation(scenario: Scenario, policy: Policy, zone = 'UTC'): Organisation {
  const { run, work, customers, load, people } = scenario;
  const from = Date.parse(run.start);
  const reportedFrom = from + warmUpDaysOf(scenario) * DAY;
  const until = reportedFrom + run.days * DAY;
  const wrong = unknownNames(scenario, policy);
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
  const curve = arrivalCurve(scenario, { policy, zone }, from, until);
  const problems = impossibilities(scenario, { classes, curve, groups, lanes });
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
    warnings: warningsOf(scenario, policy, { curve, groups, classes, lanes }),
  };
}
