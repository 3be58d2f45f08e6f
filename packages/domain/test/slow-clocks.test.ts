import assert from 'node:assert/strict';

import {
  CLOCK_NAMES,
  cycleOf,
  type Policy,
  type ResponseKind,
  spentAt,
  type TicketEvent,
} from '@tierline/domain';
import { MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import { POLICIES } from './companies.ts';
import { randomLife, type RandomLife } from './random-life.ts';
import { slowClocks } from './slow-clocks.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

/** Asked of Temporal for each quarter of an hour, once: the hours of the companies begin and end at whole hours. */
const openQuarters = new Map<number, boolean>();

/** Monday to Friday from 9 to 17 in Berlin, by the clock on the wall. */
function isOfficeTime(minute: number): boolean {
  const quarter = Math.floor(minute / QUARTER) * QUARTER;
  const known = openQuarters.get(quarter);
  if (known !== undefined) return known;
  const local = Temporal.Instant.fromEpochMilliseconds(quarter).toZonedDateTimeISO('Europe/Berlin');
  const open = local.dayOfWeek <= 5 && local.hour >= 9 && local.hour < 17;
  openQuarters.set(quarter, open);
  return open;
}

const isOpen = (calendar: string, minute: number) => calendar.startsWith('always') || isOfficeTime(minute);

/** As what the agents' public messages of a life count, by what was asked for. */
function responsesOf({ steps }: RandomLife): ReadonlyMap<number, ResponseKind> {
  const responses = new Map<number, ResponseKind>();
  for (const { command, decision } of steps) {
    if (decision.kind !== 'decided') continue;
    for (const event of decision.events) {
      if (event.kind !== 'message.added') continue;
      if (command.kind === 'reply') responses.set(event.seq, command.ask ? 'question' : 'reply');
      else responses.set(event.seq, command.kind === 'solve' ? 'solution' : 'incident-update');
    }
  }
  return responses;
}

/** What fell due by the events: which promise, which time that it was made, what, and when. */
function dueOf(events: readonly TicketEvent[]): string[] {
  const cycles = new Map<string, number>();
  return events.flatMap((event) => {
    if ('clocks' in event)
      for (const [name, clock] of Object.entries(event.clocks)) cycles.set(name, cycleOf(clock));
    switch (event.kind) {
      case 'sla.warned':
        return [`${event.clock} ${cycles.get(event.clock)} warning ${event.dueAt - MONDAY}`];
      case 'sla.breached':
        return [`${event.clock} ${cycles.get(event.clock)} breach ${event.dueAt - MONDAY}`];
      case 'sla.stepped':
        return [`${event.clock} ${event.cycle} step ${event.step} ${event.dueAt - MONDAY}`];
      default:
        return [];
    }
  });
}

/**
 * The life until what another ticket brought into it, of which this ticket's own history does not tell, or until its
 * promises change twice in one moment: what falls due between the two has no length of time to be seen in. Nor is a step seen
 * that comes late, because a solution was taken back: what it does to other promises it does then.
 */
function alone(life: RandomLife): RandomLife {
  const end = life.steps.findIndex(
    ({ command, now }) =>
      command.kind === 'absorb' || promisesChanged(life, now) > 1 || hasLateStep(life, now),
  );
  if (end < 0) return life;
  const steps = life.steps.slice(0, end);
  const last = steps.findLast(({ decision }) => decision.kind === 'decided')?.decision;
  const ticket = last?.kind === 'decided' ? last.ticket : undefined;
  return {
    steps,
    events: life.events.slice(0, ticket?.seq ?? 1),
    ticket: ticket ?? life.ticket,
  };
}

function hasLateStep({ events }: RandomLife, at: number): boolean {
  return events.some((event) => event.at === at && event.kind === 'sla.stepped' && event.dueAt < at);
}

/** How often the promises changed at a moment. */
function promisesChanged({ events }: RandomLife, at: number): number {
  return events.filter(
    (event) =>
      event.at === at &&
      (event.kind === 'ticket.escalated' ||
        (event.kind === 'ticket.updated' && Object.keys(event.clocks).length > 0)),
  ).length;
}

function compared(policy: Policy, whole: RandomLife): void {
  const life = alone(whole);
  const { ticket, events } = life;
  const now = events.at(-1)?.at;
  if (now === undefined || events.length < 2) return;
  const slow = slowClocks(events, { policy, isOpen, responses: responsesOf(life), until: now });
  for (const name of CLOCK_NAMES) {
    const [one, other] = [ticket.clocks[name], slow.clocks[name]];
    assert.equal(one === undefined, other === undefined, name);
    if (one === undefined || other === undefined) continue;
    const calendar = policy.calendars.get(one.calendar) ?? assert.fail(one.calendar);
    assert.deepEqual(
      {
        state: one.state === 'stopped' ? one.outcome : one.state,
        spent: spentAt(one, calendar, now),
        cycle: cycleOf(one),
      },
      other,
      name,
    );
  }
  assert.deepEqual(
    dueOf(events).toSorted(),
    slow.due.map(({ clock, cycle, what, at }) => `${clock} ${cycle} ${what} ${at - MONDAY}`).toSorted(),
  );
}

describe('the clocks of a ticket, beside a walk through its life minute by minute', () => {
  for (const [company, policy] of Object.entries(POLICIES)) {
    it(`are the same in ${company}, timers on time`, () => {
      fc.assert(
        fc.property(randomLife(policy, { punctual: true }), (life) => compared(policy, life)),
        { numRuns: 150 },
      );
    }).timeout(120_000);
  }
});
