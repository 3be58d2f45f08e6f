import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

import type { Instant, Tier } from '@tierline/domain';
import { mongo } from 'mongoose';

import { audited } from './audit.ts';
import { type Database, TO_CHANGE } from './database.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import type { ModelDocument } from './model-schemas.ts';
import type { Idempotency } from './schemas.ts';

/** A model: what is known of it, its parameters aside. */
export type Model = Omit<ModelDocument, '_id' | 'underWay' | 'request'> & {
  /** From 1. */
  readonly number: number;
};

/** A training that somebody took on: `attempts` tells it from those of others. */
export interface TakenTraining {
  readonly number: number;
  readonly attempts: number;
}

/** What came of a training. */
export type TrainingResult = Pick<
  ModelDocument,
  'learned' | 'calibrated' | 'words' | 'evaluation' | 'between'
>;

/** A solved ticket, to learn from. */
export interface SolvedTicket {
  readonly id: string;
  readonly tier: Tier;
  readonly subject: string;
  readonly description: string;
  readonly solvedAt: Instant;
}

const DUPLICATE_KEY = 11_000;
/** Compressed bytes; a document has 16 MB at most. */
const MOST_BYTES = 12_000_000;
const BATCH = 500;
const compressed = promisify(gzip);
const expanded = promisify(gunzip);

/**
 * Asks for a model to be trained. There is one training at a time: while one is under way, that is the answer.
 * Throws IdempotencyKeyReusedError when the request's key belongs to another request.
 */
export async function requestModel(
  database: Database,
  { by, request }: { readonly by: string; readonly request?: Idempotency },
): Promise<{ readonly model: Model; readonly repeated: boolean }> {
  const { models } = database;
  for (;;) {
    const before = request && (await models.findOne({ 'request.key': request.key }, TO_CHANGE));
    if (before && before.request?.fingerprint !== request.fingerprint) throw new IdempotencyKeyReusedError();
    const present = before ?? (await models.findOne({ underWay: true }, TO_CHANGE));
    if (present) return { model: modelOf(present), repeated: true };
    const newest = await models.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 }, ...TO_CHANGE });
    const document: ModelDocument = {
      _id: (newest?._id ?? 0) + 1,
      state: 'requested',
      underWay: true,
      requestedAt: new Date(),
      by,
      attempts: 0,
      read: 0,
      ...(request && { request }),
    };
    try {
      return await audited(database, async (session) => {
        await models.insertOne(document, { session });
        return {
          result: { model: modelOf(document), repeated: false },
          did: { action: 'model.requested', target: `models/${document._id}` },
        };
      });
    } catch (error) {
      // Somebody was faster: look again.
      if (!(error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY)) throw error;
    }
  }
}

/** Takes the training that waits, or whose process was not heard of for its lease (real time); undefined when none does. */
export async function takeTraining(
  { models }: Database,
  leaseMs: number,
): Promise<TakenTraining | undefined> {
  const now = Date.now();
  const taken = await models.findOneAndUpdate(
    { underWay: true, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date(now) } }] },
    { $set: { state: 'training', leaseUntil: new Date(now + leaseMs), read: 0 }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  );
  return taken === null ? undefined : { number: taken._id, attempts: taken.attempts };
}

/** Says how far a training is, and keeps it; false when somebody else has it now. */
export async function recordTraining(
  { models }: Database,
  { number, attempts }: TakenTraining,
  read: number,
  leaseMs: number,
): Promise<boolean> {
  const { matchedCount } = await models.updateOne(
    { _id: number, attempts, underWay: true },
    { $set: { read, leaseUntil: new Date(Date.now() + leaseMs) } },
  );
  return matchedCount > 0;
}

/** Gives a training back, to be taken by anybody: whoever had it stops. */
export async function releaseTraining(
  { models }: Database,
  { number, attempts }: TakenTraining,
): Promise<void> {
  await models.updateOne(
    { _id: number, attempts, underWay: true },
    { $set: { state: 'requested', attempts: attempts - 1 }, $unset: { leaseUntil: 1 } },
  );
}

