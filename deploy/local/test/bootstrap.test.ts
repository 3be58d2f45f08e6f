import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { scratchDir } from './scratch.ts';

const here = join(import.meta.dirname, '..');
const run = (bootstrap: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [bootstrap, ...args], { encoding: 'utf8', env: { PATH: '' } });

describe('the bootstrap', () => {
  const scratch = scratchDir();
  it('prints the help of start where nothing is installed', async () => {
    const bare = join(scratch.path(), 'deploy/local');
    await mkdir(join(bare, 'help'), { recursive: true });
    for (const file of ['bootstrap.mjs', 'bootstrap-step.mjs', 'help/start.txt'])
      await copyFile(join(here, file), join(bare, file));
    const { status, stdout, stderr } = run(join(bare, 'bootstrap.mjs'), 'start', '--help');
    assert.equal(status, 0);
    assert.match(stdout, /--no-replay/);
    assert.equal(stderr, '');
  });

  it('refuses an unknown command and says which there are', () => {
    const { status, stderr } = run(join(here, 'bootstrap.mjs'), 'strat');
    assert.equal(status, 1);
    assert.match(
      stderr,
      /unknown command "strat"[\s\S]*start, test, test:slow, bench:pipeline, bench:claim, bench:sla, bench:operate/,
    );
  });
});
