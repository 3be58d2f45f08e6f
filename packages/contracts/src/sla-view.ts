import {
  CLOCK_NAMES,
  clockInWords,
  type ClockMark,
  type ExplainedClock,
  type ExplainedStep,
  EXPLAINED_STATES,
  type Instant,
  type LadderAction,
  type Promised,
  RETARGET_CAUSES,
  type SlaExplanation,
  SPAN_KINDS,
  statusOf,
  STEP_STATES,
} from '@tierline/domain';
import { z } from 'zod';

import { calendarNameOf, type Calendars } from './calendar-key.ts';
import { TICKET_STATUSES } from './ticket-view.ts';

const moment = z.iso.datetime();
const seconds = z.number();

const promisedView = z
  .strictObject({
    targetSeconds: seconds.describe('working time'),
    warnAfterSeconds: seconds,
    calendar: z.string().describe('the name of the calendar on which it counts'),
    zone: z
      .string()
      .optional()
      .describe('the time zone of that calendar, where it is one of the policy in force and has one'),
    pausedWhile: z.array(z.string()).optional().describe('states of the ticket in which it waits'),
    policy: z.string().optional().describe('the SLA policy that makes it'),
    policyVersion: z.string().optional(),
  })
  .meta({ id: 'Promised' });

const spanView = z
  .strictObject({
    kind: z
      .enum(SPAN_KINDS)
      .describe('carried: it ran on another ticket, before that was merged into this one'),
    from: moment,
    to: moment.optional().describe('absent while it lasts'),
    reason: z.string().optional().describe('absent where it just counted'),
    wallSeconds: seconds.describe('until now where it lasts'),
    countedSeconds: seconds.describe('working time; that of all spans is what is spent'),
    calendar: z.string(),
  })
  .meta({ id: 'ClockSpan', description: "A stretch of a promise's time; they follow without gaps." });

const markView = z
  .strictObject({
    kind: z.enum(['warned', 'breached', 'stepped']),
    at: moment,
    dueAt: moment,
    step: z.string().optional(),
    do: z.array(z.string()).optional().describe('what the step did'),
    skipped: z.literal(true).optional().describe('the condition of the step did not hold'),
    late: z.literal(true).optional().describe('it was recorded more than a minute after its time'),
    withdrawnAt: moment.optional().describe('when another target made it not so'),
  })
  .meta({ id: 'ClockMark' });

const explainedStepView = z
  .strictObject({
    step: z.string(),
    afterSeconds: seconds.describe('working time from the beginning of the promise'),
    state: z.enum(STEP_STATES).describe('passed-over: its time was behind when the promise got that ladder'),
    at: moment.optional().describe('when it was done, or will be unless the promise waits before'),
  })
  .meta({ id: 'ExplainedStep' });

const retargetingView = z
  .strictObject({
    at: moment,
    from: promisedView,
    to: promisedView,
    cause: z.enum(RETARGET_CAUSES),
    why: z.string(),
  })
  .meta({ id: 'Retargeting', description: 'The promise became another one while it was owed.' });

const explainedClockView = z
  .strictObject({
    clock: z.enum(CLOCK_NAMES),
    cycle: z.int().describe('which of the times that it was promised on this ticket, from 1'),
    state: z
      .enum(EXPLAINED_STATES)
      .describe("left: neither kept nor broken, as a tier's target when the ticket moves on in time"),
    promised: promisedView,
    beganAt: moment,
    began: z.string().describe('why it began'),
    takenFrom: z.string().optional().describe('the ticket with which it came, by a merge'),
    endedAt: moment.optional(),
    ended: z.string().optional().describe('why it ended'),
    spentSeconds: seconds.describe('working time'),
    pausedSeconds: seconds.describe('wall time'),
    dueAt: moment.optional().describe('present while it runs'),
    warnedAt: moment.optional(),
    breachedAt: moment.optional(),
    marks: z.array(markView),
    steps: z.array(explainedStepView),
    spans: z.array(spanView),
    retargetings: z.array(retargetingView),
    words: z.string().describe('all of it in a few sentences'),
  })
  .meta({ id: 'ExplainedClock', description: 'One promise, one of the times that it was made.' });

