import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClient } from '@tierline/client';

const MODEL = {
  version: 'm1',
  state: 'requested',
  requestedAt: '2026-03-02T09:00:00.000Z',
  by: 'k',
  read: 0,
};

describe('the client of models', () => {
  it('has them trained and reads how good they are by the routes of the contract', async () => {
    const seen: string[] = [];
    const server = createServer(({ method, url, headers }, response) => {
      seen.push(`${method} ${url} ${headers['idempotency-key']?.toString() ?? '-'}`);
      const list = url?.includes('?') === true;
      response
        .writeHead(method === 'POST' ? 202 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(list ? { items: [MODEL] } : MODEL));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    assert.deepEqual(await client.trainModel({ idempotencyKey: 'k' }), MODEL);
    assert.deepEqual(await client.listModels({ limit: 5, cursor: 'm9' }), { items: [MODEL] });
    assert.deepEqual(await client.readModel('m1'), MODEL);
    assert.deepEqual(seen, [
      'POST /v1/models k',
      'GET /v1/models?limit=5&cursor=m9 -',
      'GET /v1/models/m1 -',
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
