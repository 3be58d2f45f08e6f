import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/replay';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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
    const text = readFileSync(join(ROOT, 'docs/policy.md'), 'utf8');
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) => commands ?? '');
    assert.ok(blocks.length >= 8, `${blocks.length} blocks of commands`);
    const { stdout } = await promisify(execFile)('bash', ['-euxo', 'pipefail', '-c', blocks.join('\n')], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: dir, TIERLINE_URL: system.apiUrl, TIERLINE_KEY: system.adminKey },
    });
    assert.doesNotMatch(stdout, /^(?:false|null)$/m);
  });
});
