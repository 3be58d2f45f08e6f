import assert from 'node:assert/strict';

import {
  type Access,
  parsePolicy,
  type Problem,
  type Role,
  ROLES,
  type Route,
  ROUTE_NAMES,
  ROUTES,
  type Scope,
  SCOPES,
} from '@tierline/contracts';
import { newApiKey } from '@tierline/platform';
import { policyText } from '@tierline/testkit';

import { aKey, bearer, NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

const UNKNOWN = 'ffffffffffffffffffffffff';

/** What a key of each role stands for. */
const IDENTITIES: Readonly<Record<Role, object>> = {
  requester: { requester: NEW_TICKET.requester },
  T1: { agent: 't1-ada' },
  T2: { agent: 't2-cleo' },
  T3: { agent: 't3-eve' },
  engineer: { engineer: 'grace' },
  manager: {},
  admin: {},
  service: {},
};

const rolesOf = (access: Access): readonly Role[] => (access === 'signed' ? [] : access.roles);

/** A request of a route that names nothing that exists: whoever may call it is told so, or what is wrong with it. */
async function call(api: RealApi, { method, path }: Route, authorization?: string) {
  const address = path.replaceAll(/\{(\w+)\}/g, UNKNOWN);
  const response = await fetch(`${api.url}${address}`, {
    method: method.toUpperCase(),
    headers: {
      ...(method === 'post' && { 'content-type': 'application/json' }),
      ...(authorization !== undefined && { authorization }),
    },
    ...(method === 'post' && { body: '{}' }),
    signal: AbortSignal.timeout(5000),
  });
  const { status, headers } = response;
  if (response.ok) {
    await response.body?.cancel();
    return { status, headers, code: undefined };
  }
  return { status, headers, code: ((await response.json()) as Problem).code };
}

describe('access, route by route', function access() {
  this.timeout(60_000);
  let api: RealApi;
  const secrets = new Map<string, string>();
  before(async () => {
    api = await realApi();
    for (const role of ROLES) secrets.set(role, (await aKey(api, { role, ...IDENTITIES[role] })).secret);
    for (const scope of SCOPES)
      secrets.set(`scope ${scope}`, (await aKey(api, { role: 'admin', scopes: [scope] })).secret);
    const revoked = await aKey(api, { role: 'admin' });
    await api.post(`/v1/keys/${revoked.id}/revoke`);
    secrets.set('revoked', revoked.secret);
    const expired = await aKey(api, { role: 'admin' });
    await api.real.ticketing.database.apiKeys.updateOne(
      { _id: expired.id },
      { $set: { expiresAt: new Date(0) } },
    );
    secrets.set('expired', expired.secret);
  });
  after(() => api[Symbol.asyncDispose]());

  const keyOf = (name: string) => secrets.get(name) ?? assert.fail(name);
  const broken = (key: string) => `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  const otherSecret = (key: string) => {
    const { key: fresh } = newApiKey();
    return [key.slice(0, 27), fresh.slice(27)].join('');
  };
  const strangers: readonly (readonly [string, () => string | undefined])[] = [
    ['no key', () => undefined],
    ['a key that nobody made', () => `Bearer ${newApiKey().key}`],
    ['a broken checksum', () => `Bearer ${broken(keyOf('admin'))}`],
    ["a known key's id and another secret", () => `Bearer ${otherSecret(keyOf('admin'))}`],
    ['a revoked key', () => `Bearer ${keyOf('revoked')}`],
    ['an expired key', () => `Bearer ${keyOf('expired')}`],
    ['another scheme', () => `Basic ${keyOf('admin')}`],
    ['two keys', () => `Bearer ${keyOf('admin')} ${keyOf('admin')}`],
  ];

  for (const name of ROUTE_NAMES) {
    const route: Route = ROUTES[name];
    const access: Access = route.access;
    if (access === 'signed') {
      it(`${name} asks for no key, and for a signature`, async () => {
        assert.ok((await call(api, route)).status >= 400);
      });
      continue;
    }
    it(`${name} is for ${access.roles.join(', ')}, and for nobody else`, async () => {
      for (const role of ROLES) {
        const { code } = await call(api, route, `Bearer ${keyOf(role)}`);
        assert.notEqual(code, 'unauthenticated', role);
        assert.equal(code === 'forbidden', !access.roles.includes(role), `${role}: ${code}`);
      }
    });

    it(`${name} needs the scope ${access.scope}`, async () => {
      const codes: Partial<Record<Scope, string>> = {};
      for (const scope of SCOPES) {
        const { code } = await call(api, route, `Bearer ${keyOf(`scope ${scope}`)}`);
        if (code !== 'forbidden') codes[scope] = 'let in';
      }
      assert.deepEqual(codes, { [access.scope]: 'let in' });
    });

    it(`${name} is 401 with a challenge for whoever has no valid key`, async () => {
      for (const [what, authorization] of strangers) {
        const { status, headers, code } = await call(api, route, authorization());
        assert.deepEqual([status, code], [401, 'unauthenticated'], what);
        assert.match(headers.get('www-authenticate') ?? '', /^Bearer/, what);
      }
    });
  }

  it('leaves the description of the API open', async () => {
    for (const path of ['/openapi.json', '/docs'])
      assert.equal((await fetch(`${api.url}${path}`)).status, 200);
  });

  it('counts who was refused, by reason', async () => {
    const text = await api.real.registry.metrics();
    for (const reason of ['missing', 'malformed', 'unknown', 'revoked', 'expired', 'forbidden'])
      assert.match(text, new RegExp(`tierline_auth_failures_total\\{reason="${reason}"\\} [1-9]`));
  });
});

describe('a key', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const key = async (role: Role, more: object = IDENTITIES[role]) =>
    bearer((await aKey(api, { role, ...more })).secret);

  it('of an agent acts as that agent only', async () => {
    const { id } = await routedTicket(api);
    const ada = await key('T1');
    assert.equal((await api.post('/v1/agents/t1-ada/claim', undefined, ada)).status, 200);
    const note = { seen: 's', tried: 't', why: 'w' };
    const asOthers: readonly (readonly [string, object | undefined])[] = [
      ['/v1/agents/t1-ben/claim', undefined],
      ['/v1/agents/t1-ben/heartbeat', undefined],
      [`/v1/tickets/${id}/escalate`, { agent: 't1-ben', reason: 'bug', note }],
      [`/v1/tickets/${id}/solve`, { agent: 't1-ben' }],
      [`/v1/tickets/${id}/replies`, { author: { kind: 'agent', id: 't1-ben' }, body: 'Hi' }],
      [`/v1/tickets/${id}/replies`, { author: { kind: 'requester' }, body: 'Hi' }],
      [`/v1/tickets/${id}/replies`, { author: { kind: 'engineer', id: 'grace' }, body: 'Hi' }],
    ];
    for (const [path, body] of asOthers) {
      const answer = await api.post<Problem>(path, body, ada);
      assert.deepEqual([path, answer.status, answer.body.code], [path, 403, 'not-your-identity']);
    }
    const own = await api.post(`/v1/tickets/${id}/replies`, { body: 'Which page is it?' }, ada);
    assert.deepEqual([own.status, own.body.clocks.firstResponse?.state], [200, 'met']);
  });

  it('of a tier is made for an agent of that tier only', async () => {
    const wrong = await api.post<Problem>('/v1/keys', { name: 'x', role: 'T2', agent: 't1-ada' });
    assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.field], [400, 'role']);
    const unknown = await api.post<Problem>('/v1/keys', { name: 'x', role: 'T1', agent: 't1-nobody' });
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-agent']);
    for (const body of [
      { name: 'x', role: 'T1' },
      { name: 'x', role: 'admin', agent: 't1-ada' },
      { name: 'x', role: 'requester' },
      { name: 'x', role: 'boss' },
      { name: 'x', role: 'admin', expiresAt: '2020-01-01T00:00:00Z' },
    ])
      assert.equal((await api.post<Problem>('/v1/keys', body)).status, 400, JSON.stringify(body));
  });

  it('of an agent follows the agent to another tier, and is over when the agent leaves', async () => {
    const staff = (ben: string) =>
      parsePolicy(
        policyText().replace('{ id: t1-ben, name: Ben, tier: T1,', `{ id: t1-ben, name: Ben, ${ben},`),
      );
    const promoted = 'tier: T1, changes: [{ from: 2020-01-01T00:00:00Z, tier: T2 }]';
    await using second = await realApi(staff(promoted));
    const wrong = await second.post<Problem>('/v1/keys', { name: 'x', role: 'T1', agent: 't1-ben' });
    assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.field], [400, 'role']);
    const ben = bearer((await aKey(second, { role: 'T2', agent: 't1-ben' })).secret);
    assert.equal((await second.post('/v1/agents/t1-ben/heartbeat', undefined, ben)).status, 200);

    await using third = await realApi(staff('tier: T1, until: 2020-01-01T00:00:00Z'));
    const left = bearer((await aKey(third, { role: 'T1', agent: 't1-ben' })).secret);
    const answer = await third.get<Problem>('/v1/tickets', left);
    assert.deepEqual([answer.status, answer.body.code], [401, 'unauthenticated']);
  });

  it('of a service acts for any agent and customer, and says who writes', async () => {
    const service = await key('service');
    const { id } = (await api.post('/v1/tickets', NEW_TICKET, service)).body;
    const told = await api.post(
      `/v1/tickets/${id}/replies`,
      { author: { kind: 'requester' }, body: 'Hm' },
      service,
    );
    assert.equal(told.status, 200);
    assert.equal((await api.post('/v1/agents/t2-dan/heartbeat', undefined, service)).status, 200);
    const silent = await api.post<Problem>(`/v1/tickets/${id}/replies`, { body: 'Hm' }, service);
    assert.deepEqual([silent.status, silent.body.errors?.[0]?.field], [400, 'author']);
  });

  it('of an engineer adds internal notes and nothing that the customer sees', async () => {
    const { id } = await routedTicket(api);
    const grace = await key('engineer');
    const open = await api.post<Problem>(`/v1/tickets/${id}/replies`, { body: 'It is fixed.' }, grace);
    assert.deepEqual([open.status, open.body.code], [403, 'support-is-the-contact']);
    const note = await api.post(
      `/v1/tickets/${id}/replies`,
      { body: 'In 4.2.', visibility: 'internal' },
      grace,
    );
    assert.equal(note.status, 200);
    const { body } = await api.get<{ items: { author: object }[] }>(`/v1/tickets/${id}/messages`, grace);
    assert.deepEqual(body.items.at(-1)?.author, { kind: 'engineer', id: 'grace' });
  });

  it('of a customer sees and writes only tickets of their own; a foreign one answers like none', async () => {
    const mine = await routedTicket(api);
    const foreign = await routedTicket(api, { requester: 'somebody.else@example.com' });
    const customer = await key('requester');
    const listed = await api.get<{ items: { id: string }[] }>('/v1/tickets', customer);
    assert.deepEqual(
      listed.body.items.map(({ id }) => id),
      [mine.id],
    );
    const seen = await api.get(`/v1/tickets/${mine.id}`, customer);
    assert.deepEqual([seen.status, seen.body.routing, seen.body.stays], [200, undefined, []]);
    const said = await api.post(`/v1/tickets/${mine.id}/replies`, { body: 'Any news?' }, customer);
    assert.equal(said.status, 200);

    for (const name of ROUTE_NAMES) {
      const { path, method, access }: Route = ROUTES[name];
      const roles = rolesOf(access);
      if (!path.startsWith('/v1/tickets/{id}') || !roles.includes('requester')) continue;
      const ask = (id: string) =>
        method === 'get'
          ? api.get<Problem>(path.replace('{id}', id), customer)
          : api.post<Problem>(path.replace('{id}', id), { body: 'Hello?' }, customer);
      const [theirs, none] = [await ask(foreign.id), await ask(UNKNOWN)];
      const { requestId: _theirs, ...refusal } = theirs.body;
      const { requestId: _none, ...expected } = none.body;
      const anonymous = { ...refusal, detail: refusal.detail?.replace(foreign.id, UNKNOWN) };
      assert.deepEqual([name, theirs.status, anonymous], [name, none.status, expected]);
    }
    assert.equal((await api.get(`/v1/tickets/${foreign.id}`)).body.messages, 0);
    const forAnother = await api.post<Problem>(
      '/v1/tickets',
      { ...NEW_TICKET, requester: 'x@example.com' },
      customer,
    );
    assert.deepEqual([forAnother.status, forAnother.body.code], [403, 'not-your-identity']);
  });

  it('of a customer gets no internal message', async () => {
    const { id } = await routedTicket(api);
    const note = {
      author: { kind: 'agent', id: 't1-ada' },
      body: 'A difficult one.',
      visibility: 'internal',
    };
    await api.post(`/v1/tickets/${id}/replies`, note);
    const customer = await key('requester');
    const { body } = await api.get<{ items: { body: string }[] }>(`/v1/tickets/${id}/messages`, customer);
    assert.deepEqual(
      body.items.map((message) => message.body),
      [NEW_TICKET.description],
    );
  });

  it("does not find another customer's ticket by the same idempotency key", async () => {
    const header = { 'idempotency-key': 'first' };
    const one = await api.post('/v1/tickets', NEW_TICKET, { ...(await key('requester')), ...header });
    const requester = 'other@example.com';
    const other = await api.post(
      '/v1/tickets',
      { ...NEW_TICKET, requester },
      { ...(await key('requester', { requester })), ...header },
    );
    assert.deepEqual([one.status, other.status], [201, 201]);
    assert.notEqual(one.body.id, other.body.id);
  });

  it('is kept as a hash, shown once, and made once by a request with an idempotency key', async () => {
    const make = () =>
      api.post<{ key: { id: string }; secret?: string }>(
        '/v1/keys',
        { name: 'CRM', role: 'service' },
        { 'idempotency-key': 'crm' },
      );
    const first = await make();
    const { secret = '' } = first.body;
    assert.match(secret, /^tl_[0-9a-f]{24}_[0-9a-f]{64}_[0-9a-f]{8}$/);
    const repeat = await make();
    assert.deepEqual([repeat.status, repeat.body], [201, { key: first.body.key }]);
    const list = await api.get<{ items: object[] }>('/v1/keys');
    assert.deepEqual(list.body.items, [first.body.key]);
    const stored = await api.real.ticketing.database.apiKeys.find().toArray();
    assert.equal(stored.length, 1);
    assert.doesNotMatch(JSON.stringify([stored, list.body]), new RegExp(secret.split('_')[2] ?? ''));
  });

  it('is rotated with both keys alive, notes its last use, and is over at once when it is revoked', async () => {
    const [old, fresh] = [await aKey(api, { role: 'manager' }), await aKey(api, { role: 'manager' })];
    const works = async ({ secret }: { secret: string }) =>
      (await api.get('/v1/tickets', bearer(secret))).status === 200;
    assert.deepEqual([await works(old), await works(fresh), await works(old)], [true, true, true]);
    const revoke = () => api.post<{ revokedAt: string; lastUsedAt: string }>(`/v1/keys/${old.id}/revoke`);
    const revoked = await revoke();
    assert.ok(revoked.body.lastUsedAt <= revoked.body.revokedAt);
    assert.deepEqual((await revoke()).body, revoked.body);
    assert.deepEqual([await works(old), await works(fresh)], [false, true]);
    assert.equal((await api.post(`/v1/keys/${UNKNOWN}/revoke`)).status, 404);
  });

  it('that another process revoked is over within 5 s', async () => {
    const { id, secret } = await aKey(api, { role: 'manager' });
    const status = async () => (await api.get('/v1/tickets', bearer(secret))).status;
    assert.equal(await status(), 200);
    await api.real.ticketing.database.apiKeys.updateOne({ _id: id }, { $set: { revokedAt: new Date() } });
    const since = performance.now();
    while ((await status()) === 200) {
      assert.ok(performance.now() - since < 5500);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it('is listed newest first, page by page', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.unshift((await aKey(api, { role: 'manager' })).id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page: { body: { items: { id: string }[]; nextCursor?: string } } = await api.get(
        `/v1/keys?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    assert.deepEqual(seen, made);
  });
});
