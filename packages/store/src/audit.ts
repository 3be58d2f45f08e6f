import { mongo } from 'mongoose';

import { type Asker, presentAsker } from './asker.ts';
import type { Database } from './database.ts';
import type { AuditDocument } from './people-schemas.ts';

/** One write that is no ticket's, as the audit log has it. */
export interface AuditEntry {
  readonly id: string;
  /** Real time. */
  readonly at: Date;
  /** Absent where a process of Tierline wrote by itself. */
  readonly by?: Asker;
  /** Such as `key.revoked`. */
  readonly action: string;
  /** Such as `keys/019af…`. */
  readonly target: string;
  /** What exactly, where the target does not say it; nothing secret, nothing personal. */
  readonly detail?: string;
}

/** A write's result, and what it did; nothing where it changed nothing. */
export interface Written<T> {
  readonly result: T;
  readonly did?: Pick<AuditEntry, 'action' | 'target' | 'detail'>;
}

/**
 * Carries out a write and records it, in one transaction: there is neither a write without its record nor a record
 * without its write, whenever the process dies. (A ticket needs none of this: its events are its record.)
 * The write may run more than once, and does its work in the session that it is given.
 */
export async function audited<T>(
  database: Database,
  write: (session: mongo.ClientSession) => Promise<Written<T>>,
): Promise<T> {
  const by = presentAsker();
  return database.transaction(async (session) => {
    const { result, did } = await write(session);
    if (did !== undefined) {
      const entry: AuditDocument = {
        _id: new mongo.ObjectId().toHexString(),
        at: new Date(),
        ...(by && { by }),
        ...did,
      };
      await database.audit.insertOne(entry, { session });
    }
    return result;
  });
}

/** The audit log, newest first, `limit` entries at most, after the cursor (an entry's id). */
export async function listAudit(
  { audit }: Database,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const found = await audit
    .find(cursor === undefined ? {} : { _id: { $lt: cursor } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
