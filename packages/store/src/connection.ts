import mongoose, { type Connection, type mongo } from 'mongoose';

import { connectedToReplicaSet } from './replica-set.ts';

/** A connection, and the database that its URI names. */
export interface Connected {
  readonly connection: Connection;
  readonly db: mongo.Db;
}

/**
 * Connects with what every reader and writer of Tierline has in common; rejects within some 5 s. Throws NoReplicaSetError,
 * before anything is written, where there is no majority to be had.
 */
export async function connectTo(uri: string): Promise<Connected> {
  const connection = mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    maxPoolSize: 32,
    serverSelectionTimeoutMS: 5000,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  try {
    await connectedToReplicaSet(connection);
    return { connection, db: connection.getClient().db(connection.name) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
