import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createClient } from '@tierline/client';

const TICKET = '65f000000000000000000001';
const FILE = {
  id: 'a'.repeat(24),
  name: 'a b.csv',
  type: 'text/csv',
  size: 5,
  sha256: '00',
  visibility: 'public',
  at: '2026-03-02T09:00:00.000Z',
  by: { kind: 'agent', id: 't1-ada' },
};
/** Bytes that are no text. */
const CONTENT = Uint8Array.from([0, 255, 128, 10, 13]);

describe('the attachments of a client', () => {
  it('are sent as they are, and read byte by byte', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      const { method, url, headers } = request;
      void request.toArray().then((chunks: Buffer[]) => {
        seen.push([
          method,
          url,
          headers['content-type'],
          headers['idempotency-key'],
          Buffer.concat(chunks).toJSON().data,
        ]);
        if (url?.endsWith(FILE.id))
          return response.writeHead(200, { 'content-type': 'text/csv' }).end(CONTENT);
        const body = method === 'POST' ? FILE : { items: [FILE] };
        return response
          .writeHead(method === 'POST' ? 201 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const file = { name: FILE.name, type: FILE.type, content: CONTENT };
    assert.deepEqual(await client.addAttachment(TICKET, file, { idempotencyKey: 'k' }), FILE);
    assert.deepEqual((await client.listAttachments(TICKET)).items, [FILE]);
    assert.deepEqual(await client.readAttachment(TICKET, FILE.id), CONTENT);
    const path = `/v1/tickets/${TICKET}/attachments`;
    assert.deepEqual(seen, [
      ['POST', `${path}?name=a+b.csv`, 'text/csv', 'k', [...CONTENT]],
      ['GET', path, undefined, undefined, []],
      ['GET', `${path}/${FILE.id}`, undefined, undefined, []],
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
