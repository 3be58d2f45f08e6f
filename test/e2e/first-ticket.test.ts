import { type RealSystem, realSystem } from '../real-system.ts';
import { runCommandsOf } from './doc-commands.ts';

describe('docs/first-ticket.md', function tutorial() {
  this.timeout(60_000);
  let real: RealSystem;
  before(async () => {
    real = await realSystem('tutorial');
  });
  after(() => real[Symbol.asyncDispose]());

  it('does what it says, command by command', async () => {
    const env = { API: real.system.apiUrl, KEY: real.system.adminKey };
    await runCommandsOf('docs/first-ticket.md', { atLeast: 9, env });
  });
});
