import { DUE_WITHIN, OPEN_STATES } from '@tierline/contracts';
import { type Instant, type Tier, TIERS } from '@tierline/domain';

import type { Database } from './database.ts';
import { LANES, OUTBOX, STATUS, TIMERS, WAITING_SINCE } from './schemas.ts';
import { lanesOf } from './waiting.ts';

/** How the tickets stand that are not solved. */
export interface TicketCensus {
  readonly open: readonly {
    readonly tier: Tier;
    readonly state: (typeof OPEN_STATES)[number];
    readonly count: number;
  }[];
  readonly waiting: readonly {
    readonly tier: Tier;
    /** Since when the ticket waits that has waited longest; absent where none waits. */
    readonly oldest?: Instant;
    /** How many are to be taken up within so many seconds, by DUE_WITHIN. */
    readonly due: Readonly<Record<(typeof DUE_WITHIN)[number], number>>;
  }[];
  /** When the warning or breach is due that is due first; absent where nothing is timed. */
  readonly firstTimer?: Instant;
}

/** Events that are not published yet. */
export interface OutboxCensus {
  readonly tickets: number;
  /** Real time at which the oldest of them was recorded. */
  readonly oldest?: Date;
}

/** Reads indexes alone, never a ticket: what it takes grows with the tickets that wait, by about a second for a million. */
export async function ticketCensus(database: Database, now: Instant): Promise<TicketCensus> {
  const { tickets } = database;
  const counts = TIERS.flatMap((tier) =>
    OPEN_STATES.map(async (state) => ({ tier, state, count: await countOf(database, tier, state) })),
  );
  const [open, waiting, first] = await Promise.all([
    Promise.all(counts),
    Promise.all(
      TIERS.map(async (tier) => {
        const [oldest, due] = await Promise.all([oldestOf(database, tier), dueWithin(database, tier, now)]);
        return { tier, due, ...(oldest !== undefined && { oldest }) };
      }),
    ),
    tickets
      .find({ nextTimer: { $exists: true } }, { projection: { _id: 0, nextTimer: 1 } })
      .sort({ nextTimer: 1 })
      .hint(TIMERS)
      .limit(1)
      .next(),
  ]);
  return { open, waiting, ...(first?.nextTimer !== undefined && { firstTimer: first.nextTimer }) };
}

/** New tickets are on no tier yet: they count on the lowest. */
async function countOf(
  { tickets }: Database,
  tier: Tier,
  state: (typeof OPEN_STATES)[number],
): Promise<number> {
  if (state === 'new')
    return tier === TIERS[0] ? tickets.countDocuments({ 'state.kind': 'new' }, { hint: STATUS }) : 0;
  return tickets.countDocuments({ tier, 'state.kind': state }, { hint: LANES });
}

async function oldestOf(database: Database, tier: Tier): Promise<Instant | undefined> {
  const lanes = await lanesOf(database, tier);
  const firsts = await Promise.all(
    lanes.map((lane) =>
      database.tickets
        .find({ tier, lane }, { projection: { _id: 0, 'state.since': 1 } })
        .sort({ 'state.since': 1 })
        .hint(WAITING_SINCE)
        .limit(1)
        .next(),
    ),
  );
  const since = firsts.flatMap((first) => (first === null ? [] : first.state.since));
  return since.length === 0 ? undefined : (Math.min(...since) as Instant);
}

/** A ticket's rank is when its nearest promise is due, less the head start of its priority. */
async function dueWithin(
  { tickets }: Database,
  tier: Tier,
  now: Instant,
): Promise<TicketCensus['waiting'][number]['due']> {
  const bounds = DUE_WITHIN.map((seconds) => now + Number(seconds) * 1000);
  const found = await tickets
    .aggregate<{ readonly _id: number; readonly count: number }>(
      [
        { $match: { tier, 'state.kind': 'waiting', rank: { $lt: bounds.at(-1) } } },
        {
          $bucket: {
            groupBy: '$rank',
            boundaries: [Number.NEGATIVE_INFINITY, ...bounds],
            output: { count: { $sum: 1 } },
          },
        },
      ],
      { hint: LANES },
    )
    .toArray();
  const below = (bound: number) =>
    found.filter(({ _id }) => _id < bound).reduce((sum, { count }) => sum + count, 0);
  return Object.fromEntries(
    DUE_WITHIN.map((seconds, index) => [seconds, below(bounds[index] ?? 0)]),
  ) as Record<(typeof DUE_WITHIN)[number], number>;
}

/** Tickets with unpublished events, and since when the oldest is there. */
export async function outboxCensus({ tickets }: Database): Promise<OutboxCensus> {
  const filter = { 'outbox.recordedAt': { $exists: true } };
  const [count, oldest] = await Promise.all([
    tickets.countDocuments(filter, { hint: OUTBOX }),
    tickets
      .find(filter, { projection: { 'outbox.recordedAt': 1 } })
      .sort({ 'outbox.recordedAt': 1 })
      .hint(OUTBOX)
      .limit(1)
      .next(),
  ]);
  const first = oldest?.outbox[0]?.recordedAt;
  return { tickets: count, ...(first !== undefined && { oldest: first }) };
}
