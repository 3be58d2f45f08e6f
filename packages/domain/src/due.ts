import { type ClockTimer, clockTimers } from './sla-clock.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** Something that time alone does to a ticket: close it, or move on one of its promises. */
export type Due =
  | { readonly kind: 'closing'; readonly at: Instant }
  | ({ readonly kind: 'promise' } & ClockTimer);

/** What falls due next on a ticket. Undefined when nothing is timed. */
export function nextDue({ clocks, state }: Pick<Ticket, 'clocks' | 'state'>): Due | undefined {
  const closing: Due[] = state.kind === 'solved' ? [{ kind: 'closing', at: state.closeAt }] : [];
  const promises = clockTimers(clocks).map((timer): Due => ({ kind: 'promise', ...timer }));
  return [...promises, ...closing].toSorted((a, b) => a.at - b.at)[0];
}
