import assert from 'node:assert/strict';

import { problem, type Problem } from '@tierline/contracts';

import { NEW_TICKET, type RealApi, realApi } from './real-api.ts';

const UNKNOWN = 'ffffffffffffffffffffffff';
const NOTE = { seen: 's', tried: 't', why: 'w' };
const OPERATOR = { $ne: null };
const REPLY = { author: { kind: 'requester' }, body: 'Hello?' };

describe('bad input', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  /** Every case must leave what is stored as it was, and the process up. */
  afterEach(async () => {
    const { tickets, events } = api.real.ticketing.database;
    assert.deepEqual([await tickets.countDocuments(), await events.countDocuments()], [0, 0]);
    assert.equal((await api.get('/openapi.json')).status, 200);
  });

  type Case = readonly [
    what: string,
    path: string,
    body: unknown,
    status: number,
    code: Problem['code'],
    ...fields: string[],
  ];
  const cases: readonly Case[] = [
    ['a wrong type', '/v1/tickets', { ...NEW_TICKET, subject: 7 }, 400, 'invalid-request', 'subject'],
    [
      'several faults at once',
      '/v1/tickets',
      { subject: '', requester: 'nobody', priority: 'asap' },
      400,
      'invalid-request',
      'subject',
      'description',
      'requester',
      'priority',
    ],
    ['an unknown field', '/v1/tickets', { ...NEW_TICKET, tier: 'T3' }, 400, 'invalid-request', 'tier'],
    [
      'an empty body',
      '/v1/tickets',
      undefined,
      400,
      'invalid-request',
      'subject',
      'description',
      'requester',
    ],
    ['a list for an object', '/v1/tickets', [], 400, 'invalid-request', 'body'],
    ['a scalar for an object', '/v1/tickets', '7', 400, 'body-not-json'],
    ['broken JSON', '/v1/tickets', '{"subject": ', 400, 'body-not-json'],
    [
      'a body of 10 MB',
      '/v1/tickets',
      { ...NEW_TICKET, description: 'x'.repeat(10_000_000) },
      413,
      'body-too-large',
    ],
    [
      'a long text',
      '/v1/tickets',
      { ...NEW_TICKET, description: 'x'.repeat(20_001) },
      400,
      'invalid-request',
      'description',
    ],
    ['NUL in a text', '/v1/tickets', { ...NEW_TICKET, subject: 'a\0b' }, 400, 'invalid-request', 'subject'],
    [
      'a prototype key',
      '/v1/tickets',
      `{"__proto__": {"tier": "T3"}, ${JSON.stringify(NEW_TICKET).slice(1)}`,
      400,
      'invalid-request',
      '__proto__',
    ],
    ...Object.keys(NEW_TICKET).map((field): Case => [
      `an operator as ${field}`,
      '/v1/tickets',
      { ...NEW_TICKET, [field]: OPERATOR },
      400,
      'invalid-request',
      field,
    ]),
    [
      'an operator among the tags',
      '/v1/tickets',
      { ...NEW_TICKET, tags: [OPERATOR] },
      400,
      'invalid-request',
      'tags.0',
    ],
    [
      'an operator as author',
      `/v1/tickets/${UNKNOWN}/replies`,
      { ...REPLY, author: OPERATOR },
      400,
      'invalid-request',
      'author.kind',
    ],
    [
      'an operator as agent',
      `/v1/tickets/${UNKNOWN}/solve`,
      { agent: OPERATOR },
      400,
      'invalid-request',
      'agent',
    ],
    [
      'an operator in a note',
      `/v1/tickets/${UNKNOWN}/escalate`,
      { agent: 't1-ada', reason: 'bug', note: { ...NOTE, why: OPERATOR } },
      400,
      'invalid-request',
      'note.why',
    ],
    [
      'a handover note that is not complete',
      `/v1/tickets/${UNKNOWN}/escalate`,
      { agent: 't1-ada', reason: 'bug', note: { seen: 's' } },
      400,
      'invalid-request',
      'note.tried',
      'note.why',
    ],
    ['an unknown ticket', `/v1/tickets/${UNKNOWN}/replies`, REPLY, 404, 'unknown-ticket'],
    ['an id of another form', '/v1/tickets/7/replies', REPLY, 400, 'invalid-request', 'id'],
    ['an unknown agent', '/v1/agents/t1-nobody/claim', undefined, 404, 'unknown-agent'],
    ['an agent of another form', '/v1/agents/%24where/claim', undefined, 400, 'invalid-request', 'agent'],
    [
      'a customer who asks',
      `/v1/tickets/${UNKNOWN}/replies`,
      { ...REPLY, ask: true },
      400,
      'invalid-request',
      'ask',
    ],
    ['an unknown address', '/v1/nothing', {}, 404, 'unknown-route'],
    ['a broken escape', '/v1/tickets/%E0%A4%A/replies', REPLY, 400, 'invalid-request'],
  ];
  for (const [what, path, body, status, code, ...fields] of cases) {
    it(`refuses ${what}`, async () => {
      const answer = await api.post<Problem>(path, body);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.deepEqual(problem.parse(answer.body).errors?.map(({ field }) => field) ?? [], fields);
    });
  }

  for (const [query, field] of [
    ['status=lost', 'status'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=7', 'cursor'],
    ['tier[$ne]=T1', 'tier[$ne]'],
    ['status=new&status=open', 'status'],
    ['sort=age', 'sort'],
  ]) {
    it(`refuses the query ${query}`, async () => {
      const answer = await api.get<Problem>(`/v1/tickets?${query}`);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, field]);
    });
  }

  it('refuses a body that is not application/json', async () => {
    const answer = await api.post<Problem>('/v1/tickets', 'subject=hello', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    assert.deepEqual([answer.status, answer.body.code], [415, 'unsupported-media-type']);
  });

  it('refuses an idempotency key of another form', async () => {
    const answer = await api.post<Problem>('/v1/tickets', NEW_TICKET, { 'idempotency-key': 'with a space' });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'idempotency-key']);
  });

  it('refuses a method that an address does not have', async () => {
    const response = await fetch(`${api.url}/v1/tickets`, { method: 'DELETE' });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST, GET']);
  });
});

describe('illegal transitions', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('are refused by code, and change nothing', async () => {
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    const tries: readonly (readonly [string, unknown, number, string])[] = [
      ['solve', { agent: 't1-ada' }, 409, 'illegal-transition'],
      ['escalate', { agent: 't1-ada', reason: 'needs-expertise', note: NOTE }, 409, 'illegal-transition'],
      ['replies', { author: { kind: 'agent', id: 't1-ada' }, body: 'Hi' }, 409, 'illegal-transition'],
      [
        'replies',
        { author: { kind: 'agent', id: 't1-nobody' }, body: 'Hi', visibility: 'internal' },
        404,
        'unknown-agent',
      ],
      [
        'replies',
        { author: { kind: 'engineer', id: 'dev' }, body: 'Fixed it!' },
        403,
        'support-is-the-contact',
      ],
    ];
    for (const [action, body, status, code] of tries) {
      const answer = await api.post<Problem>(`/v1/tickets/${ticket.id}/${action}`, body);
      assert.deepEqual([action, answer.status, answer.body.code], [action, status, code]);
    }
    assert.deepEqual((await api.get(`/v1/tickets/${ticket.id}`)).body, ticket);
  });
});
