import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { type RealSystem, realSystem } from '../real-system.ts';
import { read } from './deployment.ts';

const script = read('deploy/helm/tierline/files/file-a-ticket.mjs');

describe('the script of helm test', function helmTest() {
  this.timeout(60_000);
  let real: RealSystem;
  before(async () => {
    real = await realSystem('helm');
  });
  after(() => real[Symbol.asyncDispose]());

  /** As the chart's pod runs it. */
  async function run(key: string): Promise<string> {
    const env = { API: real.system.apiUrl, KEY: key, TEST_ID: 'support-desk-1' };
    const command = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env });
    return stdout;
  }

  it('files a ticket that reaches its tier, and finds it again the next time', async () => {
    const said = await run(real.system.adminKey);
    assert.match(said, /^ticket [0-9a-f]{24} was filed, read back and put on T1\n$/);
    assert.equal(await run(real.system.adminKey), said);
  });

  it('fails, and says why, where it is not let in', async () => {
    await assert.rejects(run('tl_nobody'), /\/v1\/tickets answered 401/);
  });
});
