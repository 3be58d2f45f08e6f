import { join, resolve } from 'node:path';

/** The clone that this file is part of; the same from `src` and from `dist`. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Where fetched servers are kept. Nothing in it is needed: what is missing or broken is fetched again. */
export const serverCacheDir = join(repositoryRoot, '.cache/servers');

/** Where `npm start` keeps its databases and logs: TIERLINE_DATA_DIR, or `.data` in the clone. */
export function dataDir(env: NodeJS.ProcessEnv): string {
  const chosen = env['TIERLINE_DATA_DIR'];
  return chosen === undefined || chosen === '' ? join(repositoryRoot, '.data') : resolve(chosen);
}
