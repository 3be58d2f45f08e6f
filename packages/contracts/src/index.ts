export {
  ACCESS,
  type Access,
  type Caller,
  type Identity,
  identityOf,
  mayCall,
  type Role,
  ROLES,
  type Scope,
  SCOPES,
  speaksFor,
} from './access.ts';
export type { CheckView, RepairView } from './consistency-view.ts';
export { viewOfActor } from './actor-view.ts';
export { viewOfAgent } from './agent-view.ts';
export { deliveryCursor, type DeliveryPlace, type DeliveryView } from './delivery-view.ts';
export type { TrackerFile } from './engineering-file.ts';
export { type EventView, type RecordedEvent, viewOfEvent } from './event-view.ts';
export { fieldFaults, missingAtCreation } from './field-values.ts';
export type { KeyView } from './key-view.ts';
export type { Evaluation, ModelView } from './model-view.ts';
export { MODEL_VERSION } from './model-version.ts';
export type { OrganisationView, RequesterView } from './people-view.ts';
export { openApiDocument } from './openapi.ts';
export { calendarKey, calendarNameOf, type Calendars } from './calendar-key.ts';
export { inWords } from './ladder-file.ts';
export type { PagerFile } from './pager-file.ts';
export { pagedBy } from './pages.ts';
export {
  fixedPolicy,
  type LivePolicies,
  type LoadedPolicy,
  parsePolicy,
  policyProblems,
  policyValues,
  type PolicySource,
  policyVersion,
  readPolicyFile,
} from './policy.ts';
export { changeInWords, type PolicyChange, policyDiff } from './policy-diff.ts';
export type { RecomputationView } from './recomputation-view.ts';
export { samePromises } from './same-promises.ts';
export { PolicyError, type PolicyProblem } from './policy-error.ts';
export type { WebhookEndpoint } from './policy-file.ts';
export type { PolicyApplicationView } from './policy-view.ts';
export type { OpenPromisesView, PolicyDiffView, PolicyDryRunView } from './policy-preview.ts';
export { type Problem, problem, PROBLEM_CODES, type ProblemCode } from './problem.ts';
export {
  timerPayload,
  type TimerPayload,
  laterVersion,
  wakePayload,
  type WakePayload,
  WAKES_PER_JOB,
} from './queue-payloads.ts';
export {
  hearers,
  pushTiers,
  type QueueName,
  QUEUES,
  subscribers,
  wakesPush,
  type WakeQueueName,
} from './queues.ts';
export type { Route } from './route.ts';
export { ROUTE_NAMES, type RouteName, ROUTES } from './routes.ts';
export { exportCursor, type ExportPlace } from './routes/export-routes.ts';
export type { AttachmentView } from './routes/attachment-routes.ts';
export { helpCursor, type HelpPlace } from './routes/help-routes.ts';
export { messageCursor, type MessagePlace, messageView } from './routes/ticket-routes.ts';
export { type SlaView, viewOfSla } from './sla-view.ts';
export { TICKET_STATUSES, type TicketView, ticketView, viewOf, viewOfHelp } from './ticket-view.ts';
export { WEBHOOK_EVENTS, type WebhookEvent } from './webhook.ts';
export { METRICS } from './metrics/catalogue.ts';
export {
  type CounterMetric,
  type Declared,
  type GaugeMetric,
  type HistogramMetric,
  type Labels,
  type LabelSet,
  type LabelValues,
  linesAtMost,
  type Metric,
  type NoLabels,
  type ServiceName,
  SERVICES,
} from './metrics/metric.ts';
export { JOB_STATES, type JobOutcome } from './metrics/queue-metrics.ts';
export { AUTH_FAILURES, type AuthFailure } from './metrics/request-metrics.ts';
export { DUE_WITHIN, OPEN_STATES } from './metrics/ticket-metrics.ts';
