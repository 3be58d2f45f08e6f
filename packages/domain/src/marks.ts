import type { Actor } from './actor.ts';
import { type History, record } from './history.ts';
import { type ClockTimer, clockTimers } from './sla-clock.ts';
import type { Instant } from './time.ts';

/** What time alone did is recorded by whoever looks first, under this name. */
export const CLOCKWORK: Actor = { kind: 'system', name: 'clockwork' };

/** Records a warning or a breach. */
export function mark(
  history: History,
  { clock, at: dueAt }: Pick<ClockTimer, 'clock' | 'at'>,
  kind: 'warning' | 'breach',
  now: Instant,
): History {
  return record(history, CLOCKWORK, now, {
    kind: kind === 'warning' ? 'sla.warned' : 'sla.breached',
    clock,
    dueAt,
  });
}

/** Records the warnings and breaches that fell due until `now`, and no step: each at the moment that it was due. */
export function marked(history: History, now: Instant): History {
  for (const timer of clockTimers(history.ticket.clocks)) {
    if (timer.at <= now && timer.what.kind !== 'step')
      return marked(mark(history, timer, timer.what.kind, now), now);
  }
  return history;
}
