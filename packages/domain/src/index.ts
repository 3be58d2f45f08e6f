export type { Actor } from './actor.ts';
export {
  type Attached,
  type Attachment,
  ATTACHMENT_ID_PATTERN,
  type AttachmentPolicy,
} from './attachment.ts';
export {
  type BusinessHours,
  CALENDAR_YEARS,
  compileCalendar,
  type DatedHours,
  type Holiday,
  type OfficeHours,
  type WeeklyHours,
} from './business-hours.ts';
export { keptFor, slotsTaken, unfitFor } from './assignment.ts';
export { add, type Calendar, calendarOf, elapsed, isOpen } from './calendar.ts';
export { CalendarCursor } from './calendar-cursor.ts';
export { type Channel, CHANNELS } from './channel.ts';
export type { Command, Mover } from './command.ts';
export {
  compileCondition,
  type Condition,
  CONDITION_FIELDS,
  type ConditionField,
  type FieldCondition,
  type RoutingFacts,
} from './condition.ts';
export {
  type CustomState,
  STATE_CATEGORIES,
  STATE_NAME_PATTERN,
  type StateCategory,
} from './custom-state.ts';
export { policyEffects, type PolicyEffects, type PromiseChange, reroute, type Reroute } from './dry-run.ts';
export { decide, decideAt, type Decision } from './decide.ts';
export {
  type Engineering,
  ENGINEERING_STATES,
  type EngineeringState,
  type Issue,
  ISSUE_KEY_PATTERN,
  ISSUE_STATES,
  type IssueComment,
  type IssueState,
} from './engineering.ts';
export {
  type AssignmentTrace,
  type EngineeringEvent,
  type HandoverNote,
  isOfEngineering,
  type TicketEvent,
  type TicketEventKind,
} from './event.ts';
export {
  type Candidate,
  distribute,
  type Gift,
  isForOthers,
  OTHERS_FIRST,
  takesGifts,
} from './distribute.ts';
export { evolve, replay } from './evolve.ts';
export { explainSla, type SlaExplanation } from './explain.ts';
export { clockInWords, lengthInWords } from './explain-words.ts';
export {
  type ClockMark,
  type ClockSpan,
  EXPLAINED_STATES,
  type ExplainedClock,
  type ExplainedStep,
  type Promised,
  RETARGET_CAUSES,
  type Retargeting,
  SPAN_KINDS,
  STEP_STATES,
} from './explanation.ts';
export {
  type Field,
  FIELD_NAME_PATTERN,
  type FieldType,
  type FieldValue,
  type FieldValues,
} from './field.ts';
export { followUp } from './follow-up.ts';
export {
  agentId,
  AGENT_ID_PATTERN,
  type AgentId,
  teamId,
  type TeamId,
  ticketId,
  TICKET_ID_PATTERN,
  type TicketId,
} from './ids.ts';
export { laneOf, readLane, serves } from './lane.ts';
export type { Skills } from './needs.ts';
export { splitOff } from './split.ts';
export { mergeTickets } from './merge-tickets.ts';
export { openTicket } from './open-ticket.ts';
export type { TicketUpdate, WantedUpdate } from './ticket-update.ts';
export type { TicketRequest } from './ticket-request.ts';
export { type EffortPolicy, type Placement, placementOn, type Wanted } from './placement.ts';
export {
  type AssignmentPolicy,
  calendarIn,
  type ClassifierPolicy,
  type EscalationPolicy,
  type LifePolicy,
  type Policy,
  type PriorityPolicy,
} from './policy.ts';
export { type Heard, type Presence, presenceOf, PRESENCES } from './presence.ts';
export type { HelpRequest } from './help.ts';
export { PRIORITIES, type Priority } from './priority.ts';
export { type Refusal, REFUSAL_CODES, type RefusalCode } from './refusal.ts';
export { inverseLink, LINK_KINDS, type IncidentUpdate, type LinkKind, type TicketLink } from './relation.ts';
export {
  type Alternative,
  type Classification,
  compileRule,
  route,
  type RoutingDecision,
  type RoutingRule,
} from './routing.ts';
export {
  CLOCK_NAMES,
  type ClockName,
  cycleOf,
  type PromiseSource,
  type SlaClock,
  type SlaClocks,
  spentAt,
  type Verdict,
  verdictOf,
} from './sla-clock.ts';
export {
  PAUSING_STATES,
  type PausingState,
  promiseOf,
  type Promises,
  RESPONSES,
  type ResponseKind,
  type SlaPolicy,
  slaPolicyFor,
  type SlaTarget,
} from './sla-policy.ts';
export { type LadderAction, type LadderStep, NOTIFIED, STEP_CONDITIONS } from './ladder.ts';
export { type PromiseEffect, promiseEffects } from './promise-effects.ts';
export { type PromisedTicket, recomputed } from './recompute.ts';
export { type Agent, isHere, type RoleChange, type Team, tierOf } from './staff.ts';
export { onShift, teamOf } from './team.ts';
export {
  type AgentWork,
  type Passage,
  type TierStay,
  type WayIn,
  type WayOut,
  WAYS_IN,
  WAYS_OUT,
} from './stay.ts';
export {
  HOLD_REASONS,
  type HoldReason,
  statusOf,
  type Ticket,
  type TicketState,
  type TicketStatus,
} from './ticket.ts';
export { isTimeZone } from './local-time.ts';
export { compareTiers, type Tier, tierAbove, TIERS } from './tier.ts';
export { instant, type Instant, millis, type Millis } from './time.ts';
export { areDayHours, type DayHours, overlapInWeek, type Week, type Weekday, WEEKDAYS } from './week.ts';
export { newVerdicts } from './verdict.ts';
