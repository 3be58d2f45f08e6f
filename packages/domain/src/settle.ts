import type { Actor } from './actor.ts';
import { nextDue } from './due.ts';
import { type History, record } from './history.ts';
import type { Instant } from './time.ts';

/** What time alone did is recorded by whoever looks first, under this name. */
const CLOCKWORK: Actor = { kind: 'system', name: 'clockwork' };

/** Records what fell due until `now`, in the order in which it did. */
export function settle(history: History, now: Instant): History {
  const due = nextDue(history.ticket);
  if (due === undefined || due.at > now) return history;
  return settle(record(history, CLOCKWORK, now, due.change), now);
}
