import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
