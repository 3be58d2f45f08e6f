import { type Client, createClient } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';
import { elapsed, type Instant, instant, type Millis, millis, type Tier, tierOf } from '@tierline/domain';
import { shiftCalendar } from '@tierline/model';
import type { Clock } from '@tierline/platform';
import { type Preset } from '@tierline/presets';

import { untilAnswered } from './attempt.ts';
import { type Conservation, conserve } from './conservation.ts';
import { routingDelay, type Staffing, type TierFigures, tierFigures } from './figures.ts';
import type { DelayFigures } from './pipeline-delays.ts';
import { numberIn } from './reference.ts';
import { planRun } from './run-plan.ts';
import { performRun, type ReplayProgress } from './run.ts';

export interface ReplayOptions {
  readonly apiUrl: string;
  /** A key of a service or an admin: the replay acts for all agents and customers. */
  readonly apiKey?: string;
  readonly preset: Preset;
  /** The tracker of the policy in which engineering hears of bugs; without it T3 works on them itself. */
  readonly tracker?: string;
  readonly seed: number;
  /** In all, over all days; the scenario's number per day when undefined. */
  readonly tickets: number | undefined;
  /** Working days to replay. */
  readonly days: number;
  /** The clock that the services run on, too. */
  readonly clock: Clock;
  /** Called a few times a second in real time. */
  readonly onProgress: (progress: ReplayProgress) => void;
  /** Ends the replay early; the report then says that it is partial. */
  readonly signal: AbortSignal;
}

/** What a replay came to. */
export interface ReplayReport extends Conservation {
  readonly preset: string;
  readonly seed: number;
  /** Replayed milliseconds per real one. */
  readonly speed: number;
  /** Ended early, so that the figures are of a part of the tickets. */
  readonly partial: boolean;
  /** When it began: the first opening, or later where the replay was called later. */
  readonly from: Instant;
  readonly until: Instant;
  /** By how much it began after the opening. */
  readonly lateBy: Millis;
  /** Tickets of the scenario that the API had not acknowledged when the replay ended. */
  readonly unsent: number;
  /** Tickets that were on no tier at the end. */
  readonly unrouted: number;
  /** Median from creation to routing, in seconds of replayed time. */
  readonly routingDelay: number | undefined;
  /** How late things were because the services take real time, in seconds of replayed time. */
  readonly delays: DelayFigures;
  readonly tiers: readonly TierFigures[];
  /** The same, net of what is on record late: what the tiers would have done, had the services taken no time. */
  readonly netTiers: readonly TierFigures[];
}

/** How long the count at the end waits for an API that does not answer, in real milliseconds. */
const COUNT_PATIENCE_MS = 60_000;

/**
 * Replays working days: customers and agents on the real API, on the services' own clock. The first day is the next that opens, or
 * one that opened less than an hour of replayed time ago, so the clock should stand shortly before an opening; until then the
 * replay waits. It ends when every ticket is solved, when the people have gone home after the last day, or when the
 * signal aborts, and then counts every ticket.
 * Rejects when the API refuses what the scenario does, or cannot be reached for the count at the end.
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { apiUrl, apiKey, preset, tracker, seed, clock, onProgress, signal } = options;
  const plan = planRun(options);
  const client = createClient({ baseUrl: apiUrl, ...(apiKey !== undefined && { apiKey }) });
  const from = instant(Math.max(plan.from, clock.now()));
  const shared = { plan, client, preset, seed, clock, onProgress, signal };
  const { acknowledged, busy, asked, delays } = await performRun({
    ...shared,
    ...(tracker !== undefined && { tracker }),
  });
  const until = instant(Math.max(from, clock.now()));
  const views = await ownTickets(client, plan.run);
  const people = staffing({ preset, busy, from, until });
  return {
    preset: preset.name,
    seed,
    speed: clock.speed,
    partial: signal.aborted,
    from,
    until,
    lateBy: millis(from - plan.from),
    unsent: plan.tickets.length - acknowledged.length,
    unrouted: views.filter(({ tier }) => tier === undefined).length,
    routingDelay: routingDelay(views),
    delays: delays.figures(),
    tiers: tierFigures(views, people, asked),
    netTiers: tierFigures(views, people, asked, delays.of),
    ...conserve({ run: plan.run, acknowledged, views }),
  };
}

/** All tickets of the run, as they are now. */
async function ownTickets(client: Client, run: string): Promise<TicketView[]> {
  return untilAnswered(async () => {
    const own: TicketView[] = [];
    for await (const view of client.allTickets()) {
      if (numberIn(run, view.tags) !== undefined) own.push(view);
    }
    return own;
  }, AbortSignal.timeout(COUNT_PATIENCE_MS));
}

function staffing({
  preset: { policy },
  busy,
  from,
  until,
}: {
  readonly preset: Preset;
  readonly busy: ReadonlyMap<Tier, Millis>;
  readonly from: Instant;
  readonly until: Instant;
}): Record<Tier, Staffing> {
  const people = [...policy.agents.values()];
  const of = (tier: Tier): Staffing => {
    const shifts = people
      .filter((agent) => tierOf(agent, from) === tier)
      .map((agent) => elapsed(shiftCalendar(policy, agent, from), from, until));
    return {
      busy: busy.get(tier) ?? millis(0),
      available: millis(shifts.reduce((sum, shift) => sum + shift, 0)),
    };
  };
  return { T1: of('T1'), T2: of('T2'), T3: of('T3') };
}
