import type { mongo } from 'mongoose';

import { type Database, TO_CHANGE } from './database.ts';
import { insertIgnoringDuplicates } from './insert.ts';
import { countOpenTickets } from './open-tickets.ts';
import type { PolicyApplication } from './policies.ts';
import type { RecomputationDocument, RecomputedPage } from './recomputation-schema.ts';

export type Recomputation = Pick<
  RecomputationDocument,
  'state' | 'total' | 'done' | 'changed' | 'startedAt' | 'finishedAt'
> & { readonly application: number };

/** A recomputation that this process works on, until its lease is over. */
export interface TakenRecomputation {
  readonly application: number;
  /** Tells this process from those that had it before: their writes change nothing any more. */
  readonly attempts: number;
  readonly position?: string;
  /** What a process that had it before may have left half done. */
  readonly page?: RecomputedPage;
  readonly total: number;
  readonly done: number;
}

/** The recomputation after an application; undefined for one that has not begun. */
export async function findRecomputation(
  { recomputations }: Database,
  application: number,
): Promise<Recomputation | undefined> {
  const found = await recomputations.findOne({ _id: application });
  if (found === null) return undefined;
  const { state, total, done, changed, startedAt, finishedAt } = found;
  return { application, state, total, done, changed, startedAt, ...(finishedAt && { finishedAt }) };
}

/**
 * Begins the recomputation after an application, which ends those of all before it; with `nothing` it is done at once.
 * Where it has begun already, nothing happens.
 */
export async function beginRecomputation(
  database: Database,
  { number, version, by }: Pick<PolicyApplication, 'number' | 'version' | 'by'>,
  what: 'everything' | 'nothing',
): Promise<void> {
  const { recomputations } = database;
  if ((await recomputations.findOne({ _id: number }, { projection: { _id: 1 }, ...TO_CHANGE })) !== null)
    return;
  const startedAt = new Date();
  await recomputations.updateMany(
    { _id: { $lt: number }, state: 'running' },
    { $set: { state: 'superseded', finishedAt: startedAt } },
  );
  const total = what === 'nothing' ? 0 : await countOpenTickets(database);
  const ended =
    what === 'nothing' ? { state: 'done' as const, finishedAt: startedAt } : { state: 'running' as const };
  await insertIgnoringDuplicates(recomputations, [
    { _id: number, version, by, ...ended, total, done: 0, changed: 0, startedAt, attempts: 0 },
  ]);
}

/**
 * Takes the recomputation on, if it is not over and nobody else has it; for `leaseMs` (real time) it is this caller's.
 * Undefined otherwise.
 */
export async function takeRecomputation(
  { recomputations }: Database,
  application: number,
  leaseMs: number,
): Promise<TakenRecomputation | undefined> {
  const now = Date.now();
  const taken = await recomputations.findOneAndUpdate(
    {
      _id: application,
      state: 'running',
      $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date(now) } }],
    },
    { $set: { leaseUntil: new Date(now + leaseMs) }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  );
  if (taken === null) return undefined;
  const { attempts, position, page, total, done } = taken;
  return {
    application,
    attempts,
    total,
    done,
    ...(position !== undefined && { position }),
    ...(page && { page }),
  };
}

/**
 * Notes what a page of tickets found, before anything of it is done, and keeps the recomputation for `leaseMs` more.
 * False when it is somebody else's by now, or superseded.
 */
export async function notePage(
  database: Database,
  taken: TakenRecomputation,
  page: RecomputedPage,
  leaseMs: number,
): Promise<boolean> {
  return written(database, taken, { $set: { page, leaseUntil: new Date(Date.now() + leaseMs) } });
}

/** Goes on behind a page that is done. False as for `notePage`: then whoever has it does the page again and counts it. */
export async function passPage(
  database: Database,
  taken: TakenRecomputation,
  { looked, last, ids }: RecomputedPage,
  leaseMs: number,
): Promise<boolean> {
  return written(database, taken, {
    $set: { position: last, leaseUntil: new Date(Date.now() + leaseMs) },
    $inc: { done: looked, changed: ids.length },
    $unset: { page: 1 },
  });
}

/** Says that there are no more tickets. False as for `notePage`. */
export async function finishRecomputation(database: Database, taken: TakenRecomputation): Promise<boolean> {
  return written(database, taken, {
    $set: { state: 'done', finishedAt: new Date() },
    $unset: { leaseUntil: 1 },
  });
}

/** Gives a recomputation back, to be taken on by anybody. */
export async function releaseRecomputation(database: Database, taken: TakenRecomputation): Promise<void> {
  await written(database, taken, { $unset: { leaseUntil: 1 } });
}

async function written(
  { recomputations }: Database,
  { application, attempts }: TakenRecomputation,
  update: mongo.UpdateFilter<RecomputationDocument>,
): Promise<boolean> {
  const { matchedCount } = await recomputations.updateOne(
    { _id: application, attempts, state: 'running' },
    update,
  );
  return matchedCount > 0;
}
