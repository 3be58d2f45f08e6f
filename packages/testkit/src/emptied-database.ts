import mongoose, { type mongo } from 'mongoose';

/** By the name of a collection, what is lasting about it: its options and its indexes. */
export type DatabaseShape = ReadonlyMap<string, string>;

/** Deleting many documents takes longer than making their database anew. */
const MOST_DOCUMENTS = 1000;

/** What the database is without its documents. */
export async function databaseShape(uri: string): Promise<DatabaseShape> {
  return connected(uri, shapeOf);
}

/**
 * Makes a used database what a new one of that shape would be: no document, no collection more, no remembered query
 * plan. Resolves with false, having dropped it, where that is not to be had: a collection or an index was changed or is
 * missing, or there is much in it.
 */
export async function emptyDatabase(uri: string, shape: DatabaseShape): Promise<boolean> {
  return connected(uri, async (db) => {
    const found = await shapeOf(db);
    const kept = [...shape].every(([name, like]) => found.get(name) === like);
    const counts = await Promise.all(
      [...found.keys()].map(async (name) => db.collection(name).estimatedDocumentCount()),
    );
    if (!kept || counts.reduce((sum, count) => sum + count, 0) > MOST_DOCUMENTS) {
      await db.dropDatabase();
      return false;
    }
    await Promise.all(
      [...found.keys()].map(async (name) => {
        if (!shape.has(name)) return db.dropCollection(name);
        // What is done to a database stays done.
        if (name === 'migrations') return undefined;
        await db.collection(name).deleteMany({});
        return db.command({ planCacheClear: name });
      }),
    );
    return true;
  });
}

async function shapeOf(db: mongo.Db): Promise<DatabaseShape> {
  const collections = await db.listCollections<mongo.CollectionInfo>().toArray();
  return new Map(
    await Promise.all(
      collections.map(
        async ({ name, options }) =>
          [name, JSON.stringify([options, await db.collection(name).indexes()])] as const,
      ),
    ),
  );
}

async function connected<T>(uri: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const connection = await mongoose
    // Whoever opens it next reads what a majority has.
    .createConnection(uri, { maxPoolSize: 2, writeConcern: { w: 'majority' } })
    .asPromise();
  try {
    return await work(connection.getClient().db(connection.name));
  } finally {
    await connection.close();
  }
}
