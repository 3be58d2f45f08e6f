import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

describe('logger', () => {
  it('writes JSON lines to stdout, with secrets and what customers wrote left out', async () => {
    const program = `
      import { createLogger } from '@tierline/platform';
      const logger = createLogger({ service: 'intake', level: 'info' });
      logger.debug('quiet');
      logger.info({
        ticketId: 'T-1', password: 'hunter2', headers: { authorization: 'hunter2', 'x-api-key': 'hunter2' },
        message: { body: 'hunter2' }, request: { ticket: { description: 'hunter2' } },
      }, 'created');`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--conditions', 'source', '--input-type', 'module', '-e', program],
      { cwd: import.meta.dirname },
    );
    assert.doesNotMatch(stdout, /hunter2/);
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 1);
    const { time, service, ticketId, msg } = JSON.parse(lines[0] ?? '');
    assert.deepEqual({ service, ticketId, msg }, { service: 'intake', ticketId: 'T-1', msg: 'created' });
    assert.equal(new Date(time).toISOString(), time);
  });
});
