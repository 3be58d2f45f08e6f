/** Another calendar under all open tickets: how fast they follow it, and how late timers are meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '@tierline/client';
import type { Database } from '@tierline/store';
import type { RealTicketing } from '@tierline/testkit';
import type { mongo } from 'mongoose';

import { duesOf, recordedOn, type Spread, spreadOf } from './sla-firing.ts';
import { startSlaSystem } from './sla-system.ts';
import { policyText, seedNear } from './sla-tickets.ts';

export interface Recomputed {
  readonly tickets: number;
  /** Those of them that were promised otherwise, and written. */
  readonly changed: number;
  readonly ticketsPerSecond: number;
  /** A bulk write of the same fields of some of the same documents, and nothing else. */
  readonly bulkPerSecond: number;
  /** How late what fell due meanwhile was recorded, milliseconds. */
  readonly lateness: Spread;
  readonly due: number;
}

const PER_SECOND = 50;
const START_SECONDS = 15;
/** As slow as it may be: so long do timers fall due. */
const SLOWEST_PER_SECOND = 1200;
const POLL_MS = 500;
const POLLS_PER_LINE = 20;
const BARE_BATCH = 500;
const BARE = 50_000;

/**
 * Applies a policy with a holiday more through the API and waits until the open tickets have followed it. Numbers of near
 * tickets from `from` on are free.
 */
export async function recompute(
  real: RealTicketing,
  o: { readonly open: number; readonly from: number; readonly log: (text: string) => void },
): Promise<Recomputed> {
  const { database } = real.ticketing;
  const seconds = o.open / SLOWEST_PER_SECOND + 30;
  const start = Date.now() + (START_SECONDS + (PER_SECOND * seconds) / 1000) * 1000;
  const dues = duesOf({ kind: 'steady', perSecond: PER_SECOND, seconds }, start, 99);
  const due = await seedNear(database, real.loaded, dues, o.from);
  await using system = await startSlaSystem(real, 1);
  const client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey, timeoutMs: 30_000 });
  await sleep(Math.max(0, start - Date.now()));
  const holiday = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const { number } = await client.applyPolicy({
    text: policyText([holiday]),
    from: real.loaded.policy.version,
  });
  const last = start + seconds * 1000;
  let progress = await client.readRecomputation(number);
  for (let polls = 1; progress.state !== 'done' && Date.now() < last; polls += 1) {
    await sleep(POLL_MS);
    progress = await client.readRecomputation(number);
    if (polls % POLLS_PER_LINE === 0) o.log(`${progress.state}: ${progress.done} of ${progress.total}`);
  }
  const until = Date.now();
  const began = Date.parse(progress.startedAt ?? '');
  const ended = progress.finishedAt === undefined ? until : Date.parse(progress.finishedAt);
  // What was due in the last seconds gets the time to be recorded.
  await sleep(10_000);
  const meanwhile = due.filter(({ due: at }) => at >= began && at <= ended);
  const recorded = await recordedOn(database, meanwhile);
  const late = meanwhile.map(({ id, due: at }) => (recorded.get(id)?.[0] ?? Infinity) - at);
  return {
    tickets: progress.done,
    changed: progress.changed,
    ticketsPerSecond: progress.done / ((ended - began) / 1000),
    bulkPerSecond: await bareBulk(database, Math.min(o.open, BARE)),
    lateness: spreadOf(late),
    due: meanwhile.length,
  };
}

/** Tickets per second of reading them and writing their clocks in bulk, as they were: the floor of a recomputation. */
async function bareBulk({ tickets }: Database, count: number): Promise<number> {
  const began = performance.now();
  let written = 0;
  let after = 'f';
  while (written < count) {
    const page = await tickets
      .find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: BARE_BATCH })
      .toArray();
    const last = page.at(-1);
    if (last === undefined) break;
    await tickets.bulkWrite(
      page.map(({ _id, seq, clocks }): mongo.AnyBulkWriteOperation<(typeof page)[number]> => ({
        updateOne: { filter: { _id, seq }, update: { $set: { clocks }, $inc: { seq: 1 } } },
      })),
      { ordered: false },
    );
    after = last._id;
    written += page.length;
  }
  return written / ((performance.now() - began) / 1000);
}
