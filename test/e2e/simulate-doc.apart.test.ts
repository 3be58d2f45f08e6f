import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { runCommandsOf } from './doc-commands.ts';

describe('docs/simulate.md', function tutorial() {
  this.timeout(90_000);
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-simulate-'));
  });
  after(async () => rm(dir, { recursive: true }));

  it('takes a manager from a preset to a decision, command by command', async () => {
    await runCommandsOf('docs/simulate.md', { atLeast: 7, env: { DIR: dir } });
  });
});

describe('the what-if of README.md', function picture() {
  this.timeout(30_000);

  it('is what its command prints, down to the row of T3', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const [, command = '', shown = ''] =
      /```\nnpx (tierline simulate [^#]*?) *#.*?```.*?```\n(.*?)\n```/s.exec(readme) ?? [];
    const { stdout } = await promisify(execFile)('npx', command.split(' ')).catch(
      (error: { readonly stdout: string }) => error,
    );
    assert.ok(stdout.startsWith(`${shown}\nall `), stdout);
  });
});
