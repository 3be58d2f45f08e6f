import { mongo } from 'mongoose';

import type { Database } from './database.ts';

/**
 * Takes a periodic duty's turn: true for one caller per `everyMs`, whatever the number of processes. A process that dies
 * in its turn costs the others one period, no more.
 */
export async function takeTurn({ turns }: Database, duty: string, everyMs: number): Promise<boolean> {
  const now = Date.now();
  try {
    const { matchedCount, upsertedCount } = await turns.updateOne(
      { _id: duty, nextAt: { $lte: new Date(now) } },
      { $set: { nextAt: new Date(now + everyMs) } },
      { upsert: true },
    );
    return matchedCount + upsertedCount > 0;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === 11_000) return false;
    throw error;
  }
}

/** Lets a duty's next turn be taken in `inMs` real milliseconds already, whoever takes it. */
export async function hastenTurn({ turns }: Database, duty: string, inMs: number): Promise<void> {
  await turns.updateOne({ _id: duty }, { $min: { nextAt: new Date(Date.now() + inMs) } });
}
