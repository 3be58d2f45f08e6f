import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/replay';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

import { runCommandsOf } from './doc-commands.ts';

describe('docs/policy.md', function policyDoc() {
  this.timeout(90_000);
  let system: System;
  let dir: string;
  let mongoUri: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-policy-'));
    const { mongodbUri, redisUrl } = realServers();
    mongoUri = withDatabase(mongodbUri, `policy${Date.now()}`);
    const { policyFile } = await loadPreset('saas');
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      queuePrefix: `policy-${process.pid}`,
      logDir: dir,
      onEvent: () => undefined,
      restart: false,
    });
  });
  after(async () => {
    await system.stop();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true });
  });

  it('does what it says, command by command', async () => {
    const env = { TMPDIR: dir, TIERLINE_URL: system.apiUrl, TIERLINE_KEY: system.adminKey };
    await runCommandsOf('docs/policy.md', { atLeast: 8, env });
  });
});
