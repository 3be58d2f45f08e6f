import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClient } from '@tierline/client';

const READING = { now: '2026-01-05T08:00:00.000Z', speed: 300 };

describe('the client of the clock', () => {
  it('reads what time it is for Tierline by the route of the contract', async () => {
    const seen: string[] = [];
    const server = createServer(({ method, url }, response) => {
      seen.push(`${method} ${url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(READING));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    assert.deepEqual(await client.readClock(), READING);
    assert.deepEqual(seen, ['GET /v1/clock']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
