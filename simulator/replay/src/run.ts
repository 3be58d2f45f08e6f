import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

import type { Client } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { type Instant, instant, isOpen, type Millis, millis, type Tier } from '@tierline/domain';
import { deskCalendar } from '@tierline/model';
import type { Clock } from '@tierline/platform';
import { type Preset } from '@tierline/presets';

import { runAgent } from './agent.ts';
import { createBell } from './bell.ts';
import { type Board, createBoard } from './board.ts';
import { createCustomers } from './customer.ts';
import { createPipelineDelays, type PipelineDelays } from './pipeline-delays.ts';
import { createReadiness } from './readiness.ts';
import type { RunPlan } from './run-plan.ts';

export interface ReplayProgress {
  readonly phase: 'waiting for opening time' | 'working hours' | 'after hours' | 'checking';
  /** Replayed time since the first opening, 0 before. */
  readonly replayed: Millis;
  /** Replayed time from the first opening to the last moment at which anybody may work. */
  readonly total: Millis;
  /** Tickets that the API has acknowledged, those of them that are solved, and the rest of them. */
  readonly sent: number;
  readonly solved: number;
  readonly open: number;
}

export interface RunOptions {
  readonly plan: RunPlan;
  readonly client: Client;
  readonly preset: Preset;
  readonly tracker?: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly onProgress: (progress: ReplayProgress) => void;
  readonly signal: AbortSignal;
}

/** What is known of a run when it is over. */
export interface RunOutcome {
  /** Numbers of the tickets that the API acknowledged. */
  readonly acknowledged: readonly number[];
  /** Time that the people of each tier worked on tickets, together. */
  readonly busy: ReadonlyMap<Tier, Millis>;
  /** Ids of the tickets whose customer was asked something. */
  readonly asked: ReadonlySet<string>;
  readonly delays: PipelineDelays;
}

/** How long, in real milliseconds, customers go on to send what was not answered when the time is over. */
const LAST_TRIES_MS = 10_000;
/** How often the run looks whether it is over, in real milliseconds. */
const LOOK_EVERY_MS = 200;

/**
 * Lets customers and agents do what is planned, until every ticket is solved, the people have gone home, or the signal aborts.
 * Nothing is under way any more when it resolves. Rejects with the first failure of anybody.
 */
export async function performRun({
  plan,
  client,
  preset,
  tracker,
  seed,
  clock,
  onProgress,
  signal,
}: RunOptions): Promise<RunOutcome> {
  const { policy, scenario } = preset;
  const { run, tickets, until } = plan;
  const hours = deskCalendar(policy);
  const board = createBoard(run);
  const busy = new Map<Tier, Millis>();
  // The run is over; and what was not answered until then is given up, too.
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  // Everybody who sleeps listens to them.
  setMaxListeners(0, stop.signal, giveUp.signal);
  const endNow = () => {
    stop.abort();
    giveUp.abort();
  };
  signal.addEventListener('abort', endNow, { once: true });
  if (signal.aborted) endNow();
  const faults: unknown[] = [];
  const underWay = new Set<Promise<void>>();

  /** Never rejects; a failure ends the run. Whoever is interrupted because the run is over has nothing to report. */
  async function background(work: () => Promise<void>): Promise<void> {
    const guarded = work().catch((error: unknown) => {
      if (stop.signal.aborted) return;
      faults.push(error);
      endNow();
    });
    underWay.add(guarded);
    await guarded;
    underWay.delete(guarded);
  }

  const delays = createPipelineDelays();
  const [bell, readiness] = [createBell(), createReadiness(run)];
  const shared = { client, clock, seed, run, until, bell, readiness, delays, signal: stop.signal };
  const customers = createCustomers({
    ...shared,
    work: scenario.work,
    tickets,
    board,
    background,
    sendSignal: giveUp.signal,
  });
  const desk = {
    ...shared,
    policy,
    scenario,
    tracker,
    from: instant(Math.max(plan.from, clock.now())),
    worked: new Map<string, Millis>(),
    asked: new Set<string>(),
    tell(view: TicketView, at: Instant) {
      board.note(view);
      customers.hear(view, at);
    },
  };
  const atWork = [...policy.agents.values()].map(async (agent) => {
    const count = (time: Millis) => busy.set(agent.tier, millis((busy.get(agent.tier) ?? 0) + time));
    return background(async () => runAgent(desk, agent, count));
  });
  const sending = background(async () => customers.sendAll());
  const everybodyGone = Promise.all([sending, ...atWork]).then(() => stop.abort());
  while (!stop.signal.aborted) {
    const now = clock.now();
    onProgress(
      progressOf({ phase: phaseAt({ from: plan.from, now, open: isOpen(hours, now) }), plan, now, board }),
    );
    const { sent, open } = board.counts();
    const allSolved = sent === tickets.length && open === 0 && customers.idle();
    if (now >= until || allSolved) stop.abort();
    else await Promise.race([setTimeout(LOOK_EVERY_MS), everybodyGone]);
  }
  await Promise.race([sending, setTimeout(LAST_TRIES_MS, undefined, { ref: false })]);
  giveUp.abort();
  await Promise.all(underWay);
  signal.removeEventListener('abort', endNow);
  onProgress(progressOf({ phase: 'checking', plan, now: clock.now(), board }));
  if (faults.length > 0) throw faults[0];
  return { acknowledged: board.acknowledged(), busy, asked: desk.asked, delays };
}

function phaseAt({
  from,
  now,
  open,
}: {
  readonly from: Instant;
  readonly now: Instant;
  readonly open: boolean;
}): ReplayProgress['phase'] {
  if (now < from) return 'waiting for opening time';
  return open ? 'working hours' : 'after hours';
}

function progressOf({
  phase,
  plan,
  now,
  board,
}: {
  readonly phase: ReplayProgress['phase'];
  readonly plan: RunPlan;
  readonly now: Instant;
  readonly board: Board;
}): ReplayProgress {
  const { from, until } = plan;
  return {
    phase,
    replayed: millis(Math.max(0, Math.min(now, until) - from)),
    total: millis(until - from),
    ...board.counts(),
  };
}
