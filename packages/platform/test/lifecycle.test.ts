import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { createLogger, stopStages } from '@tierline/platform';

/** Runs the fixture as a process of its own; `started` runs when it has logged that it started. */
async function run(behaviour: string, started: (child: ReturnType<typeof spawn>) => void = () => undefined) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions', 'source', 'fixtures/service.ts', behaviour],
    { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let out = '';
  let err = '';
  child.stdout?.on('data', (data: Buffer) => {
    const before = out.includes('"started"');
    out += data.toString();
    if (!before && out.includes('"started"')) started(child);
  });
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  // Not 'close': it does not come after the parent's own disconnect().
  const ended = [child.stdout, child.stderr].map((stream) => stream && once(stream, 'end'));
  const [[code]] = await Promise.all([once(child, 'exit'), ...ended]);
  return { code, out, err };
}

describe('lifecycle', () => {
  it('prints every configuration problem without a stack and exits 2', async () => {
    const { code, err } = await run('bad-config');
    assert.equal(code, 2);
    assert.match(err, /^fixture cannot start.*\n {2}REDIS_URL: is missing\n {2}PORT: is not a number\n$/);
  });

  it('prints the message of an error with a code and exits 1', async () => {
    const { code, err } = await run('bad-code');
    assert.deepEqual([code, err], [1, 'fixture cannot start: port 1 is taken\n']);
  });

  it('prints the stack of a bug and exits 1', async () => {
    const { code, err } = await run('bug');
    assert.equal(code, 1);
    assert.match(err, /TypeError: not a function\n\s+at /);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops on ${signal} and exits 0, also when a stage fails`, async () => {
      const { code, out } = await run('good', (child) => child.kill(signal));
      assert.equal(code, 0);
      assert.match(out, /"stage":"first".*\n.*second stage.*\n.*"stopped"/);
    });
  }

  it('stops when its parent is gone', async () => {
    const { code, out } = await run('good', (child) => child.disconnect());
    assert.equal(code, 0);
    assert.match(out, /"reason":"parent gone"/);
  });

  it('exits 1 when stopping takes longer than the deadline', async () => {
    const { code, out } = await run('hangs', (child) => child.kill('SIGTERM'));
    assert.equal(code, 1);
    assert.match(out, /not stopped in time/);
  });

  it('exits 130 at once on a second signal', async () => {
    const { code, out } = await run('hangs', (child) => {
      child.stdout?.on('data', (data: Buffer) => {
        if (data.toString().includes('stopping')) child.kill('SIGINT');
      });
      child.kill('SIGTERM');
    });
    assert.equal(code, 130);
    assert.doesNotMatch(out, /not stopped in time/);
  });

  it('logs an unhandled rejection as fatal and exits 1', async () => {
    const { code, out } = await run('rejects');
    assert.equal(code, 1);
    assert.match(out, /"level":60.*"lost"/);
  });

  it('runs every stage in order, bounds each and counts those that fail', async () => {
    const order: string[] = [];
    const failed = await stopStages(
      [
        { name: 'a', stop: async () => void order.push('a') },
        { name: 'b', stop: () => new Promise(() => undefined) },
        { name: 'c', stop: () => Promise.reject(new Error('c')) },
        { name: 'd', stop: async () => void order.push('d') },
      ],
      createLogger({ service: 'test', level: 'silent' }),
      { stageMs: 20 },
    );
    assert.deepEqual([order, failed], [['a', 'd'], 2]);
  });
});
