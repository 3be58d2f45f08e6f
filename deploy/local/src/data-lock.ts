import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LaunchError } from './errors.ts';

/**
 * Keeps a data directory for this process until it exits. Thrown is a LaunchError `data-in-use` when another launcher
 * that still runs has it; one that was killed does not count.
 */
export function lockData(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'launcher.pid');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(file, { force: true }));
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (isLauncher(pid)) {
      throw new LaunchError(
        'data-in-use',
        `another npm start (process ${pid}) is using ${dir}.\nStop it first, or give this one a directory of its own with TIERLINE_DATA_DIR.`,
      );
    }
    rmSync(file, { force: true });
  }
}

/** A process id alone proves nothing: after a crash or a reboot it may be anybody's. The launcher may be another clone's. */
function isLauncher(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && /deploy\/local\/(dist|src)\/main\.[jt]s/.test(commandLine(pid));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // No /proc on this system, or no such process.
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
