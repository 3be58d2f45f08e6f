export { ScenarioError } from './errors.ts';
export { type Duration, minutesOf, parseScenario, type Scenario } from './scenario.ts';
export { type TicketDraws, type Visit, type VisitEnd, type WorkPlan, workPlan } from './work-plan.ts';
