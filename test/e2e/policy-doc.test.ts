import { type RealSystem, realSystem } from '../real-system.ts';
import { runCommandsOf } from './doc-commands.ts';

describe('docs/policy.md', function policyDoc() {
  this.timeout(90_000);
  let real: RealSystem;
  before(async () => {
    real = await realSystem('policy');
  });
  after(() => real[Symbol.asyncDispose]());

  it('does what it says, command by command', async () => {
    const { system, dir } = real;
    const env = { TMPDIR: dir, TIERLINE_URL: system.apiUrl, TIERLINE_KEY: system.adminKey };
    await runCommandsOf('docs/policy.md', { atLeast: 8, env });
  });
});
