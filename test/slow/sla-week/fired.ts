import type { RecordedEvent } from '@tierline/contracts';
import {
  type ClockName,
  cycleOf,
  evolve,
  type Instant,
  instant,
  replay,
  type Ticket,
} from '@tierline/domain';

import { isClockwork } from './commands.ts';

/** Something that fell due on a ticket and was recorded. */
export interface Fired {
  readonly ticketId: string;
  readonly clock: ClockName | 'closing';
  readonly cycle: number;
  /** `warned`, `breached`, `closed`, or the step's name. */
  readonly what: string;
  readonly dueAt: Instant;
  readonly recordedAt: Instant;
  /** When it could be known to be due: later than `dueAt` where a change made it due in the past. */
  readonly knownAt: Instant;
  /** When the promise began; of a closing, when the ticket was solved. */
  readonly beganAt: Instant;
  readonly markedLate: boolean;
  /** Its condition did not hold. */
  readonly skipped: boolean;
}

/** All that fell due and was recorded on a ticket, in the order of its log. */
export function firedOf(log: readonly RecordedEvent[]): readonly Fired[] {
  const [first, ...rest] = log;
  if (first === undefined) return [];
  let ticket = replay([first]);
  const setAt = new Map<string, Instant>();
  const fired: Fired[] = [];
  for (const event of [first, ...rest]) {
    if (isClockwork(event)) fired.push(...firedBy(event, ticket, setAt));
    if ('clocks' in event) for (const name of Object.keys(event.clocks)) setAt.set(name, event.at);
    if (event !== first) ticket = evolve(ticket, event);
  }
  return fired;
}

function firedBy(
  event: RecordedEvent,
  { id, openedAt, clocks, state }: Ticket,
  setAt: ReadonlyMap<string, Instant>,
): readonly Fired[] {
  const recorded = { ticketId: id, recordedAt: event.at, markedLate: false, skipped: false };
  if (event.kind === 'ticket.closed' && state.kind === 'solved') {
    const due = { dueAt: state.closeAt, knownAt: state.closeAt, beganAt: state.since };
    return [{ ...recorded, ...due, clock: 'closing', cycle: 1, what: 'closed' }];
  }
  if (event.kind !== 'sla.warned' && event.kind !== 'sla.breached' && event.kind !== 'sla.stepped') return [];
  const { clock, dueAt } = event;
  const known = clocks[clock];
  return [
    {
      ...recorded,
      clock,
      cycle: known === undefined ? 0 : cycleOf(known),
      what: event.kind === 'sla.stepped' ? event.step : event.kind.slice('sla.'.length),
      dueAt,
      knownAt: instant(Math.max(dueAt, setAt.get(clock) ?? 0)),
      beganAt: known?.beganAt ?? openedAt,
      markedLate: event.kind === 'sla.stepped' && event.late === true,
      skipped: event.kind === 'sla.stepped' && event.skipped === true,
    },
  ];
}

/** What it is that was recorded, whenever it was: two with the same words are one thing recorded twice. */
export function inWords({ clock, cycle, what, dueAt, skipped }: Fired): string {
  return `${clock} ${cycle} ${what}${skipped ? ' (skipped)' : ''} ${new Date(dueAt).toISOString()}`;
}

/** Whether it is a step of a ladder. */
export function isStep({ what }: Fired): boolean {
  return what !== 'warned' && what !== 'breached' && what !== 'closed';
}
