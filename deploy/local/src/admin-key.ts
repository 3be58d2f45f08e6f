import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { newApiKey, proofOf } from '@tierline/platform';

import { LaunchError } from './errors.ts';

/** The admin's API key of this machine's Tierline. */
export interface AdminKey {
  readonly key: string;
  /** Where it is kept; readable by nobody else. */
  readonly file: string;
}

/** The key that is kept in `dir`, made the first time. Throws LaunchError when the file holds something else. */
export async function keptAdminKey(dir: string): Promise<AdminKey> {
  const file = join(dir, 'admin-key');
  const { key: fresh } = newApiKey();
  // Never over one that is there: what was told of it would not work any more.
  await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const key = (await readFile(file, 'utf8')).trim();
  if (proofOf(key) !== undefined) return { key, file };
  throw new LaunchError(
    'bad-admin-key',
    `${file} holds no API key.\nRemove it; the next start makes another.`,
  );
}
