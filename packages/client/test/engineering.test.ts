import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Client, createClient } from '@tierline/client';

const ID = '65f000000000000000000001';
const TICKET = {
  id: ID,
  version: 1,
  subject: 'It fails',
  description: 'Since Monday.',
  requester: 'ann@example.com',
  channel: 'api',
  priority: 'normal',
  tags: [],
  status: 'on-hold',
  waitsFor: 'engineering',
  openedAt: '2026-03-02T08:00:00.000Z',
  escalations: 0,
  moves: 0,
  reopens: 0,
  reassignments: 0,
  bounces: 0,
  help: [],
  messages: 0,
  engineering: {
    tracker: 'product',
    state: 'filed',
    since: '2026-03-02T09:00:00.000Z',
    issue: { key: 'SUP-7' },
    handoffs: 1,
  },
  clocks: {},
  stays: [],
};

describe('the client of engineering', () => {
  let server: Server;
  let client: Client;
  let seen: string[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      const body = request.method === 'POST' ? TICKET : { items: [] };
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('calls the routes of the contract and reads what they answer', async () => {
    const handed = await client.handToEngineering(ID, {
      agent: 't3-eve',
      tracker: 'product',
      issue: 'SUP-7',
    });
    assert.equal(handed.engineering?.issue?.key, 'SUP-7');
    await client.commentToEngineering(ID, { agent: 't3-eve', body: 'When?' });
    await client.unlinkIssue(ID, { agent: 't3-eve' }, { version: 7 });
    await client.listIssues({ tracker: 'product', state: 'open', limit: 5 });
    await client.listIssueTickets({ tracker: 'product', key: 'SUP-7' }, { limit: 5 });
    assert.deepEqual(seen, [
      `POST /v1/tickets/${ID}/engineering`,
      `POST /v1/tickets/${ID}/engineering/comments`,
      `POST /v1/tickets/${ID}/engineering/unlink`,
      'GET /v1/issues?tracker=product&state=open&limit=5',
      'GET /v1/issues/product/SUP-7/tickets?limit=5',
    ]);
  });
});
