import type { Actor } from './actor.ts';
import { nextDue } from './due.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { clockTimers, resumeClock } from './sla-clock.ts';
import { allStepped } from './ticket-clocks.ts';
import type { Instant } from './time.ts';

/** What time alone did is recorded by whoever looks first, under this name. */
const CLOCKWORK: Actor = { kind: 'system', name: 'clockwork' };

/** Records what fell due until `now`, in the order in which it did. */
export function settle(history: History, now: Instant): History {
  const due = nextDue(history.ticket);
  if (due === undefined || due.at > now) return history;
  return settle(record(history, CLOCKWORK, now, due.change), now);
}

/**
 * Records the promises that are broken although their clocks are paused: another target, given to them during the pause,
 * was used up before. They would break as they run on; a case that is closed from its pause has to say so as well.
 */
export function settlePaused(history: History, now: Instant, policy: Policy): History {
  const clocks = allStepped(history.ticket.clocks, resumeClock, now, policy);
  return clockTimers(clocks)
    .filter(({ kind, at }) => kind === 'breach' && at <= now)
    .reduce(
      (settled, { clock, at }) => record(settled, CLOCKWORK, now, { kind: 'sla.breached', clock, dueAt: at }),
      history,
    );
}
