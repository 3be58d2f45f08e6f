import type { mongo } from 'mongoose';

import type { MigrationContext } from './migration.ts';

const BATCH = 1000;

/**
 * Updates all documents that match, a thousand at a time, so that no write holds up others for long and a break loses no
 * more than a batch. An updated document must match no longer: that is how the next call knows where to go on.
 */
export async function updateInBatches<T extends mongo.Document & { readonly _id: string }>(
  { report, signal }: Pick<MigrationContext, 'report' | 'signal'>,
  collection: mongo.Collection<T>,
  filter: mongo.Filter<T>,
  update: mongo.UpdateFilter<T>,
): Promise<void> {
  let updated = 0;
  for (;;) {
    signal.throwIfAborted();
    const found = await collection.find(filter).project<{ _id: string }>({ _id: 1 }).limit(BATCH).toArray();
    if (found.length === 0) break;
    const batch = { $and: [{ _id: { $in: found.map(({ _id }) => _id) } }, filter] } as mongo.Filter<T>;
    updated += (await collection.updateMany(batch, update)).modifiedCount;
    report(`${updated} ${collection.collectionName} updated`);
  }
}
