import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ApiError, createClient } from '@tierline/client';

import { ID } from './answers.ts';

describe('a refusal for now', () => {
  const body = JSON.stringify({ type: 'about:blank', title: 'Overloaded', status: 503, code: 'overloaded' });

  for (const [header, seconds] of [
    ['2', 2],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    [undefined, undefined],
  ] as const)
    it(`says when to come back, in seconds: ${header}`, async () => {
      const server = createServer((_request, response) => {
        if (header !== undefined) response.setHeader('retry-after', header);
        response.writeHead(503, { 'content-type': 'application/problem+json' }).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await assert.rejects(
          createClient({ baseUrl }).readTicket(ID),
          (error) => error instanceof ApiError && error.retryAfterSeconds === seconds,
        );
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });
});
