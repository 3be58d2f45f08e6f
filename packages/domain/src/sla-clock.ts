import { add, type Calendar, elapsed } from './calendar.ts';
import type { TicketId } from './ids.ts';
import type { PausingState, SlaTarget } from './sla-policy.ts';
import { type Instant, type Millis, millis } from './time.ts';

/**
 * The promises that a ticket carries.
 * - firstResponse, nextResponse: what the customer was promised of answers, the first one and those to later messages
 * - update: how often at least the customer hears of a case that is not solved
 * - resolution: in which time it is solved
 * - tier: the internal target of the present tier, fresh for each stay, under the customer's promise
 * - supplier: in which time whom the ticket waits for should be done with it, fresh for each wait
 */
export const CLOCK_NAMES = [
  'firstResponse',
  'nextResponse',
  'update',
  'resolution',
  'tier',
  'supplier',
] as const;

export type ClockName = (typeof CLOCK_NAMES)[number];

/** Which policy made a promise. */
export interface PromiseSource {
  /** The name of the SLA policy. */
  readonly policy: string;
  /** The version of the policy file. */
  readonly version: string;
  /** How many times a policy had been put in force by then: of two sources the higher one is later. */
  readonly number: number;
}

/** A step of the promise's ladder, as the clock keeps it. */
export interface ClockStep {
  readonly name: string;
  /** Working time from the beginning of the promise. */
  readonly after: Millis;
}

interface ClockFacts {
  /** Working time promised. */
  readonly target: Millis;
  /** Key of the calendar that says what working time is. */
  readonly calendar: string;
  /** Working time after which a warning is due. */
  readonly warnAfter: Millis;
  /** States of the ticket in which it is paused; absent on clocks from before each had its own. */
  readonly pausedWhile?: readonly PausingState[];
  /** Working time used before the present state began. */
  readonly spent: Millis;
  /** When this promise began; absent on clocks from before that was kept. */
  readonly beganAt?: Instant;
  /** How many times the promise has begun on this ticket, where more than once. */
  readonly cycle?: number;
  /** What became of the times before this one; absent when there were none. */
  readonly earlier?: { readonly met: number; readonly missed: number };
  /** What is done before and after it is due, in order; absent where nothing is. */
  readonly steps?: readonly ClockStep[];
  /** The names of the steps that are done. */
  readonly fired?: readonly string[];
  readonly source?: PromiseSource;
  /** The ticket to whose customer it was promised, where that was merged into this one. */
  readonly takenFrom?: TicketId;
  /** When the warning was recorded; absent until then. */
  readonly warnedAt?: Instant;
  /** When the breach was recorded; absent until then. */
  readonly breachedAt?: Instant;
}

/**
 * One promise against time. It starts running, is paused while the ticket waits for somebody else, and stops when the
 * promise is kept or too late; a re-opened ticket runs it on with what was spent. `stopped` keeps the outcome:
 * met and missed by the target, cancelled where the promise no longer applies.
 */
export type SlaClock =
  | (ClockFacts & {
      readonly state: 'running';
      readonly since: Instant;
      readonly warnAt: Instant;
      readonly dueAt: Instant;
      /** When each of `steps` is due, in their order; absent where there is none. */
      readonly stepsAt?: readonly Instant[];
    })
  | (ClockFacts & { readonly state: 'paused'; readonly since: Instant })
  | (ClockFacts & {
      readonly state: 'stopped';
      readonly at: Instant;
      readonly outcome: 'met' | 'missed' | 'cancelled';
    });

/** A ticket's clocks by name; a promise that was not made is absent. */
export type SlaClocks = Readonly<Partial<Record<ClockName, SlaClock>>>;

/** A clock that begins to run at `now` with nothing spent; `before` is the one of the same name that it follows, if any. */
export function startClock(
  promise: SlaTarget,
  calendar: Calendar,
  now: Instant,
  before?: SlaClock,
): SlaClock {
  const known = {
    ...promisedFacts(promise),
    spent: millis(0),
    beganAt: now,
    ...(before && cycleAfter(before)),
  };
  return running(known, calendar, now);
}

/** The number of times that the promise has begun, this one included. */
export function cycleOf({ cycle = 1 }: SlaClock): number {
  return cycle;
}

/** Whether the promise is still to be kept. */
export function isOwed(clock: SlaClock | undefined): clock is Exclude<SlaClock, { state: 'stopped' }> {
  return clock !== undefined && clock.state !== 'stopped';
}

/** What became of a promise. */
export type Verdict = 'met' | 'missed';

