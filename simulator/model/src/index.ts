export { ScenarioError } from './errors.ts';
export { type ArrivalProfile, arrivalProfile, momentOf } from './organisation/arrival-profile.ts';
export { deskCalendar, shiftCalendar } from './organisation/desk-hours.ts';
export { shiftFrom, type WorkingDay, workingDaysAfter } from './organisation/working-days.ts';
export { distributionOf, type Duration, minutesOf } from './scenario/duration.ts';
export { parseScenario, readScenario, type Scenario } from './scenario/scenario.ts';
export { parseTarget, type Target } from './scenario/target.ts';
export { type TicketDraws, type Visit, type VisitEnd, type WorkPlan, workPlan } from './work-plan.ts';
