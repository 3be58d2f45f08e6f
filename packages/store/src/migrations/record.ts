import type { mongo } from 'mongoose';

import type { Migration } from './migration.ts';

/** A migration that is done; `_id` is its name. */
interface DoneMigration {
  readonly _id: string;
  readonly doneAt: Date;
  readonly ms: number;
}

/** Which migrations are done, and beside them whose turn it is to do more. */
export const MIGRATIONS_COLLECTION = 'migrations';

/** The names of those of the list that are not done, in order. A few documents, found by id. */
export async function missingOf(db: mongo.Db, list: readonly Migration[]): Promise<readonly string[]> {
  const names = list.map(({ name }) => name);
  const done = await recorded(db)
    .find({ _id: { $in: names } }, { projection: { _id: 1 } })
    .toArray();
  const known = new Set(done.map(({ _id }) => _id));
  return names.filter((name) => !known.has(name));
}

/** Records that a migration is done. */
export async function recordDone(db: mongo.Db, name: string, ms: number): Promise<void> {
  await recorded(db).updateOne(
    { _id: name },
    { $setOnInsert: { doneAt: new Date(), ms: Math.round(ms) } },
    { upsert: true },
  );
}

function recorded(db: mongo.Db): mongo.Collection<DoneMigration> {
  return db.collection<DoneMigration>(MIGRATIONS_COLLECTION);
}