/** What is known of a promise; a breach stays one, also where the promise was cancelled after it. */
export function verdictOf(clock: SlaClock | undefined): Verdict | undefined {
  if (clock === undefined) return undefined;
  if (clock.breachedAt !== undefined) return 'missed';
  return clock.state === 'stopped' && clock.outcome !== 'cancelled' ? clock.outcome : undefined;
}

/** Working time used until `now`. */
export function spentAt(clock: SlaClock, calendar: Calendar, now: Instant): Millis {
  return clock.state === 'running' ? millis(clock.spent + elapsed(calendar, clock.since, now)) : clock.spent;
}

/** Stops counting while the ticket waits. A clock that does not run stays as it is. */
export function pauseClock(clock: SlaClock, calendar: Calendar, now: Instant): SlaClock {
  if (clock.state !== 'running') return clock;
  return { ...facts(clock), spent: spentAt(clock, calendar, now), state: 'paused', since: now };
}

/** Counts on from what was spent. A clock that is not paused stays as it is. */
export function resumeClock(clock: SlaClock, calendar: Calendar, now: Instant): SlaClock {
  return clock.state === 'paused' ? running(facts(clock), calendar, now) : clock;
}

/** A promise that was thought fulfilled runs on with what was spent. A clock that is not stopped stays as it is. */
export function reopenClock(clock: SlaClock, calendar: Calendar, now: Instant): SlaClock {
  return clock.state === 'stopped' ? running(facts(clock), calendar, now) : clock;
}

/**
 * A clock that was stopped by mistake runs on as if it had not been: what passed since counts as well. A clock that is
 * not stopped stays as it is.
 */
export function unstopClock(clock: SlaClock, calendar: Calendar): SlaClock {
  return clock.state === 'stopped' ? running(facts(clock), calendar, clock.at) : clock;
}

/** The promise is fulfilled at `now`: met when less than the target was spent; the due moment itself is too late. */
export function stopClock(clock: SlaClock, calendar: Calendar, now: Instant): SlaClock {
  if (clock.state === 'stopped') return clock;
  const spent = spentAt(clock, calendar, now);
  const outcome = spent < clock.target ? 'met' : 'missed';
  return { ...facts(clock), spent, state: 'stopped', at: now, outcome };
}

/** The promise no longer applies from `now` on. */
export function cancelClock(clock: SlaClock, calendar: Calendar, now: Instant): SlaClock {
  if (clock.state === 'stopped') return clock;
  return {
    ...facts(clock),
    spent: spentAt(clock, calendar, now),
    state: 'stopped',
    at: now,
    outcome: 'cancelled',
  };
}

/** What becomes of steps of a new ladder whose time is over when a clock gets it: done at once, or never. */
export type PastSteps = 'play' | 'skip';

/**
 * The same promise with another target: what was spent counts on, and a clock that is paused stays so. A warning or a
 * breach that was recorded is forgotten where the new target is not used up so far, so that it can be recorded again when
 * it is; a step that is done stays done. A clock that is stopped stays as it is.
 */
export function retargetClock(
  clock: SlaClock,
  {
    calendar,
    promise,
    next,
    past,
  }: {
    readonly calendar: Calendar;
    readonly promise: SlaTarget;
    readonly next: Calendar;
    readonly past: PastSteps;
  },
  now: Instant,
): SlaClock {
  if (clock.state === 'stopped') return clock;
  const { warnedAt, breachedAt, beganAt, cycle, earlier } = clock;
  const spent = spentAt(clock, calendar, now);
  const promised = promisedFacts(promise);
  const fired = past === 'skip' ? firedUntil(spent, promised.steps, clock.fired) : clock.fired;
  const known: ClockFacts = {
    ...promised,
    spent,
    ...(beganAt !== undefined && { beganAt }),
    ...(cycle !== undefined && { cycle }),
    ...(earlier !== undefined && { earlier }),
    ...(fired !== undefined && { fired }),
    ...(warnedAt !== undefined && spent >= promised.warnAfter && { warnedAt }),
    ...(breachedAt !== undefined && spent >= promised.target && { breachedAt }),
  };
  return clock.state === 'running'
    ? running(known, next, now)
    : { ...known, state: 'paused', since: clock.since };
}

/** Whether the clock counts what the target says, in all that matters to it. */
export function isPromisedBy(clock: SlaClock, promise: SlaTarget): boolean {
  const { target, calendar, warnAfter, pausedWhile, steps = [] } = promisedFacts(promise);
  return (
    clock.target === target &&
    clock.calendar === calendar &&
    clock.warnAfter === warnAfter &&
    clock.pausedWhile?.join() === pausedWhile?.join() &&
    (clock.steps?.length ?? 0) === steps.length &&
    steps.every(({ name, after }, index) => {
      const own = clock.steps?.[index];
      return own?.name === name && own.after === after;
    })
  );
}

