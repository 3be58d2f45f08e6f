/** The floor: one findOneAndUpdate on an indexed collection, with no rules, no capacity, no history. */
import { setTimeout as sleep } from 'node:timers/promises';

import mongoose from 'mongoose';

interface Bare {
  readonly _id: number;
  readonly tier: string;
  readonly state: string;
  readonly rank: number;
  readonly holder?: string;
}

const BATCH = 20_000;
const POLL_MS = 20;

/** Claims per second of so many workers on a collection of so many documents, with the same write concern. */
export async function floorClaims(o: {
  readonly uri: string;
  readonly tickets: number;
  readonly agents: number;
  readonly seconds: number;
}): Promise<number> {
  const client = new mongoose.mongo.MongoClient(o.uri, {
    maxPoolSize: 32,
    writeConcern: { w: 'majority', journal: true },
  });
  await client.connect();
  try {
    const bare = client.db().collection<Bare>('floor');
    await bare.createIndex({ tier: 1, state: 1, rank: 1 });
    for (let first = 0; first < o.tickets; first += BATCH) {
      await bare.insertMany(
        Array.from({ length: Math.min(BATCH, o.tickets - first) }, (_, index) => ({
          _id: first + index,
          tier: 'T1',
          state: 'waiting',
          rank: ((first + index) * 7919) % 86_400_000,
        })),
        { ordered: false, writeConcern: { w: 1, journal: false } },
      );
    }
    let claims = 0;
    const began = performance.now();
    const until = began + o.seconds * 1000;
    await Promise.all(
      Array.from({ length: o.agents }, async (_, agent) => {
        while (performance.now() < until) {
          const got = await bare.findOneAndUpdate(
            { tier: 'T1', state: 'waiting' },
            { $set: { state: 'working', holder: `a${agent}` } },
            { sort: { rank: 1 } },
          );
          if (got === null) {
            await sleep(POLL_MS);
            continue;
          }
          claims += 1;
          await bare.updateOne({ _id: got._id }, { $set: { state: 'solved' } });
        }
      }),
    );
    return claims / ((performance.now() - began) / 1000);
  } finally {
    await client.close();
  }
}
