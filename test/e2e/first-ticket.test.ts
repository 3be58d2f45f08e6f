import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/replay';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

import { runCommandsOf } from './doc-commands.ts';

describe('docs/first-ticket.md', function tutorial() {
  this.timeout(60_000);
  let system: System;
  let dir: string;
  let mongoUri: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-tutorial-'));
    const { mongodbUri, redisUrl } = realServers();
    mongoUri = withDatabase(mongodbUri, `tutorial${Date.now()}`);
    const { policyFile } = await loadPreset('saas');
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      queuePrefix: 'tutorial',
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
    const env = { API: system.apiUrl, KEY: system.adminKey };
    await runCommandsOf('docs/first-ticket.md', { atLeast: 9, env });
  });
});
