import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/replay';
import {
  dropDatabase,
  type FakeTracker,
  realServers,
  startFakeTracker,
  withDatabase,
} from '@tierline/testkit';

import { runCommandsOf } from './doc-commands.ts';

describe('docs/tour.md', function tour() {
  this.timeout(120_000);
  let github: FakeTracker;
  let system: System;
  let dir: string;
  let mongoUri: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-tour-'));
    const { mongodbUri, redisUrl } = realServers();
    mongoUri = withDatabase(mongodbUri, `tour${Date.now()}`);
    github = await startFakeTracker('github');
    const { policyFile: preset } = await loadPreset('saas');
    const policyFile = join(dir, 'tierline.yaml');
    // No issue is asked for in this hour: what comes back, comes by webhook.
    const engineering = `engineering:\n  pollAfter: 1h\n  trackers:\n    - ${github.dialect.declared('product', github.url)}\n`;
    await writeFile(policyFile, `${await readFile(preset, 'utf8')}\n${engineering}`);
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      queuePrefix: `tour-${process.pid}`,
      env: { TRACKER_TOKEN: github.dialect.token, TRACKER_SECRET: github.dialect.secret },
      logDir: dir,
      onEvent: () => undefined,
      restart: false,
    });
    github.hook = `${system.apiUrl}/v1/trackers/product/webhook`;
  });
  after(async () => {
    await system.stop();
    await github[Symbol.asyncDispose]();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true });
  });

  it('takes one ticket through all of it, command by command', async () => {
    await runCommandsOf('docs/tour.md', {
      atLeast: 20,
      env: {
        API: system.apiUrl,
        KEY: system.adminKey,
        GITHUB: github.url,
        GITHUB_TOKEN: 'ghp_engineer',
        REPO: 'acme/product',
      },
    });
    const [issue, ...others] = github.issues.values();
    assert.deepEqual([issue?.state, others], ['fixed', []]);
    // Filed, commented on, closed: each told once, and believed.
    assert.deepEqual(github.hooked, [202, 202, 202]);
  });
});
