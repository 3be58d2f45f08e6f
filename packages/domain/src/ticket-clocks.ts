import { calendarIn, clockCalendar, type LifePolicy, type Policy } from './policy.ts';
import type { Priority } from './priority.ts';
import {
  CLOCK_NAMES,
  pauseClock,
  retargetClock,
  type SlaClock,
  type SlaClocks,
  type SlaTarget,
  startClock,
} from './sla-clock.ts';
import type { Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** What may be done to a clock, such as to pause it. */
type ClockStep = typeof pauseClock;

/** A clock after a step, on its own calendar. */
export function stepped(clock: SlaClock, step: ClockStep, now: Instant, policy: Policy): SlaClock {
  return step(clock, clockCalendar(policy, clock.calendar), now);
}

/** All clocks after the same step on each. */
export function allStepped(clocks: SlaClocks, step: ClockStep, now: Instant, policy: Policy): SlaClocks {
  return CLOCK_NAMES.reduce<SlaClocks>((changed, name) => {
    const clock = clocks[name];
    return clock === undefined ? changed : { ...changed, [name]: stepped(clock, step, now, policy) };
  }, {});
}

/** All clocks after a pause or the like, if the policy pauses them in that state; else nothing changes. */
export function clocksPaused(
  clocks: SlaClocks,
  state: LifePolicy['pausedWhile'][number],
  now: Instant,
  policy: Policy,
): SlaClocks {
  return policy.life.pausedWhile.includes(state) ? allStepped(clocks, pauseClock, now, policy) : {};
}

/** The clock of a stay on a tier that begins now. */
export function tierClock(tier: Tier, now: Instant, policy: Policy): SlaClock {
  const promise = policy.tierTargets[tier];
  return startClock(promise, calendarIn(policy, promise.calendar), now);
}

/** The customer's promises as another priority makes them; one that was kept, missed or cancelled stays as it is. */
export function promisedAnew(clocks: SlaClocks, priority: Priority, now: Instant, policy: Policy): SlaClocks {
  const { firstResponse, resolution } = policy.priorities[priority];
  const anew = (clock: SlaClocks[keyof SlaClocks], promise: SlaTarget) =>
    clock === undefined || clock.state === 'stopped'
      ? undefined
      : retargetClock(
          clock,
          {
            calendar: clockCalendar(policy, clock.calendar),
            promise,
            next: calendarIn(policy, promise.calendar),
          },
          now,
        );
  const first = anew(clocks.firstResponse, firstResponse);
  const last = anew(clocks.resolution, resolution);
  return { ...(first && { firstResponse: first }), ...(last && { resolution: last }) };
}
