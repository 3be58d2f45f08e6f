import { type Due, nextDue } from './due.ts';
import { type History, record } from './history.ts';
import { CLOCKWORK, mark } from './marks.ts';
import { playStep } from './play-step.ts';
import type { Policy } from './policy.ts';
import type { Instant } from './time.ts';

/** Records what fell due until `now`, in the order in which it did, and does what the steps of ladders say. */
export function settle(history: History, now: Instant, policy: Policy): History {
  let settled = history;
  for (;;) {
    const due = nextDue(settled.ticket);
    if (due === undefined || due.at > now) return settled;
    settled = happened(settled, due, now, policy);
  }
}

function happened(history: History, due: Due, now: Instant, policy: Policy): History {
  if (due.kind === 'closing') return record(history, CLOCKWORK, now, { kind: 'ticket.closed' });
  return due.what.kind === 'step'
    ? playStep(history, { clock: due.clock, step: due.what.step, dueAt: due.at }, now, policy)
    : mark(history, due, due.what.kind, now);
}
