import { setTimeout } from 'node:timers/promises';

import { ApiError, type Client } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { type Agent, type Instant, instant, type Millis, millis, type Policy } from '@tierline/domain';
import { type Scenario, type VisitEnd, type WorkPlan, workPlan } from '@tierline/model';
import type { Clock } from '@tierline/platform';

import { FIRST_PAUSE_MS, isPassing, longerPause, untilAnswered } from './attempt.ts';
import type { Bell } from './bell.ts';
import { topicOf } from './catalogue.ts';
import { letters } from './letters.ts';
import type { PipelineDelays } from './pipeline-delays.ts';
import type { Readiness } from './readiness.ts';
import { numberIn } from './reference.ts';
import { sleepUntil } from './sleep.ts';
import type { Topic } from './topic.ts';
import { workDraws } from './work-draws.ts';

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
  /** When the run begins. */
  readonly from: Instant;
  /** Told of every ticket that an agent sees, as it was at that moment of the plan. */
  readonly tell: (view: TicketView, at: Instant) => void;
  readonly bell: Bell;
  readonly readiness: Readiness;
  readonly delays: PipelineDelays;
  /** Work done so far on each stay of a ticket on a tier, for the next who takes it. Written by agents. */
  readonly worked: Map<string, Millis>;
  /** The tracker of the policy in which engineering hears of bugs; undefined: T3 works on them itself. */
  readonly tracker: string | undefined;
  /** Tickets whose customer was asked. Written by agents. */
  readonly asked: Set<string>;
}

/**
 * Works a ticket that is in the agent's hands, from a moment of the plan on, until it has left them or until it is time to go
 * home: then it stays in hand. Returns when that is by the plan.
 * Every step goes by what the API says the ticket is, so that an answer that never came is no harm.
 */
export async function workTicket(
  desk: Desk,
  agent: Agent,
  ticket: TicketView,
  { from, goHome }: { readonly from: Instant; readonly goHome: Instant },
): Promise<Instant> {
  const { client, delays } = desk;
  const { id } = ticket;
  const topic = topicOf(ticket);
  const plan = planFor(desk, agent, ticket);
  const author = { kind: 'agent' as const, id: agent.id };
  const gone = (view: TicketView) => !inHands(view, agent);
  const visit = `${id}/${ticket.stays.length}`;
  let at = from;
  const workUntil = async (target: number) => {
    const { until, isDone } = await work({ desk, visit, target, from: at, goHome });
    at = until;
    return isDone;
  };

  if (ticket.firstRespondedAt === undefined) {
    if (!(await workUntil(plan.firstAnswer))) return at;
    const view = await act(desk, agent, {
      id,
      at,
      done: wasAnswered,
      does: async () => client.reply(id, { author, body: letters.firstAnswer(topic) }),
    });
    if (view === undefined) return at;
    delays.recorded('answered', view, at);
    if (gone(view)) return at;
  }
  if (!(await workUntil(plan.until))) return at;
  announce(desk, ticket, plan.end, at);
  const view = await act(desk, agent, {
    id,
    at,
    done: gone,
    does: async () => finish(desk, agent, id, plan.end, topic),
  });
  if (view !== undefined && plan.end === 'solve') delays.recorded('solved', view, at);
  if (view?.status === 'open' && view.tier !== undefined) desk.bell.ring(view.tier);
  return at;
}

/** Before the request: whether it is carried out at once or by its repetition, others go by the plan. */
function announce({ asked, readiness, run }: Desk, ticket: TicketView, end: VisitEnd, at: Instant): void {
  const number = numberIn(run, ticket.tags);
  if (end === 'ask') asked.add(ticket.id);
  if (number !== undefined && (end === 'escalate' || end === 'de-escalate')) readiness.set(number, at);
  else readiness.unset(ticket);
}

async function finish(
  { client, tracker }: Desk,
  { id: agent }: Agent,
  id: string,
  end: VisitEnd,
  topic: Topic | undefined,
): Promise<TicketView> {
  switch (end) {
    case 'ask':
      return client.reply(id, {
        author: { kind: 'agent', id: agent },
        body: letters.question(topic),
        ask: true,
      });
    case 'escalate':
      return client.escalate(id, { agent, reason: 'needs-expertise', note: letters.handover(topic) });
    case 'de-escalate':
      return client.deEscalate(id, { agent, reason: 'resolved-lower', note: letters.handback(topic) });
    case 'engineering':
      if (tracker === undefined) throw new RangeError('the policy has no tracker');
      return client.handToEngineering(id, { agent, tracker, ...letters.issue(topic) });
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

function planFor(desk: Desk, { tier }: Agent, ticket: TicketView): WorkPlan {
  const { scenario, seed, run, asked, policy, tracker } = desk;
  const number = numberIn(run, ticket.tags);
  const solver = topicOf(ticket)?.tier ?? 'T1';
  const draws = workDraws({
    seed,
    key: number === undefined ? ticket.id : String(number),
    work: scenario.work,
  });
  const visit = {
    tier,
    solver,
    moves: ticket.moves,
    maxMoves: policy.escalation.max,
    escalations: ticket.escalations,
    isReopened: ticket.reopens > 0,
    // Only customers of this run can be counted on to answer.
    mayAsk: number !== undefined && !asked.has(ticket.id),
    mayFile: tracker !== undefined && ticket.engineering === undefined,
  };
  return workPlan(visit, { ...draws, handle: draws.handle(solver) }, scenario.work);
}

/**
 * Works on from a moment of the plan until `target` of work is done on this stay, or it is time to go home. Returns when that is by
 * the plan, and whether all is done.
 */
async function work({
  desk,
  visit,
  target,
  from,
  goHome,
}: {
  readonly desk: Desk;
  readonly visit: string;
  readonly target: number;
  readonly from: Instant;
  readonly goHome: Instant;
}): Promise<{ readonly until: Instant; readonly isDone: boolean }> {
  const { clock, worked, signal } = desk;
  const before = worked.get(visit) ?? millis(0);
  if (before >= target) return { until: from, isDone: true };
  const until = instant(Math.min(Math.ceil(from + target - before), Math.max(from, goHome)));
  await sleepUntil(clock, until, signal);
  const done = millis(before + until - from);
  worked.set(visit, done);
  return { until, isDone: done >= target };
}

interface Act {
  readonly id: string;
  /** When it is done by the plan. */
  readonly at: Instant;
  readonly does: () => Promise<TicketView>;
  /** Whether a ticket that looks like this shows that it was carried out, or that it no longer matters. */
  readonly done: (view: TicketView) => boolean;
}

/**
 * Does something to a ticket in the agent's hands, once: when no answer came, the ticket tells whether to repeat it. The ticket
 * afterwards, undefined when there is no such ticket any more.
 * Rejects with the API's refusal when the ticket is in the agent's hands all the same: that is a fault of the replay.
 */
async function act(desk: Desk, agent: Agent, { id, at, does, done }: Act): Promise<TicketView | undefined> {
  const { client, signal, tell } = desk;
  for (let pause = FIRST_PAUSE_MS; ; pause = longerPause(pause)) {
    try {
      const view = await does();
      tell(view, at);
      return view;
    } catch (error) {
      const refused = error instanceof ApiError && [403, 404, 409].includes(error.status);
      if (!isPassing(error) && !refused) throw error;
      const view = await look(client, id, signal);
      if (view === undefined) return undefined;
      tell(view, at);
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
