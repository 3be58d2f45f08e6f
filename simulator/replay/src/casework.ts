import { setTimeout } from 'node:timers/promises';

import { ApiError, type Client } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import {
  type Agent,
  compareTiers,
  type Instant,
  instant,
  type Millis,
  millis,
  type Policy,
  type Tier,
} from '@tierline/domain';
import type { Clock } from '@tierline/platform';

import { FIRST_PAUSE_MS, isPassing, longerPause, untilAnswered } from './attempt.ts';
import { topicOf } from './catalogue.ts';
import { letters } from './letters.ts';
import { numberIn } from './reference.ts';
import type { Scenario } from './scenario.ts';
import { sleepUntil } from './sleep.ts';
import type { Topic } from './topic.ts';
import { firstAnswerAfter, type WorkDraws, workDraws } from './work-draws.ts';

/** What the agents of one run share. */
export interface Desk {
  readonly client: Client;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly run: string;
  /** When the run is over, for those who are still at work. */
  readonly until: Instant;
  readonly signal: AbortSignal;
  /** Told of every ticket that an agent sees. */
  readonly tell: (view: TicketView) => void;
  /** Work done so far on each stay of a ticket on a tier, for the next who takes it. Written by agents. */
  readonly worked: Map<string, Millis>;
  /** The tracker of the policy in which engineering hears of bugs; undefined: T3 works on them itself. */
  readonly tracker: string | undefined;
  /** Tickets whose customer was asked. Written by agents. */
  readonly asked: Set<string>;
}

/** How the work on a tier ends: passed on, or done. */
type End =
  | { readonly kind: 'escalate' | 'de-escalate' | 'solve' }
  | { readonly kind: 'engineering'; readonly tracker: string };

/** What has to be done for a ticket on the agent's tier. */
interface Plan {
  readonly ends: End;
  /** Work from the first look to that end. */
  readonly total: Millis;
  /** The part of it until the first answer to the customer. */
  readonly firstAnswer: Millis;
  /** The customer is asked half-way. */
  readonly asks: boolean;
}

/**
 * Works a ticket that is in the agent's hands until it has left them, or until it is time to go home: then it stays in hand.
 * Every step goes by what the API says the ticket is, so that an answer that never came is no harm.
 */
export async function workTicket(
  desk: Desk,
  agent: Agent,
  ticket: TicketView,
  goHome: Instant,
): Promise<void> {
  const { client } = desk;
  const { id } = ticket;
  const topic = topicOf(ticket);
  const plan = planFor(desk, agent, ticket);
  const author = { kind: 'agent' as const, id: agent.id };
  const gone = (view: TicketView) => !inHands(view, agent);
  const workUntil = async (target: number) =>
    work({ desk, visit: `${id}/${ticket.stays.length}`, target, goHome });

  if (ticket.firstRespondedAt === undefined) {
    if (!(await workUntil(plan.firstAnswer))) return;
    const view = await act(desk, agent, {
      id,
      done: wasAnswered,
      does: async () => client.reply(id, { author, body: letters.firstAnswer(topic) }),
    });
    if (view === undefined || gone(view)) return;
  }
  if (plan.asks) {
    if (!(await workUntil(plan.total / 2))) return;
    // Before the request: whether it was carried out or not, the customer is asked by it or by its repetition, once.
    desk.asked.add(id);
    await act(desk, agent, {
      id,
      done: gone,
      does: async () => client.reply(id, { author, body: letters.question(topic), ask: true }),
    });
    return;
  }
  if (!(await workUntil(plan.total))) return;
  await act(desk, agent, {
    id,
    done: gone,
    does: async () => finish(desk, agent, id, plan.ends, topic),
  });
}

async function finish(
  { client }: Desk,
  { id: agent }: Agent,
  id: string,
  ends: End,
  topic: Topic | undefined,
): Promise<TicketView> {
  switch (ends.kind) {
    case 'escalate':
      return client.escalate(id, { agent, reason: 'needs-expertise', note: letters.handover(topic) });
    case 'de-escalate':
      return client.deEscalate(id, { agent, reason: 'resolved-lower', note: letters.handback(topic) });
    case 'engineering':
      return client.handToEngineering(id, { agent, tracker: ends.tracker, ...letters.issue(topic) });
    case 'solve':
      return client.solve(id, { agent, answer: letters.solution(topic) });
  }
}

/** Whether the agent has the ticket in hand. */
function inHands(view: TicketView, agent: Agent): boolean {
  return view.status === 'open' && view.holder === agent.id;
}

