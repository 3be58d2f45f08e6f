import { mongo, MongooseError } from 'mongoose';

/** Thrown when an idempotency key was used before with another request. */
export class IdempotencyKeyReusedError extends Error {
  readonly code = 'idempotency-key-reused';

  constructor() {
    super('this Idempotency-Key was used before with another request');
    this.name = 'IdempotencyKeyReusedError';
  }
}

/** Thrown when a ticket changed under every one of several tries; trying again later is safe. */
export class ConflictError extends Error {
  readonly code = 'conflict';

  constructor(ticketId: string) {
    super(`ticket ${ticketId} kept changing while this was tried; try again`);
    this.name = 'ConflictError';
  }
}

/** Thrown when the database lacks migrations that this release needs. */
export class NotMigratedError extends Error {
  readonly code = 'not-migrated';
  /** Their names. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(
      `the database lacks ${missing.join(', ')}: run \`node dist/migrate.js\` of this release's intake first, with the same MONGODB_URI`,
    );
    this.name = 'NotMigratedError';
    this.missing = missing;
  }
}

/** Whether an error came from the database or the way to it, rather than from the request. */
export function isStorageError(error: unknown): boolean {
  return error instanceof mongo.MongoError || error instanceof MongooseError || isBrokenSocket(error);
}

/** What the driver lets through as it is when the server goes away just as it writes. */
const BROKEN_SOCKET: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

function isBrokenSocket(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    BROKEN_SOCKET.has(error.code)
  );
}
