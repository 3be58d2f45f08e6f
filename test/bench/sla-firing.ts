/** Timers that fall due on real services: how late each is recorded, and whether each is recorded once. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '@tierline/domain';
import { instant } from '@tierline/domain';
import type { Database } from '@tierline/store';

import { seededRandom } from './load.ts';
import { quantilesOf } from './quantile.ts';
import type { DueTicket } from './sla-tickets.ts';
import type { TicketWatch } from './sla-watch.ts';

/** What falls due: so many a second at random moments, or so many in the same millisecond. */
export type DueLoad =
  | { readonly kind: 'steady'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'burst'; readonly count: number };

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Lateness {
  readonly count: number;
  /** From due to the moment at which the event says that it was recorded. */
  readonly recorded: Spread;
  /** From due to a reader of what a majority has seeing it. */
  readonly visible: Spread;
  /** From the first due to the last visible, in seconds. */
  readonly seconds: number;
}

/** What is wrong with what was recorded; all zero, else the figures mean nothing. */
export interface Faults {
  /** Due, and not recorded. */
  readonly missing: number;
  /** Recorded more than once. */
  readonly twice: number;
  /** Recorded before it was due. */
  readonly early: number;
}

const STUCK_MS = 30_000;
const POLL_MS = 100;
/** How often outboxes are looked at until they are empty: a minute. */
const PUBLISHED_POLLS = 600;

/** The moments of a load that begins at `start`. The same seed gives the same moments. */
export function duesOf(load: DueLoad, start: number, seed: number): readonly Instant[] {
  if (load.kind === 'burst') return Array.from({ length: load.count }, () => instant(start));
  const random = seededRandom(seed);
  const dues: Instant[] = [];
  for (let at = 0; at < load.seconds; at += -Math.log(1 - random()) / load.perSecond)
    dues.push(instant(Math.floor(start + at * 1000)));
  return dues;
}

/** Resolves when all of them were seen, or nothing new was for half a minute after the last of them was due. */
export async function allSeen(due: readonly DueTicket[], { seen }: TicketWatch): Promise<void> {
  const last = due.reduce((latest, { due: at }) => Math.max(latest, at), 0);
  await sleep(Math.max(0, last - Date.now()));
  let left = due.length;
  let progressAt = performance.now();
  while (left > 0 && performance.now() - progressAt < STUCK_MS) {
    const open = due.reduce((count, { id }) => count + (seen.has(id) ? 0 : 1), 0);
    if (open < left) progressAt = performance.now();
    left = open;
    if (left > 0) await sleep(POLL_MS);
  }
}

/** When what was due on each ticket was recorded, by the events in the log. */
export type Recorded = ReadonlyMap<string, readonly Instant[]>;

/** Reads the log, when all of it is there: outboxes are emptied soon after. */
export async function recordedOn(database: Database, due: readonly DueTicket[]): Promise<Recorded> {
  const { tickets, events } = database;
  const before = { 'outbox.recordedAt': { $lt: new Date() } };
  for (let wait = 0; wait < PUBLISHED_POLLS; wait += 1) {
    if ((await tickets.findOne(before)) === null) break;
    await sleep(POLL_MS);
  }
  const dueOf = new Map(due.map(({ id, due: at }) => [id, at]));
  const recorded = new Map<string, Instant[]>();
  const found = events.find(
    { kind: { $in: ['sla.warned', 'sla.breached', 'sla.stepped'] } },
    { projection: { ticketId: 1, at: 1, dueAt: 1 } },
  );
  for await (const event of found) {
    if (!('dueAt' in event) || dueOf.get(event.ticketId) !== event.dueAt) continue;
    recorded.set(event.ticketId, [...(recorded.get(event.ticketId) ?? []), event.at]);
  }
  return recorded;
}

/** How late the tickets' events were, of those that were recorded. */
export function latenessOf(
  due: readonly DueTicket[],
  { recorded, seen }: { readonly recorded: Recorded; readonly seen: TicketWatch['seen'] },
): Lateness {
  const visible = due.flatMap(({ id, due: at }) => lateBy(seen.get(id)?.[0], at));
  const starts = due.reduce((first, { due: at }) => Math.min(first, at), Infinity);
  const ends = due.flatMap(({ id }) => seen.get(id)?.[0] ?? []);
  return {
    count: due.length,
    recorded: spreadOf(due.flatMap(({ id, due: at }) => lateBy(recorded.get(id)?.[0], at))),
    visible: spreadOf(visible),
    seconds: (ends.reduce((last, at) => Math.max(last, at), starts) - starts) / 1000,
  };
}

function lateBy(at: number | undefined, due: Instant): readonly number[] {
  return at === undefined ? [] : [at - due];
}

/** Compares what was recorded with what was due: each once, and not before its time. */
export function faultsOf(
  due: readonly DueTicket[],
  { recorded, seen }: { readonly recorded: Recorded; readonly seen: TicketWatch['seen'] },
): Faults {
  const times = due.map(({ id }) => recorded.get(id)?.length ?? 0);
  return {
    missing: times.filter((count) => count === 0).length,
    twice: due.filter(({ id }, index) => (times[index] ?? 0) > 1 || (seen.get(id)?.length ?? 0) > 1).length,
    early: due.filter(({ id, due: at }) => recorded.get(id)?.some((moment) => moment < at) === true).length,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const at = quantilesOf(values);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
