import { calendarIn, clockCalendar, type Policy } from './policy.ts';
import {
  cancelClock,
  CLOCK_NAMES,
  type ClockName,
  isPromisedBy,
  type PastSteps,
  pauseClock,
  resumeClock,
  retargetClock,
  type SlaClock,
  type SlaClocks,
  startClock,
  stopClock,
} from './sla-clock.ts';
import {
  PAUSING_STATES,
  type PausingState,
  promiseOf,
  type PromiseFacts,
  slaPolicyFor,
  type SlaTarget,
} from './sla-policy.ts';
import type { Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** What may be done to a clock, such as to pause it. */
type ClockStep = typeof pauseClock;

/** A clock after a step, on its own calendar. */
export function stepped(clock: SlaClock, step: ClockStep, now: Instant, policy: Policy): SlaClock {
  return step(clock, clockCalendar(policy, clock.calendar), now);
}

/** When the promise is due if it runs from now on; never for one that is stopped. */
export function dueIfRunning(clock: SlaClock, now: Instant, policy: Policy): number {
  const running = stepped(clock, resumeClock, now, policy);
  return running.state === 'running' ? running.dueAt : Infinity;
}

/** All clocks after the same step on each. */
export function allStepped(clocks: SlaClocks, step: ClockStep, now: Instant, policy: Policy): SlaClocks {
  return mapped(clocks, (clock) => stepped(clock, step, now, policy));
}

/** Those clocks that are not stopped, after what each does when its ticket comes into that state: run, or wait. */
export function clocksIn(clocks: SlaClocks, state: PausingState, now: Instant, policy: Policy): SlaClocks {
  return mapped(clocks, (clock) => {
    if (clock.state === 'stopped') return undefined;
    const { pausedWhile = policy.life.pausedWhile } = clock;
    const waits = pausedWhile.includes(state);
    if (waits === (clock.state === 'paused')) return undefined;
    return stepped(clock, waits ? pauseClock : resumeClock, now, policy);
  });
}

/** A promise that begins now; `before` is the clock of the same name that it follows. */
export function begun(promise: SlaTarget, now: Instant, policy: Policy, before?: SlaClock): SlaClock {
  return startClock(promise, calendarIn(policy, promise.calendar), now, before);
}

/** A promise that begins now on a ticket that is in this state: it waits at once where the state makes it wait. */
export function begunIn(state: PromiseFacts['state'], ...how: Parameters<typeof begun>): SlaClock {
  const [promise, now, policy] = how;
  return asIn(state, promise, begun(...how), now, policy);
}

/** The clock of a stay on a tier that begins now. */
export function tierClock(
  tier: Tier,
  { clocks, ...facts }: PromiseFacts & { readonly clocks: SlaClocks },
  now: Instant,
  policy: Policy,
): SlaClock {
  return begun(slaPolicyFor(facts, policy).tiers[tier], now, policy, clocks.tier);
}

/**
 * What changes on the clocks of a ticket when its promises are those of the policy in force for what it is now: other
 * targets, on which what was spent counts, and no promise where none is made any more. Clocks that are stopped stay as they
 * are, and so do those of which the same is promised, and those taken over from a merged ticket unless they would be due
 * sooner: that was promised for reasons which this ticket does not have. `past` says what becomes of steps that are behind
 * already.
 */
export function promisedAnew(
  facts: PromiseFacts & { readonly clocks: SlaClocks },
  past: PastSteps,
  now: Instant,
  policy: Policy,
): SlaClocks {
  const sla = slaPolicyFor(facts, policy);
  return mapped(facts.clocks, (clock, name) => {
    if (clock.state === 'stopped') return undefined;
    const promise = promiseOf(name, facts, sla);
    const isKept = clock.takenFrom !== undefined;
    if (promise === undefined) return isKept ? undefined : stepped(clock, cancelClock, now, policy);
    if (isPromisedBy(clock, promise)) return undefined;
    const calendar = clockCalendar(policy, clock.calendar);
    const next = calendarIn(policy, promise.calendar);
    const anew = retargetClock(clock, { calendar, promise, next, past }, now);
    if (isKept && dueIfRunning(anew, now, policy) >= dueIfRunning(clock, now, policy)) return undefined;
    // Another promise may wait, or not, in the state in which the ticket is.
    return asIn(facts.state, promise, anew, now, policy);
  });
}

/** Whom the ticket waited for is done with it, or no longer waited for. */
export function supplierStopped({ supplier }: SlaClocks, now: Instant, policy: Policy): SlaClocks {
  return supplier === undefined || supplier.state === 'stopped'
    ? {}
    : { supplier: stepped(supplier, stopClock, now, policy) };
}

/** A clock that is not stopped, running or paused as its promise says of the state. */
function asIn(
  { kind }: PromiseFacts['state'],
  { pausedWhile }: SlaTarget,
  clock: SlaClock,
  now: Instant,
  policy: Policy,
): SlaClock {
  const waits = PAUSING_STATES.some((state) => state === kind && pausedWhile.includes(state));
  return stepped(clock, waits ? pauseClock : resumeClock, now, policy);
}

/** The clocks for which `change` gives one. */
function mapped(
  clocks: SlaClocks,
  change: (clock: SlaClock, name: ClockName) => SlaClock | undefined,
): SlaClocks {
  return CLOCK_NAMES.reduce<SlaClocks>((changed, name) => {
    const clock = clocks[name];
    const after = clock && change(clock, name);
    return after === undefined ? changed : { ...changed, [name]: after };
  }, {});
}
