import assert from 'node:assert/strict';

import type { RecordedEvent } from '@tierline/contracts';
import {
  decide,
  type Instant,
  openTicket,
  type Policy,
  type Ticket,
  type TicketEvent,
} from '@tierline/domain';

import { commandAt, commandsOf, isClockwork, requestOf } from './commands.ts';

/** What a decision of the pure domain makes of a ticket. */
interface Life {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

/** The log as the domain itself writes it when everybody, clockwork included, comes at the moments that are recorded. */
export function decidedAgain(log: readonly RecordedEvent[], policy: Policy): readonly TicketEvent[] {
  let life = opened(log, policy);
  while (life.events.length < log.length) {
    const next = log[life.events.length];
    if (next === undefined) break;
    const before = life.events.length;
    life = isClockwork(next)
      ? after(life, { kind: 'timer' }, next.at, policy)
      : after(life, commandAt(log, before, policy).command, next.at, policy);
    // What is not decided again is missing; who compares sees what it was.
    if (life.events.length === before) break;
  }
  return life.events;
}

/** The log as it is when everybody does what they did, when they did it, and every timer fires to the millisecond, until `until`. */
export function decidedOnTime(
  log: readonly RecordedEvent[],
  policy: Policy,
  until: Instant,
): readonly TicketEvent[] {
  let life = opened(log, policy);
  for (const { command, at } of commandsOf(log, policy))
    life = after(settled(life, at, policy), command, at, policy);
  return settled(life, until, policy).events;
}

/** With every timer fired that is due until then, each at its own moment. */
function settled(life: Life, until: Instant, policy: Policy): Life {
  let now = life;
  for (;;) {
    const due = now.ticket.nextTimer;
    if (due === undefined || due > until) return now;
    // What a change makes due in the past cannot be recorded before that change.
    const last = now.events.at(-1)?.at ?? due;
    now = after(now, { kind: 'timer' }, due < last ? last : due, policy);
  }
}

function opened(log: readonly RecordedEvent[], policy: Policy): Life {
  const [first] = log;
  assert.equal(first?.kind, 'ticket.opened');
  return openTicket(requestOf(first), first.ticketId, first.at, policy);
}

function after(
  { ticket, events }: Life,
  command: Parameters<typeof decide>[1],
  at: Instant,
  policy: Policy,
): Life {
  const decision = decide(ticket, command, at, policy);
  if (decision.kind === 'refused')
    throw new Error(`${ticket.id}: ${command.kind} at ${at} is refused: ${decision.code}`);
  return { ticket: decision.ticket, events: [...events, ...decision.events] };
}

/**
 * A log without all that depends on when clockwork came. Between two commands what fell due is in the order in which it
 * did: where much is overdue at once, warnings and breaches are recorded before the steps beside them.
 */
export function whenever(log: readonly RecordedEvent[]): readonly unknown[] {
  const runs: RecordedEvent[][] = [];
  for (const event of log) {
    const last = runs.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && isClockwork(first) && isClockwork(event))
      last.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run) =>
    run.toSorted((a, b) => dueOf(a) - dueOf(b) || (nameOf(a) < nameOf(b) ? -1 : 1)).map(timeless),
  );
}

function dueOf(event: RecordedEvent): number {
  return 'dueAt' in event ? event.dueAt : event.at;
}

function nameOf(event: RecordedEvent): string {
  const step = event.kind === 'sla.stepped' ? event.step : '';
  return `${event.kind} ${'clock' in event ? event.clock : ''} ${step}`;
}

/** An event without when clockwork recorded it or what is on the clocks, and without that it was late. */
function timeless(event: RecordedEvent): unknown {
  const { seq: _seq, via: _via, ...rest } = event;
  if (!isClockwork(event)) return { ...rest, ...('clocks' in rest && { clocks: unmarked(rest.clocks) }) };
  const { at: _at, ...known } = rest;
  if (known.kind !== 'sla.stepped') return known;
  const { late: _late, ...step } = known;
  return step;
}

function unmarked(clocks: Ticket['clocks']): unknown {
  return Object.fromEntries(
    Object.entries(clocks).map(([name, clock]) => [
      name,
      { ...clock, warnedAt: clock.warnedAt !== undefined, breachedAt: clock.breachedAt !== undefined },
    ]),
  );
}
