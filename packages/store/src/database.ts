import { type Connection, mongo } from 'mongoose';

import { type Collections, openCollections } from './collections.ts';
import { connectTo } from './connection.ts';
import { MIGRATIONS } from './migrations/list.ts';
import { missingOf } from './migrations/record.ts';

/** The collections of Tierline, open. */
export interface Database extends Collections {
  /** What is in the files of tickets. */
  readonly files: mongo.GridFSBucket;
  /** The time of the primary's wall clock, in whole seconds since 1970. */
  serverSeconds(): Promise<number>;
  /** The same in milliseconds. */
  serverMillis(): Promise<number>;
  /** The names of those migrations of this release that are not done, in order; one read by id. */
  missingMigrations(): Promise<readonly string[]>;
  /** Runs writes that are done together or not at all; again where another transaction was in the way. */
  transaction<T>(
    run: (session: mongo.ClientSession) => Promise<T>,
    options?: mongo.TransactionOptions,
  ): Promise<T>;
  /** Whether the database answers within a second. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * How tickets are read to be changed: as the primary has them, newer than what a majority is known to have. The
 * conditional write that follows is what decides, and once a majority has that, it has all that it was based on. Reading
 * by majority here would see the state before a concurrent change for as long as replication takes, and lose every race.
 */
export const TO_CHANGE = { readConcern: { level: 'local' } } as const;

/**
 * Connects, and changes nothing: collections, indexes and validators are the migrations' to make. Every write is
 * acknowledged by a majority and journaled: what was acknowledged survives the loss of any one node. Throws
 * NoReplicaSetError, before anything is written, where there is no majority to be had.
 */
export async function openDatabase(uri: string): Promise<Database> {
  const { connection, db } = await connectTo(uri);
  return {
    ...openCollections(db),
    files: new mongo.GridFSBucket(db, { bucketName: 'files' }),
    serverSeconds: async () => Math.floor((await serverMillis(connection)) / 1000),
    serverMillis: () => serverMillis(connection),
    missingMigrations: () => missingOf(db, MIGRATIONS),
    transaction: (run, options) =>
      connection.getClient().withSession((session) => session.withTransaction(() => run(session), options)),
    ping: () => ping(connection),
    close: () => connection.close(),
  };
}

async function serverMillis(connection: Connection): Promise<number> {
  const answer = await connection.getClient().db(connection.name).command({ hello: 1 });
  return (answer['localTime'] as Date).getTime();
}

async function ping(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 1000 });
    return true;
  } catch {
    return false;
  }
}
