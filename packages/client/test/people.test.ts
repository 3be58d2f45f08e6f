import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Client, createClient } from '@tierline/client';

const ID = '65f000000000000000000001';

describe('client, for admins and integrations', () => {
  let server: Server;
  let client: Client;
  let seen: { readonly line: string; readonly authorization: string | undefined }[];
  let answers: { readonly status: number; readonly body: unknown }[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      request.resume();
      const { method, url, headers } = request;
      seen.push({ line: `${method} ${url}`, authorization: headers.authorization });
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says by its API key who asks', async () => {
    answers = [
      { status: 200, body: { items: [] } },
      { status: 200, body: { items: [] } },
    ];
    const { port } = server.address() as AddressInfo;
    await client.listAgents();
    await createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'tl_1' }).listAgents();
    assert.deepEqual(
      seen.map(({ authorization }) => authorization),
      [undefined, 'Bearer tl_1'],
    );
  });

  it('asks for keys, people and the audit at their addresses', async () => {
    const times = { createdAt: '2026-03-02T09:00:00Z', updatedAt: '2026-03-02T09:00:00Z' };
    const key = { id: ID, name: 'CRM', role: 'service', createdAt: times.createdAt, createdBy: ID };
    const acme = { id: 'acme', name: 'Acme', domains: [], ...times };
    const ann = { id: ID, email: 'ann@acme.example', ...times };
    answers = [
      { status: 201, body: { key, secret: 'tl_1' } },
      { status: 200, body: { items: [key] } },
      { status: 200, body: key },
      { status: 200, body: acme },
      { status: 200, body: acme },
      { status: 200, body: { items: [acme] } },
      { status: 200, body: ann },
      { status: 200, body: ann },
      { status: 200, body: { items: [ann] } },
      { status: 200, body: { items: [] } },
    ];
    assert.equal((await client.createKey({ name: 'CRM', role: 'service' })).secret, 'tl_1');
    await client.listKeys({ limit: 2 });
    await client.revokeKey(ID);
    await client.putOrganisation('acme', { name: 'Acme' });
    await client.readOrganisation('acme');
    await client.listOrganisations({ cursor: 'aa' });
    await client.putRequester({ email: 'ann@acme.example' });
    await client.readRequester(ID);
    await client.listRequesters({ email: 'ann@acme.example' });
    await client.listAudit();
    assert.deepEqual(
      seen.map(({ line }) => line),
      [
        'POST /v1/keys',
        'GET /v1/keys?limit=2',
        `POST /v1/keys/${ID}/revoke`,
        'POST /v1/organisations/acme',
        'GET /v1/organisations/acme',
        'GET /v1/organisations?cursor=aa',
        'POST /v1/requesters',
        `GET /v1/requesters/${ID}`,
        'GET /v1/requesters?email=ann%40acme.example',
        'GET /v1/audit',
      ],
    );
  });
});
