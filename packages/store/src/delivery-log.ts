import type { DeliveryPlace } from '@tierline/contracts';
import type { mongo } from 'mongoose';

import { audited } from './audit.ts';
import type { Database } from './database.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import { isDuplicateKey } from './insert.ts';
import { DELIVERY_LOG, type DeliveryDocument, ENDPOINT_LOG } from './schemas.ts';

/** One event on its way to one webhook, as the log has it. Times are real time. */
export type Delivery = Omit<DeliveryDocument, '_id' | 'attemptsBefore' | 'redeliveryKeys'> & {
  readonly id: string;
};

export interface DeliveryFilter {
  readonly state?: Delivery['state'];
  readonly endpoint?: string;
  /** The last delivery of the page before. */
  readonly cursor?: DeliveryPlace;
  readonly limit: number;
}

/** Keys of requests that a delivery remembers. */
const KEYS_KEPT = 20;
const STATES: Delivery['state'][] = ['pending', 'delivered', 'failed'];

/**
 * Deliveries newest first, `limit` at most, after the cursor. The order is by creation: a delivery keeps its place
 * whatever becomes of it, so that pages neither repeat nor skip one that matches the filter all the while.
 */
export async function listDeliveries(
  database: Database,
  filter: DeliveryFilter,
): Promise<readonly Delivery[]> {
  return (await deliveryQuery(database, filter).toArray()).map(deliveryOf);
}

/** The query of `listDeliveries`: reads about as many index keys as it finds deliveries, whatever the filter. */
export function deliveryQuery(
  { deliveries }: Database,
  { state, endpoint, cursor, limit }: DeliveryFilter,
): mongo.FindCursor<DeliveryDocument> {
  return (
    deliveries
      .find({
        // Always a condition on it, because the index has it before the time: MongoDB merges the orders of the states.
        state: state ?? { $in: STATES },
        ...(endpoint !== undefined && { endpoint }),
        ...(cursor !== undefined && {
          createdAt: { $lte: cursor.createdAt },
          $or: [{ createdAt: { $lt: cursor.createdAt } }, { _id: { $lt: cursor.id } }],
        }),
      })
      .sort({ createdAt: -1, _id: -1 })
      // A plan that was good for one webhook would be kept for another that has a thousandth of the deliveries.
      .hint(endpoint === undefined ? DELIVERY_LOG : ENDPOINT_LOG)
      .limit(limit)
  );
}

/** What came of asking for a delivery to be sent again. */
export type Redelivery =
  | { readonly kind: 'redelivered' | 'repeated'; readonly delivery: Delivery }
  | { readonly kind: 'already-pending' }
  | { readonly kind: 'unknown' };

/**
 * Makes a delivered or failed delivery pending and due now, with all its retries before it; the notifier's sweep sends it,
 * under the same message id. Of several at once one succeeds, the others find it pending; so does a repeat until the
 * message was sent, after which a repeat sends it once more; one with the key of a request that was carried out gets the
 * delivery as it is by then. Throws IdempotencyKeyReusedError when the key belongs to another delivery's.
 */
export async function redeliver(database: Database, id: string, key?: string): Promise<Redelivery> {
  try {
    return await pendingAgain(database, id, key);
  } catch (error) {
    if (isDuplicateKey(error)) throw new IdempotencyKeyReusedError();
    throw error;
  }
}

async function pendingAgain(database: Database, id: string, key: string | undefined): Promise<Redelivery> {
  const { deliveries } = database;
  return audited<Redelivery>(database, async (session) => {
    const before = key === undefined ? null : await deliveries.findOne({ redeliveryKeys: key }, { session });
    if (before !== null) {
      if (before._id !== id) throw new IdempotencyKeyReusedError();
      return { result: { kind: 'repeated', delivery: deliveryOf(before) } };
    }
    const changed = await deliveries.findOneAndUpdate(
      { _id: id, state: { $in: ['delivered', 'failed'] } },
      [
        {
          $set: {
            state: 'pending',
            nextAttemptAt: new Date(),
            attemptsBefore: '$attempts',
            ...(key !== undefined && { redeliveryKeys: withKey(key) }),
          },
        },
      ],
      { returnDocument: 'after', session },
    );
    if (changed) {
      return {
        result: { kind: 'redelivered', delivery: deliveryOf(changed) },
        did: { action: 'delivery.redelivered', target: `deliveries/${id}` },
      };
    }
    const found = await deliveries.findOne({ _id: id }, { projection: { _id: 1 }, session });
    return { result: { kind: found ? 'already-pending' : 'unknown' } };
  });
}

/** The keys that a delivery has, the oldest ones aside, and this one. */
function withKey(key: string): object {
  const all = { $concatArrays: [{ $ifNull: ['$redeliveryKeys', []] }, [{ $literal: key }]] };
  return { $slice: [all, -KEYS_KEPT] };
}

function deliveryOf({ _id, attemptsBefore: _, redeliveryKeys: _keys, ...rest }: DeliveryDocument): Delivery {
  return { id: _id, ...rest };
}
