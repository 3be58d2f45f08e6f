import { randomUUID } from 'node:crypto';

import type { mongo } from 'mongoose';

import { isDuplicateKey } from '../insert.ts';
import { MIGRATIONS_COLLECTION } from './record.ts';

/** The right to run migrations, of one runner at a time. */
export interface Lease {
  /** Aborted, with the reason, when another runner may have it. */
  readonly lost: AbortSignal;
  /** Gives it back; never rejects. */
  release(): Promise<void>;
}

/** A document beside those of done migrations. */
interface LeaseDocument {
  readonly _id: typeof LEASE;
  readonly holder: string;
  readonly until: Date;
}

const LEASE = 'lease';

/**
 * Takes the lease if nobody has it or its holder was not heard of for `leaseMs`; undefined where somebody has it. Goes by
 * the database's clock, and is kept up three times per `leaseMs` until it is given back.
 */
export async function takeLease(db: mongo.Db, leaseMs: number): Promise<Lease | undefined> {
  const leases = db.collection<LeaseDocument>(MIGRATIONS_COLLECTION);
  const holder = randomUUID();
  const until = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: leaseMs } };
  // An upsert may not compare with the server's clock in its condition, so the update itself does.
  const free = { $lt: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
  try {
    const taken = await leases.findOneAndUpdate(
      { _id: LEASE },
      [{ $set: { holder: { $cond: [free, holder, '$holder'] }, until: { $cond: [free, until, '$until'] } } }],
      { upsert: true, returnDocument: 'after' },
    );
    if (taken?.holder !== holder) return undefined;
  } catch (error) {
    // Somebody else made it just now.
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }

  const lost = new AbortController();
  let validUntil = performance.now() + leaseMs;
  async function keepUp(): Promise<void> {
    const asked = performance.now();
    try {
      const { matchedCount } = await leases.updateOne({ _id: LEASE, holder }, [{ $set: { until } }]);
      if (matchedCount > 0) validUntil = asked + leaseMs;
      else lost.abort(new Error('another runner took the migrations over'));
    } catch (cause) {
      if (performance.now() > validUntil)
        lost.abort(new Error('the migrations cannot be kept: the database does not answer', { cause }));
    }
  }
  const timer = setInterval(() => void keepUp(), leaseMs / 3);
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      // If it cannot be given back now, it ends by itself.
      await leases.deleteOne({ _id: LEASE, holder }).catch(() => undefined);
    },
  };
}
