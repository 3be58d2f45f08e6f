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
