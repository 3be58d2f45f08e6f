import assert from 'node:assert/strict';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureBinary, type Search } from '../src/binaries.ts';
import { LaunchError } from '../src/errors.ts';
import { createProgressLine } from '../src/progress-line.ts';
import { mongodb, redis } from '../src/server-kind.ts';
import { program, required, scratchDir } from './scratch.ts';

describe('finding a server program', () => {
  const scratch = scratchDir();
  const progress = createProgressLine({ stream: { write: () => true }, now: () => 0 });
  const search = (o: Partial<Search>): Search => ({
    env: {},
    cacheDir: scratch.path(),
    progress,
    download: false,
    ...o,
  });
  const dirOf = async (name: string) => {
    const dir = join(scratch.path(), name);
    await mkdir(dir, { recursive: true });
    return dir;
  };

  it('takes the program that the environment names before one on the PATH', async () => {
    const bin = await dirOf('bin');
    await program(join(bin, 'redis-server'), 'Redis server v=7.0.15 sha=0');
    const named = await program(join(scratch.path(), 'mine'), 'Redis server v=7.2.1 sha=0');
    const found = await ensureBinary(redis, search({ env: { PATH: bin, TIERLINE_REDIS_SERVER: named } }));
    assert.equal(found.path, named);
    assert.equal(found.version, '7.2');
  });

  it('refuses a named program that does not run, without looking elsewhere', async () => {
    const bin = await dirOf('bin');
    await program(join(bin, 'redis-server'), 'Redis server v=7.0.15 sha=0');
    await assert.rejects(
      ensureBinary(redis, search({ env: { PATH: bin, TIERLINE_REDIS_SERVER: '/nowhere/redis-server' } })),
      (error) =>
        error instanceof LaunchError &&
        error.code === 'server-not-found' &&
        error.message.includes('/nowhere/redis-server'),
    );
  });

  it('takes Valkey where there is no Redis', async () => {
    const bin = await dirOf('valkey');
    const valkey = await program(join(bin, 'valkey-server'), 'Valkey server v=8.0.1 sha=0');
    assert.equal((await ensureBinary(redis, search({ env: { PATH: bin } }))).path, valkey);
  });

  it('takes one on the PATH before the cached one', async () => {
    const [bin, cacheDir] = [await dirOf('fresh'), await dirOf('cache')];
    const onPath = await program(join(bin, 'mongod'), 'db version v7.0.14');
    await program(join(cacheDir, 'mongod'), 'db version v6.0.5');
    assert.equal((await ensureBinary(mongodb, search({ env: { PATH: bin }, cacheDir }))).path, onPath);
  });

  it('passes over one on the PATH that is too old', async () => {
    const [bin, cacheDir] = [await dirOf('old'), await dirOf('cache-old')];
    await program(join(bin, 'mongod'), 'db version v5.0.31');
    const cached = await program(join(cacheDir, 'mongod'), 'db version v6.0.5');
    const found = await ensureBinary(mongodb, search({ env: { PATH: bin }, cacheDir }));
    assert.equal(found.path, cached);
    assert.equal(found.origin, 'fetched earlier');
  });

  it('ignores a truncated program and a left-over download in the cache', async () => {
    const cacheDir = await dirOf('broken');
    const cached = await program(join(cacheDir, 'mongod'), 'db version v6.0.5');
    await truncate(cached, 0);
    await mkdir(join(cacheDir, 'fetch-abcdef'));
    await program(join(cacheDir, 'fetch-abcdef/mongod'), 'db version v6.0.5');
    await assert.rejects(ensureBinary(mongodb, search({ cacheDir })), /does not say its version/);
  });

  it('ignores what is not executable', async () => {
    const bin = await dirOf('plain');
    await writeFile(join(bin, 'mongod'), 'db version v7.0.0');
    await assert.rejects(ensureBinary(mongodb, search({ env: { PATH: bin } })), /no mongod on the PATH/);
  });

  it('names every way it tried and what to do', async () => {
    const bin = await dirOf('old-redis');
    await program(join(bin, 'redis-server'), 'Redis server v=6.0.16 sha=0');
    await assert.rejects(ensureBinary(redis, search({ env: { PATH: bin } })), (error) => {
      assert.ok(error instanceof LaunchError);
      assert.match(error.message, /redis-server \(on the PATH\) is version 6\.0, 6\.2 is the oldest/);
      assert.match(error.message, /install the package redis-server/);
      assert.match(error.message, /TIERLINE_REDIS_SERVER/);
      assert.match(error.message, /REDIS_URL/);
      return true;
    });
  });

  it('reads the version of the real servers', async () => {
    const found = await ensureBinary(
      mongodb,
      search({ env: { TIERLINE_MONGOD: required('TIERLINE_MONGOD') } }),
    );
    assert.match(found.version, /^\d+\.\d+$/);
    await ensureBinary(redis, search({ env: { TIERLINE_REDIS_SERVER: required('TIERLINE_REDIS_SERVER') } }));
  });
});
