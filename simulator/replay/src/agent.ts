import { setTimeout } from 'node:timers/promises';

import { ApiError } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { type Agent, type Instant, instant, type Millis, millis } from '@tierline/domain';
import { minutesOf, shiftCalendar, shiftFrom, type WorkingDay } from '@tierline/model';

import { isPassing, untilAnswered } from './attempt.ts';
import { type Desk, workTicket } from './casework.ts';
import { sleepUntil } from './sleep.ts';

/** An agent asks for work at most this often, in real time: five times a second. */
const SHORTEST_PAUSE_MS = 200;
/** And at least this often, in replayed time. */
const LONGEST_PAUSE = minutesOf(2);

/**
 * One agent at work on the real API until the run is over: on shift as the policy says, one ticket at a time. At the
 * start of a shift the agent goes on with what is in hand; at its end the ticket in hand is finished, as far as overtime
 * goes, and no new one begun. `busy` is told of every stretch of work on a ticket.
 *
 * Work goes by a plan in which the services take no time: it begins when the ticket was ready and the agent free, and lasts as
 * long as the scenario says. An agent who has the ticket later than that, because real milliseconds are minutes of
 * compressed time, is done as planned all the same, as long as the work takes longer than the services.
 * Rejects with an AbortError when the desk's signal aborts.
 */
export async function runAgent(desk: Desk, agent: Agent, busy: (time: Millis) => void): Promise<void> {
  const { clock, policy, until, signal } = desk;
  const calendar = shiftCalendar(policy, agent, clock.now());
  let shift = shiftFrom(calendar, clock.now());
  while (shift !== undefined && shift.opens < until) {
    await sleepUntil(clock, shift.opens, signal);
    await workShift(desk, agent, shift, busy);
    shift = shiftFrom(calendar, instant(Math.max(clock.now(), shift.closes)));
  }
}

async function workShift(
  desk: Desk,
  agent: Agent,
  shift: WorkingDay,
  busy: (time: Millis) => void,
): Promise<void> {
  const { clock, scenario, until, signal, bell, readiness, delays } = desk;
  const { tier } = agent;
  const closes = instant(Math.min(shift.closes, until));
  const goHome = instant(Math.min(shift.closes + minutesOf(scenario.work.overtimeMinutes), until));
  const longestPause = Math.max(SHORTEST_PAUSE_MS, clock.wallSpan(LONGEST_PAUSE));
  let pause = SHORTEST_PAUSE_MS;
  let rings = bell.rings(tier);
  // By the plan: since when the agent has had nothing in hand.
  let free = instant(Math.max(shift.opens, desk.from));
  const work = async (ticket: TicketView, ready: Instant) => {
    const from = instant(Math.max(free, ready));
    try {
      free = await workTicket(desk, agent, ticket, { from, goHome });
    } catch (error) {
      busy(millis(Math.max(0, clock.now() - from)));
      throw error;
    }
    busy(millis(free - from));
  };
  // What the agent holds is known after each answer, except at first and after an answer that never came.
  let next: Claim = { kind: 'unsure' };
  for (;;) {
    switch (next.kind) {
      case 'unsure':
        for (const held of await inHandsOf(desk, agent)) await work(held, readiness.take(held) ?? free);
        break;
      case 'ticket': {
        pause = SHORTEST_PAUSE_MS;
        const now = clock.now();
        const ready = readiness.take(next.ticket);
        if (ready !== undefined) delays.takenUp(millis(Math.max(0, now - Math.max(free, ready))));
        await work(next.ticket, ready ?? now);
        break;
      }
      case 'none':
        // Where it rang meanwhile, the ticket may have come just after the answer.
        if (bell.rings(tier) === rings) {
          await bell.wait(tier, Math.min(pause, clock.wallUntil(closes)), signal);
          pause = Math.min(pause * 1.5, longestPause);
        }
        if (clock.now() >= closes) return;
        break;
    }
    if (free >= closes) return;
    rings = bell.rings(tier);
    next = await claim(desk, agent);
  }
}

type Claim =
  | { readonly kind: 'ticket'; readonly ticket: TicketView }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsure' };

async function claim({ client, clock, tell, signal }: Desk, agent: Agent): Promise<Claim> {
  try {
    const ticket = await client.claimNext(agent.id);
    if (ticket === undefined) return { kind: 'none' };
    tell(ticket, clock.now());
    return { kind: 'ticket', ticket };
  } catch (error) {
    // Full hands: an earlier claim was carried out after all, or somebody handed the agent a ticket.
    const full = error instanceof ApiError && error.status === 409;
    if (!full && !isPassing(error)) throw error;
    await setTimeout(SHORTEST_PAUSE_MS, undefined, { signal });
    return { kind: 'unsure' };
  }
}

async function inHandsOf(
  { client, clock, tell, signal }: Desk,
  agent: Agent,
): Promise<readonly TicketView[]> {
  const { items } = await untilAnswered(async () => client.listTickets({ holder: agent.id }), signal);
  for (const view of items) tell(view, clock.now());
  return items;
}
