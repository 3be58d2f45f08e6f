import assert from 'node:assert/strict';

import type { OrganisationView, Problem, RequesterView, TicketView } from '@tierline/contracts';

import { aKey, bearer, NEW_TICKET, type RealApi, realApi } from './real-api.ts';

const ACME = { name: 'Acme', plan: 'enterprise', domains: ['acme.example', 'Acme.Example.Org'] };

describe('organisations and requesters', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const putAcme = async (fields = {}) =>
    api.post<OrganisationView>('/v1/organisations/acme', { ...ACME, ...fields });
  const open = async (requester: string, fields = {}) =>
    (await api.post('/v1/tickets', { ...NEW_TICKET, requester, ...fields })).body;
  const requesters = async (query = '') =>
    (await api.get<{ items: RequesterView[]; nextCursor?: string }>(`/v1/requesters?${query}`)).body;

  it('are written whole, and again with the same result', async () => {
    const first = await putAcme({ externalIds: { crm: '0031' } });
    assert.deepEqual(
      [first.status, first.body.plan, first.body.domains, first.body.externalIds],
      [200, 'enterprise', ['acme.example', 'acme.example.org'], { crm: '0031' }],
    );
    const { updatedAt: _, ...same } = (await putAcme({ externalIds: { crm: '0031' } })).body;
    assert.deepEqual({ ...first.body, ...same }, first.body);
    assert.deepEqual((await putAcme({ plan: undefined })).body.plan, undefined);
    const read = await api.get<OrganisationView>('/v1/organisations/acme');
    assert.deepEqual([read.body.name, read.body.externalIds], ['Acme', undefined]);
    assert.equal((await api.get('/v1/organisations/nobody')).status, 404);
  });

  it('do not share an e-mail domain', async () => {
    await putAcme();
    const other = { name: 'Other', domains: ['acme.example'] };
    const taken = await api.post<Problem>('/v1/organisations/other', other);
    assert.deepEqual([taken.status, taken.body.code], [409, 'domain-taken']);
    // Any number may have none.
    for (const id of ['one', 'two'])
      assert.equal((await api.post(`/v1/organisations/${id}`, { name: id })).status, 200);
  });

  it('come to be with the first ticket, once however many arrive at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => open('New.Customer@Example.com')));
    const { items } = await requesters();
    assert.deepEqual(
      items.map(({ email }) => email),
      ['new.customer@example.com'],
    );
  });

  it('give a ticket its organisation, by the domain or as the requester says, and its plan', async () => {
    await putAcme();
    await api.post('/v1/organisations/zeta', { name: 'Zeta', plan: 'basic' });
    await api.post('/v1/requesters', { email: 'guest@acme.example', name: 'Guest', organisation: 'zeta' });
    const seen = [
      await open('ann@acme.example'),
      await open('ann@acme.example', { plan: 'trial' }),
      await open('guest@acme.example'),
      await open('somebody@elsewhere.example'),
    ].map(({ organisation, plan }) => [organisation, plan]);
    assert.deepEqual(seen, [
      ['acme', 'enterprise'],
      ['acme', 'trial'],
      ['zeta', 'basic'],
      [undefined, undefined],
    ]);
    const listed = async (query: string) =>
      (await api.get<{ items: TicketView[] }>(`/v1/tickets?${query}`)).body.items.length;
    assert.deepEqual(
      await Promise.all(
        ['organisation=acme', 'organisation=zeta', 'organisation=none', 'requester=Ann@acme.example'].map(
          listed,
        ),
      ),
      [2, 1, 0, 2],
    );
  });

  it('keep their organisation on a ticket that is split off, unless somebody else wrote that part', async () => {
    await putAcme();
    const { id } = await open('ann@acme.example');
    const whole = { role: 'requester', requester: 'bob@acme.example', organisation: 'acme' };
    const bob = bearer((await aKey(api, whole)).secret);
    const ann = bearer((await aKey(api, { role: 'requester', requester: 'ann@acme.example' })).secret);
    await api.post(`/v1/tickets/${id}/replies`, { body: 'And the export is slow.' }, ann);
    await api.post(`/v1/tickets/${id}/replies`, { body: 'The invoice is wrong, too.' }, bob);
    const split = async (seq: number) =>
      (await api.post(`/v1/tickets/${id}/split`, { agent: 't1-ada', messages: [seq] })).body;
    const [own, other] = [await split(2), await split(3)];
    assert.deepEqual(
      [own, other].map(({ requester, organisation }) => [requester, organisation]),
      [
        ['ann@acme.example', 'acme'],
        ['bob@acme.example', undefined],
      ],
    );
  });

  it('let a key see the whole organisation, where it says so, and no other', async () => {
    await putAcme();
    const [mine, colleague, foreign] = [
      await open('ann@acme.example'),
      await open('bob@acme.example'),
      await open('eve@else.example'),
    ];
    const ann = { role: 'requester', requester: 'ann@acme.example' };
    const own = bearer((await aKey(api, ann)).secret);
    const whole = bearer((await aKey(api, { ...ann, organisation: 'acme' })).secret);
    const sees = async (key: object) => {
      const list = await api.get<{ items: TicketView[] }>('/v1/tickets', { ...key });
      const reads = [mine, colleague, foreign].map(
        async ({ id }) => (await api.get(`/v1/tickets/${id}`, { ...key })).status,
      );
      return [list.body.items.length, ...(await Promise.all(reads))];
    };
    assert.deepEqual(await sees(own), [1, 200, 404, 404]);
    assert.deepEqual(await sees(whole), [2, 200, 200, 404]);
    const list = await api.get<{ items: TicketView[] }>('/v1/tickets?requester=eve@else.example', whole);
    assert.deepEqual(list.body.items, []);
    // What is said to a colleague's ticket is said by the one who says it.
    await api.post(`/v1/tickets/${colleague.id}/replies`, { body: 'We all have it.' }, whole);
    const { body } = await api.get<{ items: { author: object }[] }>(`/v1/tickets/${colleague.id}/messages`);
    assert.deepEqual(body.items.at(-1)?.author, { kind: 'requester', id: 'ann@acme.example' });
  });

  it('are listed page by page, and found by address and organisation', async () => {
    await putAcme();
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await api.post('/v1/requesters', {
        email: `${name}@x.example`,
        ...(name < 'c' && { organisation: 'acme' }),
      });
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page = await requesters(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ email }) => email.slice(0, 1)));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ['e', 'd', 'c', 'b', 'a']);
    const [found] = (await requesters('email=B@x.example')).items;
    assert.deepEqual((await api.get<RequesterView>(`/v1/requesters/${found?.id}`)).body, found);
    assert.equal((await requesters('organisation=acme')).items.length, 2);
    const unknown = await api.post<Problem>('/v1/requesters', { email: 'q@x.example', organisation: 'none' });
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-organisation']);
    const organisations = await api.get<{ items: OrganisationView[]; nextCursor?: string }>(
      '/v1/organisations?limit=1',
    );
    assert.deepEqual([organisations.body.items[0]?.id, organisations.body.nextCursor], ['acme', 'acme']);
  });

  for (const [what, path, body, field] of [
    [
      'a domain of another form',
      '/v1/organisations/acme',
      { name: 'A', domains: ['no domain'] },
      'domains.0',
    ],
    ['an id of another form', '/v1/organisations/A%20B', { name: 'A' }, 'organisation'],
    ['no name', '/v1/organisations/acme', {}, 'name'],
    ['an unknown field', '/v1/organisations/acme', { name: 'A', tier: 'T3' }, 'tier'],
    ['an address of another form', '/v1/requesters', { email: 'nobody' }, 'email'],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const answer = await api.post<Problem>(path, body);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, field]);
    });
  }
});
