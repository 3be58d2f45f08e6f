export { ScenarioError } from './errors.ts';
export { type FittedHistory, fitHistory } from './history/fit.ts';
export type { HistorySpan } from './history/fit-load.ts';
export type { RecordedTicket } from './history/recorded-ticket.ts';
export { type ArrivalProfile, arrivalProfile, momentOf } from './organisation/arrival-profile.ts';
export { deskCalendar, shiftCalendar } from './organisation/desk-hours.ts';
export { compileOrganisation, type Organisation } from './organisation/organisation.ts';
export { shiftFrom, type WorkingDay, workingDaysAfter } from './organisation/working-days.ts';
export { type FigureUnit, scopesOf, unitOf } from './result/figure.ts';
export { type Replication, RESOLUTION_POINTS } from './result/replication.ts';
export {
  isReached,
  summarise,
  type Summary,
  type TargetOutcome,
  type TargetVerdict,
  widthOf,
} from './result/summary.ts';
export type { Recorder, VisitOutcome, VisitRecord } from './run/journal.ts';
export { type RunOptions, simulate } from './run/simulation.ts';
export { distributionOf, type Duration, minutesOf } from './scenario/duration.ts';
export { parseScenario, readScenario, type Scenario } from './scenario/scenario.ts';
export { warmUpDaysOf } from './scenario/warm-up-days.ts';
export { parseTarget, type Target } from './scenario/target.ts';
export { type TicketDraws, type Visit, type VisitEnd, type WorkPlan, workPlan } from './work-plan.ts';
