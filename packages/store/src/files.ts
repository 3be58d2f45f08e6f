import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { mongo } from 'mongoose';

import type { Database } from './database.ts';

/** A file that is stored, and that no ticket has yet. */
export interface StoredFile {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Thrown when a file has more bytes than it may. */
export class FileTooLargeError extends Error {
  readonly code = 'file-too-large';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`a file may have ${maxBytes} bytes`);
    this.name = 'FileTooLargeError';
    this.maxBytes = maxBytes;
  }
}

/**
 * Stores a file as it comes, a piece in memory at a time. Whoever makes it part of the ticket then calls `keepFile`; until
 * a ticket has it, nobody sees it. Throws FileTooLargeError, or what the content throws, and leaves nothing behind that the
 * sweep would not find: the upload is noted first.
 */
export async function storeFile(
  database: Database,
  ticketId: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredFile> {
  const id = new mongo.ObjectId();
  const name = id.toHexString();
  await database.uploads.insertOne({ _id: name, ticketId, startedAt: new Date() });
  const hash = createHash('sha256');
  let size = 0;
  async function* counted() {
    for await (const piece of content) {
      size += piece.length;
      if (size > maxBytes) throw new FileTooLargeError(maxBytes);
      hash.update(piece);
      yield piece;
    }
  }
  try {
    await pipeline(counted, database.files.openUploadStreamWithId(id, name));
  } catch (error) {
    // A piece may still be on its way to the database: the note of the upload stays, for the sweep.
    await deleteContent(database, name).catch(() => undefined);
    throw error;
  }
  return { id: name, size, sha256: hash.digest('hex') };
}

/** Says that a ticket has the file. Not to do it costs the sweep a look. */
export async function keepFile({ uploads }: Database, id: string): Promise<void> {
  await uploads.deleteOne({ _id: id });
}

/** Removes a file that no ticket gets. Idempotent. */
export async function discardFile(database: Database, id: string): Promise<void> {
  await deleteContent(database, id);
  await database.uploads.deleteOne({ _id: id });
}

/** What is in a file, as it is read. */
export function readFile({ files }: Database, id: string): Readable {
  return files.openDownloadStream(new mongo.ObjectId(id));
}

/** How many uploads one look of the sweep takes at most. */
const PAGE = 100;

/**
 * Removes what uploads left behind that broke off, or whose process died before a ticket had the file, longer ago than
 * `olderThanMs` (real time): far longer than any upload may take. Returns how many it looked at.
 */
export async function sweepUploads(database: Database, olderThanMs: number): Promise<number> {
  const { uploads, tickets } = database;
  const old = await uploads
    .find({ startedAt: { $lt: new Date(Date.now() - olderThanMs) } })
    .sort({ startedAt: 1 })
    .limit(PAGE)
    .toArray();
  for (const { _id, ticketId } of old) {
    const has = await tickets.findOne({ _id: ticketId, 'attachments.id': _id }, { projection: { _id: 1 } });
    await (has === null ? discardFile(database, _id) : keepFile(database, _id));
  }
  return old.length;
}

/** Whatever there is of it: pieces without a file where it broke off. */
async function deleteContent({ files }: Database, id: string): Promise<void> {
  try {
    await files.delete(new mongo.ObjectId(id));
  } catch (error) {
    // Thrown after the pieces were removed.
    if (!(error instanceof mongo.MongoRuntimeError)) throw error;
  }
}
