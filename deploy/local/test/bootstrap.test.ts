import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { proofOf } from '@tierline/platform';

import { scratchDir } from './scratch.ts';

const here = join(import.meta.dirname, '..');
const root = join(here, '../..');
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

  it('refuses an unknown command and says which there are: those of the scripts', async () => {
    const { status, stderr } = run(join(here, 'bootstrap.mjs'), 'strat');
    assert.equal(status, 1);
    assert.match(stderr, /unknown command "strat"/);
    const known = /Say one of: (.*)\./.exec(stderr)?.[1]?.split(', ');
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const bootstrapped = Object.values(scripts).flatMap(
      (script) => /bootstrap\.mjs (\S+)/.exec(script)?.[1] ?? [],
    );
    assert.deepEqual(known?.toSorted(), bootstrapped.toSorted());
  });

  it('has new-key print a key and nothing else on stdout, as the installation guides have it', function newKey() {
    this.timeout(60_000);
    const { stdout } = spawnSync('npm', ['run', '--silent', 'new-key'], { cwd: root, encoding: 'utf8' });
    assert.notEqual(proofOf(stdout.trim()), undefined, stdout);
  });
});
