import { setTimeout } from 'node:timers/promises';

import type { Client } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { type Instant, instant } from '@tierline/domain';
import type { Scenario } from '@tierline/model';
import type { Clock } from '@tierline/platform';

import { untilAnswered } from './attempt.ts';
import type { Bell } from './bell.ts';
import type { Board } from './board.ts';
import { letters } from './letters.ts';
import type { PipelineDelays } from './pipeline-delays.ts';
import type { Readiness } from './readiness.ts';
import { numberIn, referenceOf } from './reference.ts';
import { sleepUntil } from './sleep.ts';
import type { GeneratedTicket } from './tickets.ts';
import { workDraws } from './work-draws.ts';

/** Requests for new tickets that may be under way at once. More arrivals than that wait their turn. */
const MOST_AT_ONCE = 64;
/** How often, in real milliseconds, and how many times it is looked whether a new ticket is in a queue. */
const LOOK_EVERY_MS = 15;
const MOST_LOOKS = 20;

/** The customers of one run. */
export interface Customers {
  /** Sends every ticket at its time. Resolves when none is under way any more. Rejects with an AbortError when the signal aborts. */
  sendAll(): Promise<void>;
  /** A customer is told how the ticket stands since a moment of the plan: that there is a question, or that it is solved. */
  hear(view: TicketView, since: Instant): void;
  /** Nobody is about to write. */
  idle(): boolean;
}

export interface CustomerOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly work: Scenario['work'];
  readonly tickets: readonly GeneratedTicket[];
  readonly seed: number;
  readonly run: string;
  /** Nobody writes any more after this. */
  readonly until: Instant;
  readonly board: Board;
  readonly bell: Bell;
  readonly readiness: Readiness;
  readonly delays: PipelineDelays;
  /** Ends what customers write to their tickets. */
  readonly signal: AbortSignal;
  /** Ends what customers try to send. */
  readonly sendSignal: AbortSignal;
  /** Runs something beside the rest. Never rejects: a failure ends the run. */
  readonly background: (work: () => Promise<void>) => Promise<void>;
}

export function createCustomers({
  client,
  clock,
  work,
  tickets,
  seed,
  run,
  until,
  board,
  bell,
  readiness,
  delays,
  signal,
  sendSignal,
  background,
}: CustomerOptions): Customers {
  /** Tickets to which the customer is about to write. */
  const writing = new Set<number>();
  const cameBack = new Set<number>();

  async function send({ number, at, request }: GeneratedTicket): Promise<void> {
    const idempotencyKey = referenceOf(run, number);
    readiness.set(number, at);
    // The key makes the repetition safe, however often and whatever became of the first request.
    const view = await untilAnswered(
      async () => client.createTicket({ ...request, tags: [idempotencyKey] }, { idempotencyKey }),
      sendSignal,
    );
    board.acknowledge(number, view);
    delays.recorded('opened', view, at);
    await callWhenRouted(view);
  }

  /** The router works in the background: whoever is free is called as soon as the ticket is in a queue. */
  async function callWhenRouted(created: TicketView): Promise<void> {
    let view = created;
    for (let looks = 0; view.tier === undefined && looks < MOST_LOOKS; looks += 1) {
      await setTimeout(LOOK_EVERY_MS, undefined, { signal });
      view = await untilAnswered(async () => client.readTicket(created.id), signal);
    }
    if (view.tier !== undefined) bell.ring(view.tier);
  }

  /** One message of the customer, after a while. `due` says by the ticket whether it still has to be written. */
  function write({
    number,
    view,
    at,
    body,
    due,
  }: {
    readonly number: number;
    readonly view: TicketView;
    readonly at: number;
    readonly body: string;
    readonly due: (now: TicketView) => boolean;
  }): void {
    if (at >= until || writing.has(number)) return;
    writing.add(number);
    void background(async () => {
      try {
        await sleepUntil(clock, instant(at), signal);
        const { id } = view;
        await untilAnswered(async () => {
          // Looked at before each attempt, because a message has no key: one that was taken has changed the ticket.
          const now = await client.readTicket(id);
          if (!due(now)) return board.note(now);
          readiness.set(number, instant(at));
          const written = await client.reply(id, { author: { kind: 'requester' }, body });
          board.note(written);
          if (written.tier !== undefined) bell.ring(written.tier);
        }, signal);
      } finally {
        writing.delete(number);
      }
    });
  }

  return {
    async sendAll() {
      const underWay = new Set<Promise<unknown>>();
      for (const ticket of tickets) {
        await sleepUntil(clock, ticket.at, sendSignal);
        while (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay);
        const sending: Promise<unknown> = background(async () => send(ticket)).then(() =>
          underWay.delete(sending),
        );
        underWay.add(sending);
      }
      await Promise.all(underWay);
    },
    hear(view, since) {
      const number = numberIn(run, view.tags);
      if (number === undefined) return;
      const draws = workDraws({ seed, key: String(number), work });
      if (view.status === 'pending') {
        write({
          number,
          view,
          at: since + draws.replyDelay,
          body: letters.customersAnswer(),
          due: ({ status }) => status === 'pending',
        });
      } else if (view.status === 'solved' && draws.reopens && !cameBack.has(number)) {
        cameBack.add(number);
        write({
          number,
          view,
          at: since + draws.reopensAfter,
          body: letters.stillBroken(),
          due: ({ status, reopens }) => status === 'solved' && reopens === 0,
        });
      }
    },
    idle: () => writing.size === 0,
  };
}