/** A moment at which something about a clock has to be recorded. */
export interface ClockTimer {
  readonly clock: ClockName;
  readonly what:
    | { readonly kind: 'warning' }
    | { readonly kind: 'breach' }
    | { readonly kind: 'step'; readonly step: string };
  readonly at: Instant;
  /** The working time at which it is due. */
  readonly after: Millis;
}

/**
 * What the clocks still have to record, earliest first. At one moment the order is that of the working time at which
 * things are due, and then a warning, the breach, a step.
 */
export function clockTimers(clocks: SlaClocks): ClockTimer[] {
  const timers: ClockTimer[] = [];
  for (const clock of CLOCK_NAMES) {
    const known = clocks[clock];
    // A target that was used up before the pause, because it is another one by now, is broken already.
    if (known?.state === 'paused' && known.breachedAt === undefined && known.spent >= known.target)
      timers.push({ clock, what: { kind: 'breach' }, at: known.since, after: known.target });
    if (known?.state !== 'running') continue;
    const { breachedAt, warnedAt, warnAt, dueAt, warnAfter, target, steps = [], stepsAt, fired } = known;
    if (breachedAt === undefined) {
      // A warning makes no sense once the breach itself is recorded.
      if (warnedAt === undefined && warnAt < dueAt)
        timers.push({ clock, what: { kind: 'warning' }, at: warnAt, after: warnAfter });
      timers.push({ clock, what: { kind: 'breach' }, at: dueAt, after: target });
    }
    for (const [index, { name, after }] of steps.entries()) {
      const at = stepsAt?.[index];
      if (at !== undefined && fired?.includes(name) !== true)
        timers.push({ clock, what: { kind: 'step', step: name }, at, after });
    }
  }
  return timers.toSorted(
    (a, b) => a.at - b.at || a.after - b.after || ORDER[a.what.kind] - ORDER[b.what.kind],
  );
}

const ORDER = { warning: 0, breach: 1, step: 2 } as const;

function promisedFacts(promise: SlaTarget): Omit<ClockFacts, 'spent'> {
  const { target, calendar, warnAfter, pausedWhile, ladder = [], source } = promise;
  return {
    target,
    calendar,
    warnAfter: millis(Math.round(target * warnAfter)),
    pausedWhile,
    ...(ladder.length > 0 && { steps: ladder.map(({ name, after }) => ({ name, after })) }),
    ...(source !== undefined && { source }),
  };
}

function firedUntil(
  spent: Millis,
  steps: readonly ClockStep[] = [],
  fired: readonly string[] = [],
): readonly string[] | undefined {
  const passed = steps.filter(({ name, after }) => after <= spent && !fired.includes(name));
  const all = [...fired, ...passed.map(({ name }) => name)];
  return all.length === 0 ? undefined : all;
}

/** What a clock that takes the place of another one says of the times before it. */
export function cycleAfter(before: SlaClock): Pick<ClockFacts, 'cycle' | 'earlier'> {
  const { met = 0, missed = 0 } = before.earlier ?? {};
  const verdict = verdictOf(before);
  return {
    cycle: cycleOf(before) + 1,
    earlier: { met: met + (verdict === 'met' ? 1 : 0), missed: missed + (verdict === 'missed' ? 1 : 0) },
  };
}

function running(known: ClockFacts, calendar: Calendar, now: Instant): SlaClock {
  const left = (amount: Millis) => add(calendar, now, millis(Math.max(0, amount - known.spent)));
  return {
    ...known,
    state: 'running',
    since: now,
    warnAt: left(known.warnAfter),
    dueAt: left(known.target),
    ...(known.steps && { stepsAt: known.steps.map(({ after }) => left(after)) }),
  };
}

function facts(clock: SlaClock): ClockFacts {
  const { target, calendar, warnAfter, pausedWhile, spent, beganAt, cycle, earlier, steps, fired, source } =
    clock;
  return {
    target,
    calendar,
    warnAfter,
    ...(pausedWhile !== undefined && { pausedWhile }),
    spent,
    ...(beganAt !== undefined && { beganAt }),
    ...(cycle !== undefined && { cycle }),
    ...(earlier !== undefined && { earlier }),
    ...(steps !== undefined && { steps }),
    ...(fired !== undefined && { fired }),
    ...(source !== undefined && { source }),
    ...(clock.takenFrom !== undefined && { takenFrom: clock.takenFrom }),
    ...(clock.warnedAt !== undefined && { warnedAt: clock.warnedAt }),
    ...(clock.breachedAt !== undefined && { breachedAt: clock.breachedAt }),
  };
}