function wasAnswered(view: TicketView): boolean {
  return view.firstRespondedAt !== undefined;
}

function planFor(desk: Desk, agent: Agent, ticket: TicketView): Plan {
  const { scenario, seed, run, asked } = desk;
  const number = numberIn(run, ticket.tags);
  const key = number === undefined ? ticket.id : String(number);
  const draws = workDraws({ seed, key, work: scenario.work });
  const trueTier: Tier = topicOf(ticket)?.tier ?? 'T1';
  const plan = (ends: End, total: Millis, asks = false): Plan => {
    return { ends, total, asks, firstAnswer: firstAnswerAfter(scenario.work, agent.tier, total) };
  };
  const passed = passingOn(desk, agent, ticket, { draws, trueTier });
  if (passed !== undefined) return plan(passed.ends, passed.after);
  if (ticket.reopens > 0) return plan({ kind: 'solve' }, draws.again(trueTier));
  // Only customers of this run can be counted on to answer.
  const asks = draws.asks && number !== undefined && !asked.has(ticket.id);
  return plan({ kind: 'solve' }, draws.handle(trueTier), asks);
}

/** To whom the agent passes the ticket on, and after which work; undefined when the agent solves it. */
function passingOn(
  { policy, tracker }: Desk,
  { tier }: Agent,
  { moves, escalations, engineering }: TicketView,
  { draws, trueTier }: { readonly draws: WorkDraws; readonly trueTier: Tier },
): { readonly ends: End; readonly after: Millis } | undefined {
  // Where the policy lets a ticket move no further, whoever has it must do the work.
  const mayMove = moves < policy.escalation.max;
  const tooHard = compareTiers(trueTier, tier) > 0;
  const mistaken = tier === 'T1' && draws.mistaken && moves === 0;
  if (tier !== 'T3' && mayMove && (tooHard || mistaken))
    return { ends: { kind: 'escalate' }, after: draws.findOut(tier) };
  if (tier !== 'T1' && mayMove && escalations > 0 && compareTiers(trueTier, tier) < 0)
    return { ends: { kind: 'de-escalate' }, after: draws.findOut('T2') };
  if (tracker !== undefined && tier === 'T3' && draws.isBug && engineering === undefined)
    return { ends: { kind: 'engineering', tracker }, after: millis(Math.round(draws.handle(trueTier) / 2)) };
  return undefined;
}

/** Works on until `target` of work is done on this stay. False when it is time to go home before. */
async function work({
  desk,
  visit,
  target,
  goHome,
}: {
  readonly desk: Desk;
  readonly visit: string;
  readonly target: number;
  readonly goHome: Instant;
}): Promise<boolean> {
  const { clock, worked, signal } = desk;
  const before = worked.get(visit) ?? millis(0);
  if (before >= target) return true;
  const from = clock.now();
  await sleepUntil(
    clock,
    instant(Math.min(Math.ceil(from + target - before), Math.max(from, goHome))),
    signal,
  );
  const done = millis(before + clock.now() - from);
  worked.set(visit, done);
  return done >= target;
}

interface Act {
  readonly id: string;
  readonly does: () => Promise<TicketView>;
  /** Whether a ticket that looks like this shows that it was carried out, or that it no longer matters. */
  readonly done: (view: TicketView) => boolean;
}

/**
 * Does something to a ticket in the agent's hands, once: when no answer came, the ticket tells whether to repeat it. The ticket
 * afterwards, undefined when there is no such ticket any more.
 * Rejects with the API's refusal when the ticket is in the agent's hands all the same: that is a fault of the replay.
 */
async function act(desk: Desk, agent: Agent, { id, does, done }: Act): Promise<TicketView | undefined> {
  const { client, signal, tell } = desk;
  for (let pause = FIRST_PAUSE_MS; ; pause = longerPause(pause)) {
    try {
      const view = await does();
      tell(view);
      return view;
    } catch (error) {
      const refused = error instanceof ApiError && [403, 404, 409].includes(error.status);
      if (!isPassing(error) && !refused) throw error;
      const view = await look(client, id, signal);
      if (view === undefined) return undefined;
      tell(view);
      if (done(view) || !inHands(view, agent)) return view;
      if (!isPassing(error)) throw error;
    }
    await setTimeout(pause, undefined, { signal });
  }
}

async function look(client: Client, id: string, signal: AbortSignal): Promise<TicketView | undefined> {
  try {
    return await untilAnswered(async () => client.readTicket(id), signal);
  } catch (error) {
    // Not this agent's to judge: the count at the end names a ticket that has vanished.
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