/** Every promise of a ticket, told out of its events. */
export const slaView = z
  .strictObject({
    ticket: z.string(),
    version: z.int(),
    status: z.enum(TICKET_STATUSES),
    at: moment.describe('until when time is counted'),
    clocks: z.array(explainedClockView).describe('by name, and then in the order in which they were made'),
  })
  .meta({ id: 'SlaExplanation' });

export type SlaView = z.output<typeof slaView>;

type ExplainedClockView = SlaView['clocks'][number];

/** Shows every promise of a ticket; `calendars` are those of the policy in force, under the keys by which clocks know them. */
export function viewOfSla({ ticket, at, clocks }: SlaExplanation, calendars: Calendars): SlaView {
  return {
    ticket: ticket.id,
    version: ticket.seq,
    status: statusOf(ticket.state),
    at: iso(at),
    clocks: clocks.map((clock) => viewOfClock(clock, at, calendars)),
  };
}

function viewOfClock(clock: ExplainedClock, now: Instant, calendars: Calendars): ExplainedClockView {
  const { takenFrom, endedAt, ended, dueAt, warnedAt, breachedAt } = clock;
  return {
    clock: clock.clock,
    cycle: clock.cycle,
    state: clock.state,
    promised: viewOfPromised(clock.promised, calendars),
    beganAt: iso(clock.beganAt),
    began: clock.began,
    ...(takenFrom !== undefined && { takenFrom }),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(ended !== undefined && { ended }),
    spentSeconds: clock.spent / 1000,
    pausedSeconds: clock.paused / 1000,
    ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
    ...(warnedAt !== undefined && { warnedAt: iso(warnedAt) }),
    ...(breachedAt !== undefined && { breachedAt: iso(breachedAt) }),
    marks: clock.marks.map(viewOfMark),
    steps: clock.steps.map(viewOfStep),
    spans: clock.spans.map(({ kind, from, to, reason, wall, counted, calendar }) => ({
      kind,
      from: iso(from),
      ...(to !== undefined && { to: iso(to) }),
      ...(reason !== undefined && { reason }),
      wallSeconds: wall / 1000,
      countedSeconds: counted / 1000,
      calendar: calendarNameOf(calendar),
    })),
    retargetings: clock.retargetings.map(({ at, from, to, cause, why }) => ({
      at: iso(at),
      from: viewOfPromised(from, calendars),
      to: viewOfPromised(to, calendars),
      cause,
      why,
    })),
    words: clockInWords(clock, now, calendarNameOf),
  };
}

function viewOfPromised(
  { target, warnAfter, calendar, pausedWhile, source }: Promised,
  calendars: Calendars,
): ExplainedClockView['promised'] {
  const hours = calendars[calendar];
  return {
    targetSeconds: target / 1000,
    warnAfterSeconds: warnAfter / 1000,
    calendar: calendarNameOf(calendar),
    ...(hours !== undefined && 'zone' in hours && { zone: hours.zone }),
    ...(pausedWhile && { pausedWhile: [...pausedWhile] }),
    ...(source && { policy: source.policy, policyVersion: source.version }),
  };
}

function viewOfMark(mark: ClockMark): ExplainedClockView['marks'][number] {
  const { kind, late } = mark;
  const known = { kind, at: iso(mark.at), dueAt: iso(mark.dueAt), ...(late && { late }) };
  if (mark.kind !== 'stepped')
    return { ...known, ...(mark.withdrawnAt !== undefined && { withdrawnAt: iso(mark.withdrawnAt) }) };
  const { step, skipped } = mark;
  return { ...known, step, do: mark.do.map(actionInWords), ...(skipped && { skipped }) };
}

function viewOfStep({ step, after, state, at }: ExplainedStep): ExplainedClockView['steps'][number] {
  return { step, afterSeconds: after / 1000, state, ...(at !== undefined && { at: iso(at) }) };
}

function actionInWords(action: LadderAction): string {
  switch (action.kind) {
    case 'notify':
      return `notify ${action.whom}`;
    case 'page':
      return `page ${action.pager}`;
    case 'raise-priority':
      return action.to === undefined ? action.kind : `${action.kind} to ${action.to}`;
    case 'reassign':
    case 'escalate':
      return action.kind;
  }
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
