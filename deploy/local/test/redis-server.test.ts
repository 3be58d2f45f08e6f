import assert from 'node:assert/strict';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { startRedis, type RedisServer } from '../src/redis-server.ts';
import { required, scratchDir } from './scratch.ts';

const use = async <T>(server: RedisServer, task: (client: Redis) => Promise<T>) => {
  const client = new Redis(server.url);
  try {
    return await task(client);
  } finally {
    client.disconnect();
  }
};

describe('a Redis of our own', () => {
  const scratch = scratchDir();
  let binary = '';
  before(() => {
    binary = required('TIERLINE_REDIS_SERVER');
  });

  const start = async (name: string, persistent: boolean) =>
    startRedis({ binary, dir: join(scratch.path(), name), persistent });

  it('keeps its data and port over a restart when persistent, and loses them with wipe', async () => {
    const server = await start('kept', true);
    try {
      await use(server, async (client) => client.set('a', '1'));
      await server.restart({ wipe: false });
      assert.equal(await use(server, async (client) => client.get('a')), '1');
      await server.kill9();
      await server.restart({ wipe: true });
      assert.equal(await use(server, async (client) => client.get('a')), null);
    } finally {
      await server.stop();
    }
  });

  it('forgets everything over a restart when not persistent', async () => {
    const server = await start('forgetful', false);
    try {
      await use(server, async (client) => client.set('a', '1'));
      await server.restart({ wipe: false });
      assert.equal(await use(server, async (client) => client.dbsize()), 0);
    } finally {
      await server.stop();
    }
  });

  it('never evicts and listens on loopback only', async () => {
    const server = await start('careful', false);
    try {
      assert.deepEqual(await use(server, async (client) => client.config('GET', 'maxmemory-policy')), [
        'maxmemory-policy',
        'noeviction',
      ]);
      assert.deepEqual(await use(server, async (client) => client.config('GET', 'bind')), [
        'bind',
        '127.0.0.1',
      ]);
    } finally {
      await server.stop();
      await server.stop();
    }
  });
});
