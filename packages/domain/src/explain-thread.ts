import { elapsed } from './calendar.ts';
import type { TicketEvent } from './event.ts';
import { beginOf, retargetedBy, stopOf, waitOf } from './explain-reasons.ts';
import type { ClockMark, ClockSpan, Promised, Retargeting } from './explanation.ts';
import type { TicketId } from './ids.ts';
import { LATE } from './play-step.ts';
import { clockCalendar, type Policy } from './policy.ts';
import { type ClockName, cycleOf, isOwed, type SlaClock, spentAt } from './sla-clock.ts';
import type { Ticket } from './ticket.ts';
import { type Instant, type Millis, millis } from './time.ts';

/** The stretch that has not ended yet. */
interface OpenSpan extends Pick<ClockSpan, 'kind' | 'from' | 'reason' | 'calendar'> {
  /** Working time that was used when it began. */
  readonly spent: Millis;
}

/** One promise, one time that it is made, while its history is followed. */
export interface Thread {
  readonly clock: ClockName;
  readonly last: SlaClock;
  readonly beganAt: Instant;
  readonly began: string;
  readonly takenFrom?: TicketId;
  readonly ended?: string;
  /** It was not stopped when the next time began, or the ticket left its tier. */
  readonly left?: {
    readonly at: Instant;
    readonly spent: Millis;
    readonly outcome: 'met' | 'missed' | 'left';
  };
  readonly spans: readonly ClockSpan[];
  readonly open?: OpenSpan;
  readonly marks: readonly ClockMark[];
  readonly retargetings: readonly Retargeting[];
}

/** What is known when an event is looked at. */
export interface Moment {
  readonly event: TicketEvent;
  /** The ticket that the event made. */
  readonly after: Ticket;
  readonly policy: Policy;
}

/** A promise that begins; `before` is the one of the same name that it follows. */
export function begin(clock: ClockName, is: SlaClock, moment: Moment, before?: Thread): Thread {
  const { event, policy } = moment;
  const { at } = event;
  const beganAt = is.beganAt ?? at;
  const used = spentAt(is, clockCalendar(policy, is.calendar), at);
  const absorbed = event.kind === 'ticket.absorbed' ? event : undefined;
  const carried: ClockSpan[] =
    beganAt < at
      ? [
          {
            kind: 'carried',
            from: beganAt,
            to: at,
            ...(absorbed && { reason: `on ticket ${absorbed.from}` }),
            wall: millis(at - beganAt),
            counted: used,
            calendar: is.calendar,
          },
        ]
      : [];
  const taken =
    absorbed && before && isOwed(before.last)
      ? [{ at, from: promisedOf(before.last), to: promisedOf(is), ...retargetedBy(event) }]
      : [];
  return {
    clock,
    last: is,
    beganAt,
    began: beginOf(event),
    ...(absorbed && { takenFrom: absorbed.from }),
    spans: carried,
    open: { ...spanOf(clock, is, moment), from: at, spent: used },
    marks: [],
    retargetings: taken,
  };
}

/** A promise that ends without being stopped, because the next time of it begins. One that is stopped just ends there. */
export function leave(thread: Thread, next: SlaClock, { event, policy }: Moment): Thread {
  const { at } = event;
  const { open: _, ...ended } = thread;
  const spent = spentAt(thread.last, clockCalendar(policy, thread.last.calendar), at);
  const closed = { ...ended, spans: closedAt(thread, at, spent) };
  if (thread.last.state === 'stopped') return closed;
  return { ...closed, left: { at, spent, outcome: outcomeBefore(next, thread.last) }, ended: beginOf(event) };
}

/** What the next time of a promise says of the one before it. */
function outcomeBefore({ earlier }: SlaClock, was: SlaClock): 'met' | 'missed' | 'left' {
  if ((earlier?.met ?? 0) > (was.earlier?.met ?? 0)) return 'met';
  return was.breachedAt !== undefined || (earlier?.missed ?? 0) > (was.earlier?.missed ?? 0)
    ? 'missed'
    : 'left';
}

/** Whether a clock is another time that the promise is made, and not the same one further on. */
export function isAnother(clock: ClockName, was: SlaClock, is: SlaClock, event: TicketEvent): boolean {
  if (cycleOf(was) !== cycleOf(is)) return true;
  // Clocks from before cycles were counted.
  return clock === 'tier' && is.cycle === undefined && beginsStay(event);
}

/** The same time of a promise after an event. */
export function follow(thread: Thread, is: SlaClock, moment: Moment): Thread {
  const { event } = moment;
  const { last: was, clock } = thread;
  const followed = { ...thread, last: is, marks: marksAfter(thread.marks, was, is, moment, clock) };
  const moved = { ...followed, ...spansAfter(thread, is, moment) };
  if (isOwed(is) && isOwed(was) && !samePromise(was, is)) {
    const retargeting = { at: event.at, from: promisedOf(was), to: promisedOf(is), ...retargetedBy(event) };
    return { ...moved, retargetings: [...moved.retargetings, retargeting] };
  }
  if (was.state === is.state) return moved;
  const { ended: _, ...going } = moved;
  return is.state === 'stopped' ? { ...going, ended: stopOf(clock, event) } : going;
}