/**
 * Keeps a trained model. The parameters first: a model that is ready has them.
 * Throws RangeError when they are larger than a document may be.
 */
export async function finishTraining(
  { models, modelParameters }: Database,
  { number, attempts }: TakenTraining,
  parameters: string,
  result: TrainingResult,
): Promise<void> {
  const bytes = await compressed(parameters);
  if (bytes.length > MOST_BYTES)
    throw new RangeError(`the model is too large: ${bytes.length} bytes, at most ${MOST_BYTES}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await modelParameters.replaceOne(
    { _id: `${number}/${attempts}` },
    { gzip: new mongo.Binary(bytes), sha256 },
    { upsert: true },
  );
  await models.updateOne(
    { _id: number, attempts, underWay: true },
    { $set: { ...result, state: 'ready', trainedAt: new Date() }, $unset: { underWay: 1, leaseUntil: 1 } },
  );
}

/** Records why there is no model. */
export async function failTraining(
  { models }: Database,
  { number, attempts }: TakenTraining,
  failure: string,
): Promise<void> {
  await models.updateOne(
    { _id: number, attempts, underWay: true },
    { $set: { state: 'failed', failure }, $unset: { underWay: 1, leaseUntil: 1 } },
  );
}

/** The newest model that is ready; undefined where there is none. */
export async function latestModel({ models }: Database): Promise<number | undefined> {
  const found = await models.findOne({ state: 'ready' }, { sort: { _id: -1 }, projection: { _id: 1 } });
  return found?._id;
}

/** A model's parameters. Throws Error when there are none, or not as they were written. */
export async function readModelParameters(
  { models, modelParameters }: Database,
  number: number,
): Promise<string> {
  const model = await models.findOne({ _id: number, state: 'ready' });
  const found = model && (await modelParameters.findOne({ _id: `${number}/${model.attempts}` }));
  if (!found) throw new Error(`model m${number} has no parameters`);
  const bytes = found.gzip.value();
  if (createHash('sha256').update(bytes).digest('hex') !== found.sha256)
    throw new Error(`the parameters of model m${number} are not as they were written`);
  return (await expanded(bytes)).toString('utf8');
}

export async function findModel({ models }: Database, number: number): Promise<Model | undefined> {
  const found = await models.findOne({ _id: number });
  return found === null ? undefined : modelOf(found);
}

/** Models newest first, `limit` at most, those before number `before` where given. */
export async function listModels(
  { models }: Database,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<readonly Model[]> {
  const found = await models
    .find(before === undefined ? {} : { _id: { $lt: before } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return found.map(modelOf);
}

/** Solved and closed tickets with the tier that solved them, newest first, a batch at a time, `limit` in all at most. */
export async function* solvedTickets(
  { tickets }: Database,
  limit: number,
): AsyncGenerator<readonly SolvedTicket[], void, undefined> {
  const projection = { tier: 1, subject: 1, description: 1, solvedAt: 1 };
  let left = limit;
  let before: string | undefined;
  // Pages, not one cursor: a training may outlive a cursor, and a primary.
  while (left > 0) {
    const page = await tickets
      .find(
        {
          'state.kind': { $in: ['solved', 'closed'] },
          ...(before !== undefined && { _id: { $lt: before } }),
        },
        { projection },
      )
      .sort({ _id: -1 })
      .limit(Math.min(BATCH, left))
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return;
    before = last._id;
    left -= page.length;
    yield page.flatMap(({ _id, tier, subject, description, solvedAt }) =>
      tier === undefined || solvedAt === undefined ? [] : [{ id: _id, tier, subject, description, solvedAt }],
    );
  }
}

function modelOf({ _id, underWay: _underWay, request: _request, ...rest }: ModelDocument): Model {
  return { number: _id, ...rest };
}
