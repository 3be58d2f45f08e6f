import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

import type { Client } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { add, type Agent, type Calendar, type Instant, instant, millis, type Policy } from '@tierline/domain';
import type { Clock } from '@tierline/platform';

import { createJournal, type Journal } from './journal.ts';
import { type Move, numberOf, type PlannedTicket, type Visit } from './plan.ts';

const MINUTE = 60_000;
/** How long an agent waits, in minutes of domain time, before asking again for a ticket when there was none. */
const LOOK_AGAIN = 20;
/** What is done with a ticket that comes into somebody's hands more often than planned. */
const LAST: Visit = { moves: [], after: 20, end: 'answer and solve' };

/**
 * Lets customers and agents do what is planned until `until`: customers at any time, agents in their shifts. Nothing is
 * under way any more when it resolves. Rejects with the first failure that is no refusal.
 */
export async function workWeek({
  client,
  clock,
  policy,
  tickets,
  until,
}: {
  readonly client: Client;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly tickets: readonly PlannedTicket[];
  readonly until: Instant;
}): Promise<Journal> {
  const journal = createJournal();
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const visited = new Map<number, number>();
  let texts = 0;

  /** Something to say that nobody said before. */
  function text(): string {
    texts += 1;
    return `Text ${texts}.`;
  }

  function background(work: () => Promise<void>): void {
    const guarded = work().catch((error: unknown) => {
      // Whoever sleeps when it is over has nothing to report.
      if (!over.signal.aborted) failures.push(error);
    });
    underWay.add(guarded);
    void guarded.finally(() => underWay.delete(guarded));
  }

  const sleepUntil = async (at: Instant) =>
    setTimeout(clock.wallUntil(at), undefined, { signal: over.signal });
  const minutes = async (count: number) => sleepUntil(instant(clock.now() + count * MINUTE));

  /** Opens a ticket and lets its customer write on. */
  async function customer({ at, body, writes }: PlannedTicket): Promise<void> {
    await sleepUntil(at);
    const opened = await journal.ask(
      async (options) => client.createTicket(body, options),
      ({ requester }) => `open ${requester}`,
    );
    for (const after of opened === undefined ? [] : writes)
      background(async () => {
        await minutes(after);
        await write(opened?.id ?? '');
      });
  }

  async function write(id: string): Promise<void> {
    const body = text();
    await journal.ask(
      async (options) => client.reply(id, { author: { kind: 'requester' }, body }, options),
      ({ requester }) => `reply ${requester} ${body}`,
    );
  }

  async function agentAtWork(agent: Agent): Promise<void> {
    const shift = agent.calendar === undefined ? undefined : policy.calendars.get(agent.calendar);
    if (shift === undefined) throw new RangeError(`${agent.id} has no shift`);
    let hands = 0;
    for (;;) {
      // The end of the first millisecond of working time from now on: now, or when the shift begins.
      await sleepUntil(add(shift, clock.now(), millis(1)));
      const view =
        hands < agent.capacity
          ? await journal.ask(
              async (options) => client.claimNext(agent.id, options),
              () => `claim ${agent.id}`,
            )
          : undefined;
      if (view === undefined) await minutes(LOOK_AGAIN);
      else {
        hands += 1;
        background(async () => {
          await visit(agent.id, shift, view);
          hands -= 1;
        });
      }
    }
  }

  /** What an agent does with a ticket until it has left these hands. */
  async function visit(agent: string, shift: Calendar, { id, tags }: TicketView): Promise<void> {
    const number = numberOf(tags) ?? -1;
    const times = visited.get(number) ?? 0;
    visited.set(number, times + 1);
    const plan = tickets[number]?.visits[times] ?? LAST;
    const working = async (after: number) => sleepUntil(add(shift, clock.now(), millis(after * MINUTE)));
    for (const move of plan.moves) {
      await working(move.after);
      if ((await made(agent, id, move)) === undefined) return;
    }
    await working(plan.after);
    const left = await ended(agent, id, plan.end);
    if (left?.holder === agent || left === undefined) await ended(agent, id, 'solve');
    const wait = plan.back;
    if (wait !== undefined)
      background(async () => {
        await minutes(wait);
        await back(agent, id, plan);
      });
  }

  async function made(agent: string, id: string, { do: what }: Move): Promise<TicketView | undefined> {
    const body = text();
    if (typeof what === 'object')
      return journal.ask(
        // With a tag of its own it is a change, whatever the priority was.
        async (options) =>
          client.update(id, { agent, priority: what.prioritise, tags: { add: [body] } }, options),
        () => `update ${agent}`,
      );
    const visibility = what === 'reply' ? 'public' : 'internal';
    return journal.ask(
      async (options) =>
        client.reply(id, { author: { kind: 'agent', id: agent }, visibility, body }, options),
      () => `reply ${agent} ${body}`,
    );
  }

  async function ended(agent: string, id: string, end: Visit['end']): Promise<TicketView | undefined> {
    const body = text();
    switch (end) {
      case 'ask':
        return journal.ask(
          async (options) =>
            client.reply(id, { author: { kind: 'agent', id: agent }, body, ask: true }, options),
          () => `ask ${agent} ${body}`,
        );
      case 'hold for engineering':
      case 'hold for a supplier':
        return journal.ask(
          async (options) =>
            client.hold(
              id,
              { agent, waitsFor: end === 'hold for engineering' ? 'engineering' : 'third-party' },
              options,
            ),
          () => `hold ${agent}`,
        );
      case 'escalate':
        return journal.ask(
          async (options) =>
            client.escalate(
              id,
              { agent, reason: 'needs-expertise', note: { seen: body, tried: 'All.', why: 'Hard.' } },
              options,
            ),
          () => `escalate ${agent}`,
        );
      case 'solve':
      case 'answer and solve':
        return journal.ask(
          async (options) => client.solve(id, { agent, ...(end !== 'solve' && { answer: body }) }, options),
          () => `solve ${agent}`,
        );
    }
  }

  async function back(agent: string, id: string, { end, mistake }: Visit): Promise<void> {
    if (mistake === true)
      await journal.ask(
        async (options) => client.unsolve(id, { agent }, options),
        () => `unsolve ${agent}`,
      );
    else if (end === 'hold for engineering' || end === 'hold for a supplier')
      await journal.ask(
        async (options) => client.resume(id, { agent }, options),
        () => `resume ${agent}`,
      );
    else if (end !== 'escalate') await write(id);
  }

  for (const ticket of tickets) background(async () => customer(ticket));
  for (const agent of policy.agents.values()) background(async () => agentAtWork(agent));
  await setTimeout(clock.wallUntil(until));
  over.abort();
  while (underWay.size > 0) await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return journal;
}
