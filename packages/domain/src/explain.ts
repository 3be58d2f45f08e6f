import type { TicketEvent } from './event.ts';
import { evolveNext, replay } from './evolve.ts';
import { begin, follow, isAnother, leave, type Moment, promisedOf, type Thread } from './explain-thread.ts';
import type { ClockSpan, ExplainedClock, ExplainedStep } from './explanation.ts';
import { clockCalendar, type Policy } from './policy.ts';
import { CLOCK_NAMES, cycleOf, spentAt } from './sla-clock.ts';
import type { Ticket } from './ticket.ts';
import { type Instant, type Millis, millis } from './time.ts';

/** Every promise of a ticket, told. */
export interface SlaExplanation {
  /** What the log makes of the ticket. */
  readonly ticket: Ticket;
  /** Until when time is counted. */
  readonly at: Instant;
  /** By name, in the order of `CLOCK_NAMES`, and then in the order in which they were made. */
  readonly clocks: readonly ExplainedClock[];
}

/**
 * Tells of every promise of a ticket what was promised when, how much of it is spent and where the time went, out of the
 * ticket's whole log. The last time of each clock says what the ticket's own clock says; the time that its spans counted is
 * what that has spent. The policy only gives the calendars on which clocks count, by their keys. Pure.
 * Throws RangeError when the log does not begin with `ticket.opened` or has a gap.
 */
export function explainSla(events: readonly TicketEvent[], now: Instant, policy: Policy): SlaExplanation {
  let ticket = replay(events.slice(0, 1));
  let threads: readonly Thread[] = [];
  for (const event of events) {
    const before = event.seq === 1 ? undefined : ticket;
    ticket = before === undefined ? ticket : evolveNext(before, event);
    threads = threadsAfter(threads, before, { event, after: ticket, policy });
  }
  const clocks = CLOCK_NAMES.flatMap((name) =>
    threads.filter(({ clock }) => clock === name).map((thread) => told(thread, now, policy)),
  );
  return { ticket, at: now, clocks };
}

function threadsAfter(
  threads: readonly Thread[],
  before: Ticket | undefined,
  moment: Moment,
): readonly Thread[] {
  const { event, after } = moment;
  return CLOCK_NAMES.reduce((all, clock) => {
    const is = after.clocks[clock];
    if (is === undefined || is === before?.clocks[clock]) return all;
    const last = all.findLast((thread) => thread.clock === clock);
    if (last === undefined) return [...all, begin(clock, is, moment)];
    if (isAnother(clock, last.last, is, event)) {
      const left = all.map((thread) => (thread === last ? leave(last, is, moment) : thread));
      return [...left, begin(clock, is, moment, last)];
    }
    return all.map((thread) => (thread === last ? follow(last, is, moment) : thread));
  }, threads);
}

function told(thread: Thread, now: Instant, policy: Policy): ExplainedClock {
  const { clock, last, beganAt, began, takenFrom, ended, left, marks, retargetings } = thread;
  const spent = left?.spent ?? spentAt(last, clockCalendar(policy, last.calendar), now);
  const spans = spansOf(thread, now, spent);
  const endedAt = left?.at ?? (last.state === 'stopped' ? last.at : undefined);
  const { warnedAt, breachedAt } = last;
  return {
    clock,
    cycle: cycleOf(last),
    promised: promisedOf(last),
    state: stateOf(thread),
    beganAt,
    began,
    ...(takenFrom !== undefined && { takenFrom }),
    ...(endedAt !== undefined && { endedAt }),
    ...(ended !== undefined && { ended }),
    spent,
    paused: pausedIn(spans),
    ...(left === undefined && last.state === 'running' && { dueAt: last.dueAt }),
    ...(warnedAt !== undefined && { warnedAt }),
    ...(breachedAt !== undefined && { breachedAt }),
    marks,
    steps: stepsOf(thread),
    spans,
    retargetings,
  };
}

/** The last one has no end while it lasts. */
function spansOf(thread: Thread, now: Instant, spent: Millis): readonly ClockSpan[] {
  const { open, spans } = thread;
  if (open === undefined) return spans;
  const { spent: before, ...span } = open;
  const counted = millis(span.kind === 'counted' ? spent - before : 0);
  return [...spans, { ...span, wall: millis(Math.max(0, now - span.from)), counted }];
}

function pausedIn(spans: readonly ClockSpan[]): Millis {
  return millis(spans.reduce((sum, { kind, wall }) => sum + (kind === 'paused' ? wall : 0), 0));
}

function stateOf({ last, left }: Thread): ExplainedClock['state'] {
  if (left !== undefined) return left.outcome;
  return last.state === 'stopped' ? last.outcome : last.state;
}

function stepsOf({ last, left, marks }: Thread): readonly ExplainedStep[] {
  return (last.steps ?? []).map(({ name: step, after }, index): ExplainedStep => {
    const done = marks.findLast((mark) => mark.kind === 'stepped' && mark.step === step);
    if (done?.kind === 'stepped')
      return { step, after, state: done.skipped ? 'skipped' : 'done', at: done.at };
    if (last.fired?.includes(step)) return { step, after, state: 'passed-over' };
    if (left !== undefined || last.state === 'stopped') return { step, after, state: 'not-reached' };
    const at = last.state === 'running' ? last.stepsAt?.[index] : undefined;
    return { step, after, state: 'to-come', ...(at !== undefined && { at }) };
  });
}
