import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { loadPreset } from '@tierline/presets';
import { type FakeTracker, startFakeTracker } from '@tierline/testkit';

import { type RealSystem, realSystem } from '../real-system.ts';
import { runCommandsOf } from './doc-commands.ts';

describe('docs/tour.md', function tour() {
  this.timeout(120_000);
  let github: FakeTracker;
  let real: RealSystem;
  before(async () => {
    github = await startFakeTracker('github');
    const { policyFile: preset } = await loadPreset('saas');
    real = await realSystem('tour', async (dir) => {
      const policyFile = join(dir, 'tierline.yaml');
      // No issue is asked for in this hour: what comes back, comes by webhook.
      const engineering = `engineering:\n  pollAfter: 1h\n  trackers:\n    - ${github.dialect.declared('product', github.url)}\n`;
      await writeFile(policyFile, `${await readFile(preset, 'utf8')}\n${engineering}`);
      const env = { TRACKER_TOKEN: github.dialect.token, TRACKER_SECRET: github.dialect.secret };
      return { policyFile, env };
    });
    github.hook = `${real.system.apiUrl}/v1/trackers/product/webhook`;
  });
  after(async () => {
    await real[Symbol.asyncDispose]();
    await github[Symbol.asyncDispose]();
  });

  it('takes one ticket through all of it, command by command', async () => {
    await runCommandsOf('docs/tour.md', {
      atLeast: 20,
      env: {
        API: real.system.apiUrl,
        KEY: real.system.adminKey,
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
