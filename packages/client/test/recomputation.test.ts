import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClient } from '@tierline/client';

const WAITING = {
  application: 2,
  version: '0123456789ab',
  by: 'ada',
  state: 'waiting',
  total: 0,
  done: 0,
  changed: 0,
};

describe('the client of recomputations', () => {
  it('reads how far open tickets have followed a policy by the route of the contract', async () => {
    const seen: string[] = [];
    const server = createServer(({ method, url }, response) => {
      seen.push(`${method} ${url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(WAITING));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    assert.deepEqual(await client.readRecomputation(), WAITING);
    assert.deepEqual(await client.readRecomputation(2), WAITING);
    assert.deepEqual(seen, ['GET /v1/policy/recomputation', 'GET /v1/policy/recomputation?application=2']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
