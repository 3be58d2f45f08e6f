import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

import type { AttachmentView, EventView, Problem } from '@tierline/contracts';
import { aPolicy, eventually } from '@tierline/testkit';

import { aKey, bearer, NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

const POLICY = 'attachments: { maxMegabytes: 1, maxPerTicket: 3 }\n';
/** A picture of one pixel, and what no reader of pictures minds behind it. */
const PNG = Buffer.concat([
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
  randomBytes(20_000),
]);
const EXE = Buffer.concat([Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), randomBytes(500)]);

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AttachmentView & Problem;
}

describe('the attachments of a ticket', () => {
  let api: RealApi;
  let service: Record<string, string>;
  let customer: Record<string, string>;
  let ticket: string;
  before(async () => {
    api = await realApi(aPolicy(POLICY));
    service = { ...bearer((await aKey(api, { role: 'service' })).secret) };
    customer = {
      ...bearer((await aKey(api, { role: 'requester', requester: NEW_TICKET.requester })).secret),
    };
  });
  beforeEach(async () => {
    ticket = (await routedTicket(api)).id;
  });
  after(() => api[Symbol.asyncDispose]());

  async function send(
    content: Buffer,
    { type = 'image/png', query = 'name=screen.png', headers = {}, id = ticket } = {},
  ): Promise<Sent> {
    const response = await fetch(`${api.url}/v1/tickets/${id}/attachments?${query}`, {
      method: 'POST',
      headers: { ...service, 'content-type': type, ...headers },
      body: new Uint8Array(content),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Sent['body'],
    };
  }
  const list = async (headers = {}) =>
    (await api.get<{ items: AttachmentView[] }>(`/v1/tickets/${ticket}/attachments`, headers)).body.items;
  const download = async (id: string, headers = service) =>
    fetch(`${api.url}/v1/tickets/${ticket}/attachments/${id}`, { headers });
  const storedFiles = async () => (await api.real.ticketing.database.files.find({}).toArray()).length;

  it('come back byte by byte, to be saved and never to be shown', async () => {
    const { status, body } = await send(PNG, { query: `name=${encodeURIComponent('Bild "ü" 1.png')}` });
    assert.equal(status, 201);
    assert.deepEqual(
      [body.name, body.type, body.size, body.sha256, body.visibility],
      ['Bild "ü" 1.png', 'image/png', PNG.length, createHash('sha256').update(PNG).digest('hex'), 'public'],
    );
    assert.deepEqual(await list(), [body]);
    const response = await download(body.id);
    assert.ok(PNG.equals(Buffer.from(await response.arrayBuffer())));
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /^attachment; filename=.*filename\*=UTF-8''Bild/,
    );
    assert.match(response.headers.get('content-security-policy') ?? '', /sandbox/);
  });

  it('are in the history and the conversation, and messages refer to them', async () => {
    const { body } = await send(Buffer.from('a,b\n1,2\n'), {
      type: 'text/csv; charset=utf-8',
      query: 'name=t.csv',
    });
    await api.post(`/v1/tickets/${ticket}/replies`, {
      author: { kind: 'requester' },
      body: 'See the table.',
      attachments: [body.id],
    });
    const { body: history } = await api.get<{ items: EventView[] }>(`/v1/tickets/${ticket}/events`);
    const added = history.items.find(({ kind }) => kind === 'attachment.added');
    const { at: _at, by: _by, ...file } = body;
    assert.deepEqual(added?.data['file'], file);
    const { body: said } = await api.get<{ items: { body: string; attachments?: string[] }[] }>(
      `/v1/tickets/${ticket}/messages`,
    );
    assert.deepEqual(
      said.items.slice(1).map((message) => [message.body, message.attachments]),
      [
        ['t.csv (text/csv, 8 bytes)', [body.id]],
        ['See the table.', [body.id]],
      ],
    );
    const refused = await api.post<Problem>(`/v1/tickets/${ticket}/replies`, {
      author: { kind: 'requester' },
      body: 'And this one.',
      attachments: ['f'.repeat(24)],
    });
    assert.deepEqual([refused.status, refused.body.code], [404, 'unknown-attachment']);
  });

  const refusals: readonly (readonly [string, Buffer, object, number, string])[] = [
    ['a program that is called a picture', EXE, {}, 415, 'file-not-of-its-type'],
    ['a program that is called text', EXE, { type: 'text/plain' }, 415, 'file-not-of-its-type'],
    ['text that is called a picture', Buffer.from('<script>'), {}, 415, 'file-not-of-its-type'],
    [
      'a type that the policy does not take',
      Buffer.from('<html>'),
      { type: 'text/html' },
      415,
      'file-type-not-allowed',
    ],
    [
      'one byte too many',
      Buffer.concat([PNG, randomBytes(1_000_001 - PNG.length)]),
      {},
      413,
      'file-too-large',
    ],
    ['no name', PNG, { query: '' }, 400, 'invalid-request'],
    ['a path for a name', PNG, { query: 'name=..%2Fetc' }, 400, 'invalid-request'],
    ['an unknown ticket', PNG, { id: 'f'.repeat(24) }, 404, 'unknown-ticket'],
    ['an agent who may not show it', PNG, { query: 'name=a.png&agent=t2-cleo' }, 409, 'illegal-transition'],
  ];
  for (const [what, content, options, status, code] of refusals) {
    it(`are refused with ${what}, and nothing stays`, async () => {
      const before = await storedFiles();
      const answer = await send(content, options);
      assert.deepEqual([answer.status, answer.body.code], [status, code], answer.body.detail);
      assert.equal(await storedFiles(), before);
      assert.deepEqual(await list(), []);
    });
  }

  it('are as large, and as many, as the policy says', async () => {
    const largest = Buffer.concat([PNG, randomBytes(1_000_000 - PNG.length)]);
    for (let n = 0; n < 3; n += 1) assert.equal((await send(n === 0 ? largest : PNG)).status, 201);
    const { status, body } = await send(PNG);
    assert.deepEqual([status, body.code], [409, 'too-many-attachments']);
    assert.equal((await list()).length, 3);
  });

  it('are added once under one key, and another file under it is refused', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const first = await send(PNG, { headers });
    const before = await storedFiles();
    const again = await send(PNG, { headers });
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    const other = await send(Buffer.concat([PNG, PNG]), { headers });
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
    assert.deepEqual([(await list()).length, await storedFiles()], [1, before]);
  });

  it('that break off are never seen, and nothing of them stays', async () => {
    const before = await storedFiles();
    const { database } = api.real.ticketing;
    await new Promise<void>((resolve) => {
      const upload = request(`${api.url}/v1/tickets/${ticket}/attachments?name=a.png`, {
        method: 'POST',
        headers: { ...service, 'content-type': 'image/png', 'content-length': 500_000 },
      });
      upload.on('error', () => resolve());
      upload.write(Buffer.concat([PNG, randomBytes(280_000)]), () => setTimeout(() => upload.destroy(), 100));
      upload.on('close', () => resolve());
    });
    await eventually(async () => {
      assert.equal(await database.uploads.countDocuments({ ticketId: ticket }), 1);
      assert.equal(await storedFiles(), before);
    });
    assert.deepEqual(await list(), []);
  });

  it('that are internal are not there for the customer, whose own are public', async () => {
    await api.post('/v1/agents/t1-ada/claim');
    const hidden = await send(PNG, { query: 'name=log.png&agent=t1-ben&visibility=internal' });
    assert.equal(hidden.status, 201);
    const own = await send(PNG, { query: 'name=mine.png&visibility=internal', headers: customer });
    assert.deepEqual(
      [own.body.visibility, own.body.by],
      ['public', { kind: 'requester', id: NEW_TICKET.requester }],
    );
    assert.deepEqual(
      (await list(customer)).map(({ id }) => id),
      [own.body.id],
    );
    assert.equal((await download(own.body.id, customer)).status, 200);
    const refused = await download(hidden.body.id, customer);
    const unknown = await download('f'.repeat(24), customer);
    const detail = async (response: Response) =>
      ((await response.json()) as Problem).detail?.replaceAll(hidden.body.id, 'f'.repeat(24));
    assert.deepEqual([refused.status, await detail(refused)], [404, await detail(unknown)]);
    const asAgent = await send(PNG, { query: 'name=a.png&agent=t1-ada', headers: customer });
    assert.deepEqual([asAgent.status, asAgent.body.code], [403, 'not-your-identity']);
  });
});
