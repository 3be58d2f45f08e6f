import { setTimeout as sleep } from 'node:timers/promises';

import { openCollections } from '../collections.ts';
import { connectTo } from '../connection.ts';
import { type Lease, takeLease } from './lease.ts';
import { MIGRATIONS } from './list.ts';
import type { Migration } from './migration.ts';
import { missingOf, recordDone } from './record.ts';

/** What a run of the migrations tells. Lengths of time are in real milliseconds. */
export type MigrationNews =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'progress'; readonly name: string; readonly progress: string }
  | { readonly kind: 'done'; readonly name: string; readonly ms: number };

export interface MigrateOptions {
  /** Those of this release where absent. */
  readonly migrations?: readonly Migration[];
  readonly tell?: (news: MigrationNews) => void;
  /** Ends the run between two batches; what is done stays done. */
  readonly signal?: AbortSignal;
  /** After so long without a sign of life a runner's turn is over. */
  readonly leaseMs?: number;
}

/** A runner is heard of three times in that. */
const LEASE_MS = 30_000;
const LOOK_MS = 500;

/**
 * Does what is missing of the migrations, in order, and records each. One runner at a time: others wait, and take over from
 * one that died. Resolves with the names of those that were done by this call; rejects with the signal's reason when aborted,
 * and with a migration's own error, after which another call goes on from there.
 */
export async function migrateDatabase(uri: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  const { migrations = MIGRATIONS, tell = () => undefined, leaseMs = LEASE_MS } = options;
  const stop = options.signal ?? new AbortController().signal;
  const { connection, db } = await connectTo(uri);

  async function run(lease: Lease): Promise<readonly string[]> {
    const signal = AbortSignal.any([stop, lease.lost]);
    const missing = new Set(await missingOf(db, migrations));
    const due = migrations.filter(({ name }) => missing.has(name));
    for (const { name, up } of due) {
      tell({ kind: 'started', name });
      const started = performance.now();
      const report = (progress: string) => tell({ kind: 'progress', name, progress });
      signal.throwIfAborted();
      await up({ db, collections: openCollections(db), report, signal });
      const ms = performance.now() - started;
      await recordDone(db, name, ms);
      tell({ kind: 'done', name, ms });
    }
    return due.map(({ name }) => name);
  }

  try {
    let told = false;
    while ((await missingOf(db, migrations)).length > 0) {
      stop.throwIfAborted();
      const lease = await takeLease(db, leaseMs);
      if (lease !== undefined) {
        try {
          return await run(lease);
        } finally {
          await lease.release();
        }
      }
      if (!told) tell({ kind: 'waiting' });
      told = true;
      await sleep(LOOK_MS, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
    }
    return [];
  } finally {
    await connection.close();
  }
}
