import { instant, type Instant } from '@tierline/domain';
import mongoose from 'mongoose';

/** Monday 6 January 2025: a fixed beginning, so that the first replay of a clone is the same day everywhere. */
const FIRST_POSSIBLE = instant(Date.UTC(2025, 0, 6));

/**
 * The domain time that everything in this database lies before: of its newest event, or a fixed Monday in an empty one.
 * A replay begins on a later day, so that time never runs backwards for the tickets that are already there.
 */
export async function historyEnd(mongoUri: string): Promise<Instant> {
  const client = new mongoose.mongo.MongoClient(mongoUri);
  try {
    const newest = await client
      .db()
      .collection('events')
      .find()
      .sort({ at: -1 })
      .limit(1)
      .project({ at: 1 })
      .next();
    const at: unknown = newest?.['at'];
    const found = at instanceof Date ? at.getTime() : at;
    return typeof found === 'number' && found > FIRST_POSSIBLE ? instant(found) : FIRST_POSSIBLE;
  } finally {
    await client.close();
  }
}
