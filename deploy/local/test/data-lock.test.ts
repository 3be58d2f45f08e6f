import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { lockData } from '../src/data-lock.ts';
import { LaunchError } from '../src/errors.ts';
import { scratchDir } from './scratch.ts';

/** A process that holds the lock and whose command line is that of the launcher. */
const holder = async (dir: string) => {
  const module = join(import.meta.dirname, '../src/data-lock.ts');
  const script = `
    import { lockData } from ${JSON.stringify(module)};
    lockData(${JSON.stringify(dir)});
    process.on('SIGTERM', () => process.exit(0));
    console.log('locked');
    setInterval(() => undefined, 1000);`;
  const args = [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
    '/clone/deploy/local/dist/main.js',
    'start',
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
  await once(child.stdout, 'data');
  return child;
};

describe('the lock of a data directory', () => {
  const scratch = scratchDir();

  it('refuses a second launcher while the first runs, and is free after it', async () => {
    const dir = join(scratch.path(), 'one');
    const first = await holder(dir);
    assert.throws(
      () => lockData(dir),
      (error) =>
        error instanceof LaunchError &&
        error.code === 'data-in-use' &&
        error.message.includes(`process ${first.pid}`),
    );
    first.kill('SIGTERM');
    await once(first, 'exit');
    lockData(dir);
    assert.equal(await readFile(join(dir, 'launcher.pid'), 'utf8'), String(process.pid));
  });

  it('is free after a launcher that was killed', async () => {
    const dir = join(scratch.path(), 'two');
    const first = await holder(dir);
    first.kill('SIGKILL');
    await once(first, 'exit');
    lockData(dir);
  });

  it('is free when its process id now belongs to another program', async () => {
    const dir = scratch.path();
    await writeFile(join(dir, 'launcher.pid'), String(process.ppid));
    lockData(dir);
  });
});
