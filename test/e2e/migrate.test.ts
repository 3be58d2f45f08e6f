import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { dropDatabase, eventually, realServers, withDatabase } from '@tierline/testkit';
import mongoose from 'mongoose';

const SCRIPT = new URL('../../services/intake/dist/migrate.js', import.meta.url).pathname;

describe('node dist/migrate.js', () => {
  const uri = withDatabase(realServers().mongodbUri, `migrate${Date.now()}`);
  after(async () => dropDatabase(uri));

  function run(env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [SCRIPT], { env: { PATH: process.env['PATH'], ...env } });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (out += data.toString()));
    const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out }));
    return { child, ended, said: () => out };
  }

  it('exits 2 and names what is wrong with its environment', async () => {
    const { code, out } = await run({ MONGODB_URI: 'http://localhost' }).ended;
    assert.equal(code, 2);
    assert.match(out, /MONGODB_URI: must start with mongodb:\/\//);
  });

  it('can be stopped by Ctrl-C, here while another run has its turn', async () => {
    const connection = await mongoose.createConnection(uri).asPromise();
    const until = new Date(Date.now() + 3_600_000);
    const migrations = connection.getClient().db(connection.name).collection<{ _id: string }>('migrations');
    await migrations.insertOne({ _id: 'lease', ...{ holder: 'another', until } });
    const { child, ended, said } = run({ MONGODB_URI: uri });
    await eventually(async () => assert.match(said(), /another run is under way/));
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
    await migrations.deleteOne({ _id: 'lease' });
    await connection.close();
  });

  it('prints each step and its time, and exits 0; with nothing to do it says so', async () => {
    const first = await run({ MONGODB_URI: uri }).ended;
    assert.equal(first.code, 0, first.out);
    assert.match(first.out, /^migrate: 0001-collections-and-indexes: done in \d+\.\d s$/m);
    assert.match(first.out, /^migrate: up to date, \d+ done in \d+\.\d s$/m);
    const second = await run({ MONGODB_URI: uri }).ended;
    assert.deepEqual([second.code, second.out], [0, 'migrate: up to date, nothing to do\n']);
  });
});