/** The stretches until a moment, the one that lasts included. */
function closedAt({ spans, open }: Thread, to: Instant, spent: Millis): readonly ClockSpan[] {
  if (open === undefined) return spans;
  const { spent: before, ...span } = open;
  const counted = millis(span.kind === 'counted' ? spent - before : 0);
  const wall = millis(Math.max(0, to - span.from));
  return wall === 0 && counted === 0 ? spans : [...spans, { ...span, to, wall, counted }];
}

export function promisedOf({ target, calendar, warnAfter, pausedWhile, source }: SlaClock): Promised {
  return {
    target,
    calendar,
    warnAfter,
    ...(pausedWhile !== undefined && { pausedWhile }),
    ...(source !== undefined && { source }),
  };
}

const beginsStay = (event: TicketEvent): boolean =>
  event.kind === 'ticket.escalated' ||
  event.kind === 'ticket.de-escalated' ||
  (event.kind === 'ticket.reopened' && event.mistake !== true);

function spansAfter(thread: Thread, is: SlaClock, moment: Moment): Pick<Thread, 'spans' | 'open'> {
  const { last: was, open, spans, clock } = thread;
  const { event, policy } = moment;
  if (open === undefined) return { spans };
  const stays = was.state === is.state && sinceOf(was) === sinceOf(is);
  if (stays && was.state !== 'running') return { spans, open: { ...open, calendar: is.calendar } };
  if (stays && was.calendar === is.calendar) return { spans, open };
  const next = spanOf(clock, is, moment);
  if (was.state === 'stopped' && is.state === 'running' && is.since < event.at) {
    // Not stopped after all: what was a standstill counts.
    const used = elapsed(clockCalendar(policy, is.calendar), is.since, event.at);
    const counted = { ...open, kind: 'counted', reason: 'solved by mistake' } as const;
    const spent = millis(is.spent + used);
    return {
      spans: closedAt({ ...thread, open: counted }, event.at, spent),
      open: { ...next, from: event.at, spent },
    };
  }
  const goesOn = open.kind === next.kind && open.calendar === next.calendar && open.reason === next.reason;
  if (goesOn) return { spans, open };
  return {
    spans: closedAt(thread, event.at, is.spent),
    open: { ...next, from: event.at, spent: is.spent },
  };
}

const sinceOf = (clock: SlaClock): Instant => (clock.state === 'stopped' ? clock.at : clock.since);

function spanOf(
  clock: ClockName,
  { state, calendar }: SlaClock,
  { event, after }: Moment,
): Pick<OpenSpan, 'kind' | 'reason' | 'calendar'> {
  switch (state) {
    case 'running':
      return { kind: 'counted', calendar };
    case 'paused':
      return { kind: 'paused', reason: waitOf(after), calendar };
    case 'stopped':
      return { kind: 'stopped', reason: stopOf(clock, event), calendar };
  }
}

function marksAfter(
  marks: readonly ClockMark[],
  was: SlaClock,
  is: SlaClock,
  { event }: Moment,
  clock: ClockName,
): readonly ClockMark[] {
  const { at } = event;
  switch (event.kind) {
    case 'sla.warned':
    case 'sla.breached': {
      const kind = event.kind === 'sla.warned' ? 'warned' : 'breached';
      const { dueAt } = event;
      return event.clock === clock ? [...marks, { kind, at, dueAt, ...lateness(at, dueAt) }] : marks;
    }
    case 'sla.stepped': {
      const { step, dueAt, do: actions, skipped, late } = event;
      const done = { kind: 'stepped', step, at, dueAt, do: actions } as const;
      return event.clock === clock
        ? [...marks, { ...done, ...(skipped && { skipped }), ...(late && { late }) }]
        : marks;
    }
    default:
      return marks.map((mark) => {
        if (mark.kind === 'stepped' || mark.withdrawnAt !== undefined) return mark;
        const field = mark.kind === 'warned' ? 'warnedAt' : 'breachedAt';
        return was[field] !== undefined && is[field] === undefined ? { ...mark, withdrawnAt: at } : mark;
      });
  }
}

function lateness(at: Instant, dueAt: Instant): { readonly late?: true } {
  return at - dueAt > LATE ? { late: true } : {};
}

function samePromise(was: SlaClock, is: SlaClock): boolean {
  return (
    was.target === is.target &&
    was.calendar === is.calendar &&
    was.warnAfter === is.warnAfter &&
    was.pausedWhile?.join() === is.pausedWhile?.join() &&
    stepsOf(was) === stepsOf(is)
  );
}

function stepsOf({ steps = [] }: SlaClock): string {
  return steps.map(({ name, after }) => `${name} ${after}`).join();
}
