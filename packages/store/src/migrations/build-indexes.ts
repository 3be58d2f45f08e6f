import type { mongo } from 'mongoose';

import { type CollectionName, SCHEMAS, storedName } from '../collections.ts';
import type { MigrationContext } from './migration.ts';

/** Index names by collection. */
export type IndexNames = Readonly<Partial<Record<CollectionName, readonly string[]>>>;

/**
 * Builds indexes by name, those of one collection in one scan of it. What each is, its schema says; one that no schema has
 * any more was dropped by a later migration and is left out. Others read and write meanwhile. An abort stops the waiting:
 * MongoDB may go on building, and the next call then waits for that.
 * Throws MongoServerError where an index of that name is another one.
 */
export async function buildIndexes(
  { db, report, signal }: MigrationContext,
  names: IndexNames,
): Promise<void> {
  for (const [name, wanted] of Object.entries(names) as [CollectionName, readonly string[]][]) {
    const indexes = declared(name).filter((index) => wanted.includes(index.name ?? ''));
    if (indexes.length === 0) continue;
    const started = performance.now();
    await unlessAborted(db.collection(storedName(name)).createIndexes(indexes), signal);
    const ms = performance.now() - started;
    if (ms > TELL_MS) report(`${indexes.length} indexes of ${storedName(name)}: ${(ms / 1000).toFixed(1)} s`);
  }
}

/** Quicker builds are not worth a line. */
const TELL_MS = 1000;

/** The indexes that a collection's schema declares. */
export function declared(name: CollectionName): readonly mongo.IndexDescription[] {
  // mongoose types its options, such as a message for `unique`, wider than what is used of them here.
  return SCHEMAS[name].indexes().map(([key, options]) => ({ key, ...options }) as mongo.IndexDescription);
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal }),
  );
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
    // Left alone, it is rejected when its connection closes.
    work.catch(() => undefined);
  }
}
