import { copyFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { MongoBinary } from 'mongodb-memory-server-core';

import { LaunchError } from './errors.ts';
import { watchedDownload } from './watched-download.ts';

const FIRST_BYTE_SECONDS = 10;
const STALL_SECONDS = 60;

/**
 * Downloads MongoDB's own build for this platform; resolves with the program's path inside `dir`. It runs as a process
 * of its own (`fetch-mongod` of main.ts), because the library can neither be cancelled nor be kept from retrying a
 * host that does not answer. MONGOMS_DOWNLOAD_MIRROR and the library's other variables have their effect.
 */
export async function fetchOfficialMongod(o: {
  readonly dir: string;
  readonly onMegabytes: (megabytes: number) => void;
}): Promise<string> {
  const main = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
  await watchedDownload({
    file: process.execPath,
    args: [...process.execArgv, main, 'fetch-mongod', o.dir],
    // Without it the library accepts any certificate.
    env: { ...process.env, npm_config_strict_ssl: 'true' },
    dir: o.dir,
    firstByteSeconds: FIRST_BYTE_SECONDS,
    stallSeconds: STALL_SECONDS,
    onMegabytes: o.onMegabytes,
  });
  return join(o.dir, 'mongod');
}

/** The downloading process: leaves the program at `dir`/mongod. Thrown LaunchErrors have a message of one line. */
export async function downloadMongod(dir: string): Promise<void> {
  try {
    const found = await MongoBinary.getPath({ downloadDir: join(dir, 'official'), checkMD5: true });
    await copyFile(found, join(dir, 'mongod'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError('download-failed', message.replaceAll(/\s+/g, ' '), { cause });
  }
}
