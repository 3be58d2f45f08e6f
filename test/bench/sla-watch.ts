/** Sees when a change of a ticket is in MongoDB to stay: a change stream shows what a majority has. */
import { type Database } from '@tierline/store';

export interface TicketWatch extends AsyncDisposable {
  /** By ticket: when each of its changes was seen, epoch milliseconds of this process. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
}

/** Watches tickets with ids in this range; resolves when nothing that happens from then on is missed. */
export async function watchTickets(
  { tickets }: Database,
  ids: { readonly $gte: string; readonly $lt: string },
): Promise<TicketWatch> {
  const seen = new Map<string, number[]>();
  const stream = tickets.watch<{ readonly _id: string }>(
    [
      {
        $match: {
          operationType: 'update',
          'documentKey._id': ids,
          // Every change has a number; the relay that empties an outbox makes none.
          'updateDescription.updatedFields.seq': { $exists: true },
        },
      },
      { $project: { operationType: 1, documentKey: 1 } },
    ],
    { batchSize: 1000 },
  );
  // Only the first look opens it.
  await stream.tryNext();
  const reading = (async () => {
    for await (const change of stream) {
      if (change.operationType !== 'update') continue;
      const at = Date.now();
      const id = change.documentKey._id;
      const times = seen.get(id);
      if (times === undefined) seen.set(id, [at]);
      else times.push(at);
    }
  })();
  return {
    seen,
    [Symbol.asyncDispose]: async () => {
      await stream.close();
      await reading.catch(() => undefined);
    },
  };
}
