import { clockCalendar, type Policy } from './policy.ts';
import { type PromisedTicket, recomputed } from './recompute.ts';
import { CLOCK_NAMES, type ClockName, resumeClock, type SlaClock, spentAt } from './sla-clock.ts';
import { type Instant, type Millis, millis } from './time.ts';

/**
 * What another policy would make of one promise of an open ticket.
 * - cancelled: it is not promised any more
 * - changed: it is promised otherwise. `due` compares when it is due, for one that waits as if it ran on from now; `same`
 *   where only warning, pauses or steps differ, or where it is broken either way. `breach`: it would be broken at once, by
 *   `over` of working time; or it is broken now and would not be.
 */
export type PromiseEffect = { readonly clock: ClockName } & (
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'changed';
      readonly due: 'earlier' | 'later' | 'same';
      readonly breach?: { readonly kind: 'new'; readonly over: Millis } | { readonly kind: 'gone' };
    }
);

/**
 * What a policy would make of the promises of an open ticket if it were in force from now on: nothing where it promises
 * the same. A breach that is due but not recorded yet counts as one. The policy's number has to be above that of every
 * policy in force so far, and it has to know the calendars on which open tickets count.
 */
export function promiseEffects(
  ticket: PromisedTicket,
  now: Instant,
  policy: Policy,
): readonly PromiseEffect[] {
  const changed = recomputed(ticket, now, policy);
  return CLOCK_NAMES.flatMap((name): PromiseEffect[] => {
    const [before, after] = [ticket.clocks[name], changed[name]];
    if (before === undefined || after === undefined) return [];
    if (after.state === 'stopped') return [{ clock: name, kind: 'cancelled' }];
    const due = sign(dueFrom(after, now, policy) - dueFrom(before, now, policy));
    const breach = breachOf(before, after, now, policy);
    return [{ clock: name, kind: 'changed', due, ...(breach && { breach }) }];
  });
}

/** When it is due if it runs; what is broken is due now. */
function dueFrom(clock: SlaClock, now: Instant, policy: Policy): number {
  const running = resumeClock(clock, clockCalendar(policy, clock.calendar), now);
  return running.state === 'running' ? Math.max(now, running.dueAt) : Infinity;
}

function sign(difference: number): 'earlier' | 'later' | 'same' {
  if (difference === 0) return 'same';
  return difference < 0 ? 'earlier' : 'later';
}

function breachOf(
  before: SlaClock,
  after: SlaClock,
  now: Instant,
  policy: Policy,
): Extract<PromiseEffect, { kind: 'changed' }>['breach'] {
  const over = (clock: SlaClock) => spentAt(clock, clockCalendar(policy, clock.calendar), now) - clock.target;
  const was = before.breachedAt !== undefined || over(before) >= 0;
  const is = over(after) >= 0;
  if (was === is) return undefined;
  return is ? { kind: 'new', over: millis(over(after)) } : { kind: 'gone' };
}
