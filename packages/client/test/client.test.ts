import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import {
  ApiError,
  type Client,
  createClient,
  UnexpectedAnswerError,
  UnreachableError,
} from '@tierline/client';

import { aDelivery, aTicket, ID } from './answers.ts';

const OTHER = '65f000000000000000000002';

interface Seen {
  readonly line: string;
  readonly key: string | undefined;
  readonly version: string | undefined;
  readonly type: string | undefined;
  readonly body: unknown;
  readonly port: number | undefined;
}

/** What the server answers next: a status and a body, or nothing at all. */
type Next =
  | { readonly status: number; readonly body?: unknown; readonly type?: string }
  | 'silence'
  | 'hang up'
  | 'break off';

const anAgent = {
  id: 't1-ada',
  name: 'Ada',
  tier: 'T1',
  capacity: 2,
  load: 0,
  skills: {},
  presence: 'away',
  onShift: true,
};

describe('client', () => {
  let server: Server;
  let client: Client;
  let seen: Seen[];
  let answers: Next[];

  beforeEach(async () => {
    seen = [];
    answers = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        seen.push({
          line: `${request.method} ${request.url}`,
          key: request.headers['idempotency-key']?.toString(),
          version: request.headers['if-match'],
          type: request.headers['content-type'],
          body: body === '' ? undefined : JSON.parse(body),
          port: request.socket.remotePort,
        });
        const next = answers.shift() ?? 'hang up';
        if (next === 'silence') return;
        if (next === 'hang up') return request.socket.destroy();
        if (next === 'break off') {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"id":');
          return setTimeout(() => request.socket.destroy(), 10);
        }
        const content =
          next.body === undefined
            ? undefined
            : typeof next.body === 'string'
              ? next.body
              : JSON.stringify(next.body);
        return response
          .writeHead(next.status, { 'content-type': next.type ?? 'application/json' })
          .end(content);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createClient({ baseUrl: `${address(server)}/`, timeoutMs: 300 });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends a new ticket with its idempotency key and reads the answer', async () => {
    answers = [{ status: 201, body: aTicket() }];
    const ticket = await client.createTicket(
      { subject: 'Invoice', description: 'Where is it?', requester: 'ann@example.com' },
      { idempotencyKey: 'k-1' },
    );
    assert.equal(ticket.id, ID);
    const { line, key, type, body } = seen[0] ?? assert.fail();
    assert.deepEqual({ line, key, type }, { line: 'POST /v1/tickets', key: 'k-1', type: 'application/json' });
    assert.deepEqual(body, { subject: 'Invoice', description: 'Where is it?', requester: 'ann@example.com' });
  });

  it('says under which key and on which version a ticket is to be changed', async () => {
    answers = [
      { status: 200, body: aTicket() },
      { status: 200, body: aTicket() },
    ];
    await client.solve(ID, { agent: 't1-ada' }, { idempotencyKey: 'k-2', version: 7 });
    await client.claimNext('t1-ada', { idempotencyKey: 'k-3' });
    assert.deepEqual(
      seen.map(({ key, version }) => [key, version]),
      [
        ['k-2', '"7"'],
        ['k-3', undefined],
      ],
    );
  });

  it('calls each route by the method and path of the contract', async () => {
    const ok = { status: 200, body: aTicket() };
    answers = [
      ok,
      { status: 200, body: { items: [] } },
      ok,
      ok,
      ok,
      { status: 200, body: { items: [] } },
      ok,
      { status: 200, body: { items: [] } },
      { status: 200, body: { items: [] } },
      { status: 200, body: aDelivery() },
      ok,
      ok,
      ok,
      ok,
      ...Array.from({ length: 5 }, () => ok),
      { status: 200, body: { items: [] } },
      { status: 200, body: { complete: true, slices: [] } },
      { status: 200, body: { agent: 't1-ada' } },
      { status: 200, body: anAgent },
      { status: 200, body: anAgent },
      ok,
      ok,
      ok,
      ok,
      ok,
      ok,
      ok,
      ok,
    ];
    await client.readTicket(ID);
    await client.listMessages(ID);
    await client.reply(ID, { author: { kind: 'agent', id: 't1-ada' }, body: 'Hello', ask: true });
    await client.escalate(ID, {
      agent: 't1-ada',
      reason: 'needs-expertise',
      note: { seen: 'a', tried: 'b', why: 'c' },
    });
    await client.solve(ID, { agent: 't1-ada' });
    await client.listAgents();
    await client.claimNext('t1-ada');
    await client.listEvents(ID);
    await client.listDeliveries({ state: 'failed', endpoint: 'crm', limit: 5 });
    await client.redeliver(aDelivery().id);
    await client.deEscalate(ID, {
      agent: 't2-cleo',
      reason: 'needs-expertise',
      note: { seen: 'a', tried: 'b', why: 'c' },
    });
    await client.hold(ID, { agent: 't1-ada', waitsFor: 'engineering' });
    await client.resume(ID, { agent: 't1-ada' });
    await client.update(ID, { agent: 't1-ada', priority: 'high' });
    await client.reassign(ID, { agent: 't1-ada', to: 't1-ben', reason: 'workload' });
    await client.handContact(ID, { agent: 't1-ada', to: 't2-cleo' });
    await client.askForHelp(ID, { of: 'tier', agent: 't1-ada', tier: 'T3', question: 'Seen this?' });
    await client.answerHelp(ID, 4, { agent: 't3-eve', body: 'Yes.' });
    await client.withdrawHelp(ID, 4, { agent: 't1-ada' });
    await client.listHelp({ tier: 'T3', limit: 5 });
    await client.readReport({ from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', by: 'tier' });
    await client.heartbeat('t1-ada');
    await client.readAgent('t1-ada');
    await client.setPresence('t1-ada', 'away');
    await client.merge(ID, { agent: 't1-ada', into: OTHER });
    await client.link(ID, { agent: 't1-ada', to: OTHER, kind: 'blocked-by' });
    await client.split(ID, { agent: 't1-ada', messages: [1] });
    await client.declareIncident(ID, { agent: 't1-ada' });
    await client.attach(ID, { agent: 't1-ada', incident: OTHER });
    await client.detach(ID, { agent: 't1-ada' });
    await client.updateAll(ID, { agent: 't1-ada', body: 'It is fixed.', solve: true });
    await client.unlink(ID, { agent: 't1-ada', to: OTHER, kind: 'blocked-by' });
    assert.deepEqual(
      seen.map(({ line }) => line),
      [
        `GET /v1/tickets/${ID}`,
        `GET /v1/tickets/${ID}/messages`,
        `POST /v1/tickets/${ID}/replies`,
        `POST /v1/tickets/${ID}/escalate`,
        `POST /v1/tickets/${ID}/solve`,
        'GET /v1/agents',
        'POST /v1/agents/t1-ada/claim',
        `GET /v1/tickets/${ID}/events`,
        'GET /v1/deliveries?state=failed&endpoint=crm&limit=5',
        'POST /v1/deliveries/redeliver',
        `POST /v1/tickets/${ID}/de-escalate`,
        `POST /v1/tickets/${ID}/hold`,
        `POST /v1/tickets/${ID}/resume`,
        `POST /v1/tickets/${ID}/update`,
        `POST /v1/tickets/${ID}/reassign`,
        `POST /v1/tickets/${ID}/contact`,
        `POST /v1/tickets/${ID}/help`,
        `POST /v1/tickets/${ID}/help/4/answer`,
        `POST /v1/tickets/${ID}/help/4/withdraw`,
        'GET /v1/help?tier=T3&limit=5',
        'GET /v1/report?from=2026-03-01T00%3A00%3A00Z&to=2026-04-01T00%3A00%3A00Z&by=tier',
        'POST /v1/agents/t1-ada/heartbeat',
        'GET /v1/agents/t1-ada',
        'POST /v1/agents/t1-ada/presence',
        `POST /v1/tickets/${ID}/merge`,
        `POST /v1/tickets/${ID}/links`,
        `POST /v1/tickets/${ID}/split`,
        `POST /v1/tickets/${ID}/incident`,
        `POST /v1/tickets/${ID}/attach`,
        `POST /v1/tickets/${ID}/detach`,
        `POST /v1/tickets/${ID}/update-all`,
        `POST /v1/tickets/${ID}/links/remove`,
      ],
    );
    assert.equal(seen[6]?.body, undefined);
    assert.deepEqual(seen[9]?.body, { id: aDelivery().id });
  });

  it('answers undefined when no ticket waits', async () => {
    answers = [{ status: 204 }];
    assert.equal(await client.claimNext('t1-ada'), undefined);
  });

  it('walks the pages of a list to the end', async () => {
    const other = '65f000000000000000000000';
    answers = [
      { status: 200, body: { items: [aTicket()], nextCursor: ID } },
      { status: 200, body: { items: [aTicket(other)] } },
    ];
    const ids: string[] = [];
    for await (const { id } of client.allTickets({ status: 'open', limit: 1 })) ids.push(id);
    assert.deepEqual(ids, [ID, other]);
    assert.deepEqual(
      seen.map(({ line }) => line),
      ['GET /v1/tickets?limit=1&status=open', `GET /v1/tickets?limit=1&status=open&cursor=${ID}`],
    );
  });

  it('walks the pages of a history to the end', async () => {
    const event = (seq: number) => ({
      seq,
      at: '2026-03-02T09:00:00.000Z',
      kind: 'ticket.claimed',
      actor: { kind: 'agent', id: 't1-ada' },
      data: {},
    });
    answers = [
      { status: 200, body: { items: [event(1)], nextCursor: '1' } },
      { status: 200, body: { items: [event(2)] } },
    ];
    const seqs: number[] = [];
    for await (const { seq } of client.allEvents(ID)) seqs.push(seq);
    assert.deepEqual(seqs, [1, 2]);
    assert.deepEqual(
      seen.map(({ line }) => line),
      [`GET /v1/tickets/${ID}/events?limit=500`, `GET /v1/tickets/${ID}/events?limit=500&cursor=1`],
    );
  });

  it('keeps its connections', async () => {
    answers = Array.from({ length: 20 }, () => ({ status: 204 }));
    for (let call = 0; call < 20; call += 1) await client.claimNext('t1-ada');
    // fetch may open a second one while the first is being handed back.
    assert.ok(new Set(seen.map(({ port }) => port)).size <= 3);
  });

  it('throws ApiError with status, code and problem when the API refuses', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'not-holder',
      detail: 'somebody else holds it',
    };
    answers = [{ status: 409, body: problem, type: 'application/problem+json' }];
    await assert.rejects(client.solve(ID, { agent: 't1-ada' }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.code, error.problem], [409, 'not-holder', problem]);
      assert.match(error.message, /somebody else holds it/);
      return true;
    });
  });

  it('tells a refusal by an overloaded API from a gateway without one', async () => {
    answers = [
      { status: 503, body: { type: 'about:blank', title: 'Overloaded', status: 503, code: 'unavailable' } },
      { status: 503, body: '<html>', type: 'text/html' },
      { status: 502 },
    ];
    await assert.rejects(client.readTicket(ID), ApiError);
    await assert.rejects(client.readTicket(ID), UnreachableError);
    await assert.rejects(client.readTicket(ID), UnreachableError);
  });

  for (const trouble of ['silence', 'hang up', 'break off'] as const) {
    it(`throws UnreachableError on ${trouble}`, async () => {
      answers = [trouble];
      await assert.rejects(
        client.claimNext('t1-ada'),
        (error) =>
          error instanceof UnreachableError && /POST \/v1\/agents\/t1-ada\/claim/.test(error.message),
      );
    });
  }

  it('throws UnreachableError when nobody listens', async () => {
    const spare = createServer();
    await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
    const baseUrl = address(spare);
    await new Promise((resolve) => spare.close(resolve));
    await assert.rejects(
      createClient({ baseUrl }).listAgents(),
      (error) => error instanceof UnreachableError && /ECONNREFUSED/.test(error.message),
    );
  });

  it('refuses an answer that is not in the contract', async () => {
    answers = [
      { status: 200, body: { ...aTicket(), status: 'lost' } },
      { status: 200, body: 'not json' },
      { status: 204 },
      { status: 418, body: {} },
    ];
    for (let call = 0; call < 4; call += 1)
      await assert.rejects(client.readTicket(ID), UnexpectedAnswerError);
  });

  it('sends nothing for an id that is missing', async () => {
    await assert.rejects(client.readTicket(''), TypeError);
    assert.equal(seen.length, 0);
  });

  it('reads, validates, applies and rolls back the policy by the routes of the contract', async () => {
    const application = {
      number: 2,
      version: '0123456789ab',
      kind: 'apply',
      by: 'ada',
      at: '2026-03-02T09:00:00.000Z',
    };
    const bodies = [
      { ...application, text: 'a: 1' },
      { items: [application] },
      { version: '0123456789ab', text: 'a: 1' },
      { valid: true, problems: [] },
      { from: 'a', to: 'b', changes: [] },
      { from: 'a', to: 'b', examined: 0, byPriority: { low: 0, normal: 0, high: 0, urgent: 0 }, moves: [] },
      application,
      application,
    ];
    answers = bodies.map((body) => ({ status: 200, body }));
    const change = { from: 'ba9876543210' };
    await client.readPolicy();
    await client.listPolicies({ limit: 5, cursor: '9' });
    await client.readPolicyVersion('0123456789ab');
    await client.validatePolicy('a: 1');
    await client.diffPolicy({ text: 'a: 1' });
    await client.dryRunPolicy({ text: 'a: 1', limit: 5 });
    await client.applyPolicy({ ...change, text: 'a: 1' }, { idempotencyKey: 'k' });
    await client.rollbackPolicy({ ...change, to: '0123456789ab' });
    assert.deepEqual(
      seen.map(({ line, key }) => [line, key]),
      [
        ['GET /v1/policy', undefined],
        ['GET /v1/policy/versions?limit=5&cursor=9', undefined],
        ['GET /v1/policy/versions/0123456789ab', undefined],
        ['POST /v1/policy/validate', undefined],
        ['POST /v1/policy/diff', undefined],
        ['POST /v1/policy/dry-run', undefined],
        ['POST /v1/policy/apply', 'k'],
        ['POST /v1/policy/rollback', undefined],
      ],
    );
  });
});

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
