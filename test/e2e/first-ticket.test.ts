import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/replay';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

const TUTORIAL = new URL('../../docs/first-ticket.md', import.meta.url);

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
    const blocks = [...readFileSync(TUTORIAL, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
      ([, commands]) => commands ?? '',
    );
    assert.ok(blocks.length >= 9, `${blocks.length} blocks of commands`);
    const script = blocks.join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-euxo', 'pipefail', '-c', script], {
      env: { ...process.env, API: system.apiUrl, KEY: system.adminKey },
    });
    assert.doesNotMatch(stdout, /false|null/);
  });
});
