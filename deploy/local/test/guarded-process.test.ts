import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startGuarded } from '../src/guarded-process.ts';
import { scratchDir } from './scratch.ts';

/** An orphan that nobody has waited for yet is a zombie: it is gone all the same. */
const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !readFileSync(status, 'utf8').includes(') Z ');
};

describe('a guarded process', () => {
  const scratch = scratchDir();

  it('dies with the process that started it, even when that one is killed', async () => {
    const module = join(import.meta.dirname, '../src/guarded-process.ts');
    const script = `
      import { startGuarded } from ${JSON.stringify(module)};
      const child = await startGuarded({ file: '/bin/sleep', args: ['600'], env: {}, logFile: '/dev/null', guard: 'shell' });
      console.log(child.pid);
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: import.meta.dirname,
    });
    const [text] = await once(parent.stdout, 'data');
    const pid = Number(text);
    assert.ok(isRunning(pid));
    parent.kill('SIGKILL');
    for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) await sleep(50);
    assert.equal(isRunning(pid), false);
  });

  it('is stopped by SIGKILL when SIGTERM does not end it', async () => {
    const logFile = join(scratch.path(), 'deaf.log');
    const script = 'trap "" TERM; echo ready; while :; do sleep 0.1; done';
    const deaf = await startGuarded({
      file: '/bin/sh',
      args: ['-c', script],
      env: process.env,
      logFile,
      guard: 'shell',
    });
    while (!(await readFile(logFile, 'utf8')).includes('ready')) await sleep(10);
    await deaf.stop(200);
    assert.equal((await deaf.exited).signal, 'SIGKILL');
    assert.equal(deaf.alive(), false);
  });

  it('rejects when there is no such program', async () => {
    await assert.rejects(
      startGuarded({
        file: '/nowhere/program',
        args: [],
        env: {},
        logFile: join(scratch.path(), 'no.log'),
        guard: 'shell',
      }),
      /ENOENT/,
    );
  });
});
