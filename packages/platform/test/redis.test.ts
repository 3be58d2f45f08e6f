import assert from 'node:assert/strict';

import { producerConnection, redisPing, workerConnection } from '@tierline/platform';

import { eventually, freePort, redisUrl, startRedis } from './real-redis.ts';

describe('redis', () => {
  it('answers a ping', async () => {
    const connection = producerConnection(redisUrl());
    try {
      await eventually(() => redisPing(connection));
    } finally {
      connection.disconnect();
    }
  });

  it('rejects commands at once while Redis is away and finds it within a second when it is back', async () => {
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const [producer, worker] = [producerConnection(url), workerConnection(url)];
    let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
    try {
      const before = performance.now();
      await assert.rejects(producer.set('k', 'v'));
      assert.deepEqual([await redisPing(producer), await redisPing(worker)], [false, false]);
      assert.ok(performance.now() - before < 600);
      const waiting = worker.set('k', 'v');
      redis = await startRedis(port);
      await eventually(() => redisPing(producer), 1_500);
      assert.equal(await waiting, 'OK');
    } finally {
      producer.disconnect();
      worker.disconnect();
      await redis?.kill();
    }
  });
});
