import mongoose, { type Connection } from 'mongoose';

const REMEDY =
  'Changes that belong together are made in transactions and acknowledged by a majority, for which MongoDB has to be a replica ' +
  "set; one of a single member is enough: start mongod with --replSet rs0, once run mongosh --eval 'rs.initiate()', and say " +
  '?replicaSet=rs0 in MONGODB_URI.';

/**
 * Thrown when the connection string leads to a MongoDB that is no replica set and no router (mongos) to one. Nothing was
 * written to it.
 */
export class NoReplicaSetError extends Error {
  readonly code = 'no-replica-set';
  /** Makes it a fault of the configuration to whoever ends the process for it. */
  readonly problems: readonly string[];

  constructor(what: string, options?: ErrorOptions) {
    super(`MONGODB_URI leads to ${what}.\n${REMEDY}\nNothing was written.`, options);
    this.name = 'NoReplicaSetError';
    this.problems = [what];
  }
}

/**
 * Resolves when the connection is there and leads to a replica set. Throws {@link NoReplicaSetError} otherwise, and what the
 * driver throws when nobody answers.
 */
export async function connectedToReplicaSet(connection: Connection): Promise<void> {
  try {
    await connection.asPromise();
  } catch (error) {
    const what = notFound(error);
    throw what === undefined ? error : new NoReplicaSetError(what, { cause: error });
  }
  const hello = await connection.getClient().db(connection.name).command({ hello: 1 });
  if (typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid') return;
  throw new NoReplicaSetError(hello['isreplicaset'] === true ? UNINITIATED : 'a standalone MongoDB');
}

const UNINITIATED = 'a MongoDB whose replica set was never initiated';

/** What a driver that finds no primary has found instead, if it answers at all. */
function notFound(error: unknown): string | undefined {
  if (!(error instanceof mongoose.Error.MongooseServerSelectionError)) return undefined;
  const reason: unknown = 'reason' in error ? error.reason : undefined;
  if (!isTopology(reason)) return undefined;
  const types = [...reason.servers.values()].map(({ type }) => type);
  if (types.length > 0 && types.every((type) => type === 'RSGhost')) return UNINITIATED;
  // The driver drops servers that answer, but are not of the set that the connection string names.
  return reason.type === 'ReplicaSetNoPrimary' && types.length === 0
    ? `a MongoDB that is not of the replica set ${reason.setName ?? ''}: a standalone one, or of another set`
    : undefined;
}

interface Topology {
  readonly type: string;
  readonly setName?: string | null;
  readonly servers: ReadonlyMap<string, { readonly type: string }>;
}

function isTopology(reason: unknown): reason is Topology {
  return (
    typeof reason === 'object' &&
    reason !== null &&
    'servers' in reason &&
    reason.servers instanceof Map &&
    'type' in reason
  );
}
