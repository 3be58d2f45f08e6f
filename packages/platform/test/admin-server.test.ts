import assert from 'node:assert/strict';

import { createLogger, createMetrics, runChecks, startAdminServer } from '@tierline/platform';

const logger = createLogger({ service: 'test', level: 'silent' });
const start = (ready: () => Promise<Record<string, boolean>>, port = 0) =>
  startAdminServer({
    host: '127.0.0.1',
    port,
    registry: createMetrics({ service: 'test' }).registry,
    logger,
    ready,
  });

describe('admin server', () => {
  it('serves metrics and health, and refuses other paths and methods', async () => {
    const server = await start(() => Promise.reject(new Error('never asked')));
    try {
      const metrics = await fetch(`${server.url}/metrics?x=1`);
      assert.equal(metrics.status, 200);
      assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      assert.match(await metrics.text(), /tierline_build_info/);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
      assert.equal((await fetch(`${server.url}/`)).status, 404);
      const post = await fetch(`${server.url}/metrics`, { method: 'POST' });
      assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET']);
    } finally {
      await server.close();
    }
    await assert.rejects(fetch(`${server.url}/healthz`));
  });

  it('is ready while every check is true, and not while stopping', async () => {
    let redis = true;
    const server = await start(() => runChecks({ mongodb: async () => true, redis: async () => redis }));
    const ask = async () => {
      const response = await fetch(`${server.url}/readyz`);
      return [response.status, await response.json()];
    };
    try {
      assert.deepEqual(await ask(), [200, { status: 'ready', checks: { mongodb: true, redis: true } }]);
      redis = false;
      assert.deepEqual(await ask(), [503, { status: 'not-ready', checks: { mongodb: true, redis: false } }]);
      redis = true;
      server.setStopping();
      assert.deepEqual(await ask(), [503, { status: 'stopping', checks: {} }]);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    } finally {
      await server.close();
    }
  });

  it('answers not ready when checks throw or never end', async () => {
    const never = new Promise<never>(() => undefined);
    assert.deepEqual(
      await runChecks({ never: () => never, throws: () => Promise.reject(new Error('down')) }),
      { never: false, throws: false },
    );
    const server = await start(() => never);
    try {
      assert.equal((await fetch(`${server.url}/readyz`)).status, 503);
    } finally {
      await server.close();
    }
  });

  it('rejects when its port is taken', async () => {
    const server = await start(async () => ({}));
    try {
      await assert.rejects(
        start(async () => ({}), server.port),
        { code: 'EADDRINUSE' },
      );
    } finally {
      await server.close();
      await server.close();
    }
  });
});
