import type { Instant } from '@tierline/domain';

import { berlin, DST_CHANGE } from './company.ts';
import { type Fired, isStep } from './fired.ts';

/** How much of what should happen in such a week did happen: none of it may be nothing. */
export function coverageOf(fired: readonly Fired[]): Readonly<Record<string, number>> {
  const count = (is: (one: Fired) => boolean) => fired.filter(is).length;
  const onDay = (dueAt: Instant, ...days: readonly number[]) => days.includes(berlin(dueAt).getUTCDay());
  const byClock = Object.fromEntries(
    ['firstResponse', 'nextResponse', 'update', 'resolution', 'tier', 'supplier', 'closing'].map((name) => [
      name,
      count(({ clock }) => clock === name),
    ]),
  );
  return {
    ...byClock,
    warned: count(({ what }) => what === 'warned'),
    breached: count(({ what }) => what === 'breached'),
    steps: count(isStep),
    'steps before due': count(({ what }) => ['25%', '50%', '-10m', '75%', 'nobody came'].includes(what)),
    'steps after due': count(({ what }) => ['+30m', '+1h', '150%', '200%'].includes(what)),
    'steps skipped': count(({ skipped }) => skipped),
    'later cycles': count(({ cycle }) => cycle > 1),
    'by night': count(({ dueAt }) => berlin(dueAt).getUTCHours() >= 22 || berlin(dueAt).getUTCHours() < 6),
    'at the weekend': count(({ dueAt }) => onDay(dueAt, 0, 6)),
    'on the holiday': count(({ dueAt }) => berlin(dueAt).getUTCDate() === 25),
    'over the holiday': count(
      ({ beganAt, dueAt }) => berlin(beganAt).getUTCDate() < 25 && berlin(dueAt).getUTCDate() > 25,
    ),
    'over the clock change': count(({ beganAt, dueAt }) => beganAt < DST_CHANGE && dueAt > DST_CHANGE),
    'in the night of the clock change': count(({ dueAt }) => Math.abs(dueAt - DST_CHANGE) < 5 * 3_600_000),
  };
}
