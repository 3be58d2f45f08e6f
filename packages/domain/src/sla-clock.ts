import { add, type Calendar, elapsed } from './calendar.ts';
import { type Instant, type Millis, millis } from './time.ts';

/**
 * The promises that a ticket carries.
 * - firstResponse, resolution: what the customer was promised
 * - tier: the internal target of the present tier, fresh for each stay, under the customer's promise
 */
export const CLOCK_NAMES = ['firstResponse', 'resolution', 'tier'] as const;

export type ClockName = (typeof CLOCK_NAMES)[number];

/** What a policy promises: an amount of working time, and after which share of it to warn (0 to 1). */
export interface SlaTarget {
  readonly target: Millis;
  readonly calendar: string;
  readonly warnAfter: number;
}

interface ClockFacts {
  /** Working time promised. */
  readonly target: Millis;
  /** Name of the calendar that says what working time is. */
  readonly calendar: string;
  /** Working time after which a warning is due. */
  readonly warnAfter: Millis;
  /** Working time used before the present state began. */
  readonly spent: Millis;
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
    })
  | (ClockFacts & { readonly state: 'paused'; readonly since: Instant })
  | (ClockFacts & {
      readonly state: 'stopped';
      readonly at: Instant;
      readonly outcome: 'met' | 'missed' | 'cancelled';
    });

/** A ticket's clocks by name; a promise that was not made is absent. */
export type SlaClocks = Readonly<Partial<Record<ClockName, SlaClock>>>;

/** A clock that begins to run at `now` with nothing spent. */
export function startClock(promise: SlaTarget, calendar: Calendar, now: Instant): SlaClock {
  return running(
    {
      target: promise.target,
      calendar: promise.calendar,
      warnAfter: warnAfterOf(promise),
      spent: millis(0),
    },
    calendar,
    now,
  );
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

/**
 * The same promise with another target: what was spent counts on, and a clock that is paused stays so. A warning or a
 * breach that was recorded is forgotten where the new target is not used up so far, so that it can be recorded again when
 * it is. A clock that is stopped stays as it is.
 */
export function retargetClock(
  clock: SlaClock,
  {
    calendar,
    promise,
    next,
  }: { readonly calendar: Calendar; readonly promise: SlaTarget; readonly next: Calendar },
  now: Instant,
): SlaClock {
  if (clock.state === 'stopped') return clock;
  const { warnedAt, breachedAt } = clock;
  const { target } = promise;
  const spent = spentAt(clock, calendar, now);
  const warnAfter = warnAfterOf(promise);
  const known: ClockFacts = {
    target,
    calendar: promise.calendar,
    warnAfter,
    spent,
    ...(warnedAt !== undefined && spent >= warnAfter && { warnedAt }),
    ...(breachedAt !== undefined && spent >= target && { breachedAt }),
  };
  return clock.state === 'running'
    ? running(known, next, now)
    : { ...known, state: 'paused', since: clock.since };
}

/** A moment at which something about a clock has to be recorded. */
export interface ClockTimer {
  readonly clock: ClockName;
  readonly kind: 'warning' | 'breach';
  readonly at: Instant;
}

/** What the clocks still have to record, earliest first; at one moment a warning comes before a breach. */
export function clockTimers(clocks: SlaClocks): ClockTimer[] {
  const timers: ClockTimer[] = [];
  for (const name of CLOCK_NAMES) {
    const clock = clocks[name];
    if (clock?.state !== 'running') continue;
    if (clock.breachedAt === undefined) {
      // A warning makes no sense once the breach itself is recorded.
      if (clock.warnedAt === undefined && clock.warnAt < clock.dueAt)
        timers.push({ clock: name, kind: 'warning', at: clock.warnAt });
      timers.push({ clock: name, kind: 'breach', at: clock.dueAt });
    }
  }
  return timers.toSorted((a, b) => a.at - b.at || Number(a.kind === 'breach') - Number(b.kind === 'breach'));
}

function warnAfterOf({ target, warnAfter }: SlaTarget): Millis {
  return millis(Math.round(target * warnAfter));
}

function running(known: ClockFacts, calendar: Calendar, now: Instant): SlaClock {
  const left = (amount: Millis) => add(calendar, now, millis(Math.max(0, amount - known.spent)));
  return { ...known, state: 'running', since: now, warnAt: left(known.warnAfter), dueAt: left(known.target) };
}

function facts(clock: SlaClock): ClockFacts {
  return {
    target: clock.target,
    calendar: clock.calendar,
    warnAfter: clock.warnAfter,
    spent: clock.spent,
    ...(clock.warnedAt !== undefined && { warnedAt: clock.warnedAt }),
    ...(clock.breachedAt !== undefined && { breachedAt: clock.breachedAt }),
  };
}
