import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { LaunchError } from './errors.ts';

const LOOK_EVERY_MILLIS = 500;
/** Below this it is lock files and the like, not the download. */
const FIRST_BYTES = 10_000;
const BYTES_PER_MEGABYTE = 1_000_000;

/**
 * Runs a program that downloads into `dir` and resolves with what it printed on stdout. Progress is how much the
 * directory has grown: it is stopped when nothing came for `firstByteSeconds` at the beginning or `stallSeconds`
 * later, so that an unreachable host costs seconds. Thrown LaunchErrors have the code `download-failed`.
 */
export async function watchedDownload(o: {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
  readonly firstByteSeconds: number;
  readonly stallSeconds: number;
  readonly onMegabytes: (megabytes: number) => void;
}): Promise<string> {
  const child = spawn(o.file, o.args, { env: o.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  // Before the directory that it writes to is removed.
  process.prependListener('exit', killWithUs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));

  let size = 0;
  let grewAt = performance.now();
  let stalled: string | undefined;
  const look = async () => {
    const present = await sizeOf(o.dir);
    if (present > size) grewAt = performance.now();
    size = present;
    o.onMegabytes(size / BYTES_PER_MEGABYTE);
    const limit = size < FIRST_BYTES ? o.firstByteSeconds : o.stallSeconds;
    if (performance.now() - grewAt < limit * 1000) return;
    stalled = `nothing came for ${limit} s`;
    child.kill('SIGKILL');
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MILLIS);
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : lastLine(stderr)));
  });
  clearInterval(timer);
  process.off('exit', killWithUs);
  if (failure === undefined) return stdout;
  throw new LaunchError('download-failed', stalled ?? failure);
}

/** Files come and go while it counts; what is gone counts nothing. */
async function sizeOf(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    if (!entry.isFile()) return 0;
    return stat(join(entry.parentPath, entry.name)).then(
      (found) => found.size,
      () => 0,
    );
  });
  return (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
}

function lastLine(text: string): string {
  const line = text
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^tierline: /, '');
  return line === undefined || line === '' ? 'it failed without a word' : line;
}
