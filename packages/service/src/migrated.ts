import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from '@tierline/platform';
import { type Database, NotMigratedError } from '@tierline/store';

/** Long enough for migrations that were started at the same moment; the long ones run before a service is started. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 250;

/**
 * Waits until the database has all migrations that this release knows; more of them, from a later release, are fine.
 * Throws NotMigratedError when some are missing after `patienceMs` (real time).
 */
export async function untilMigrated(
  database: Pick<Database, 'missingMigrations'>,
  logger: Logger,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const until = performance.now() + patienceMs;
  let told = false;
  for (;;) {
    const missing = await database.missingMigrations();
    if (missing.length === 0) return;
    if (performance.now() > until) throw new NotMigratedError(missing);
    if (!told) logger.warn({ missing, patienceMs }, 'waiting for migrations of the database');
    told = true;
    await sleep(LOOK_MS);
  }
}
