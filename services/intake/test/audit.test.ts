import assert from 'node:assert/strict';

import type { EventView } from '@tierline/contracts';

import { aKey, bearer, NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

interface Entry {
  readonly action: string;
  readonly target: string;
  readonly by?: { readonly keyId: string; readonly name: string; readonly role: string };
}

describe('the audit', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  /** A page of it, without what Tierline did by itself when it started: it read its policy. */
  async function entries(query = ''): Promise<{ items: readonly Entry[]; nextCursor?: string }> {
    const { body } = await api.get<{ items: Entry[]; nextCursor?: string }>(`/v1/audit?${query}`);
    return { ...body, items: body.items.filter(({ by }) => by !== undefined) };
  }

  it("records every write that is no ticket's, once, with who asked for it and no secret", async () => {
    const crm = await aKey(api, { role: 'service', name: 'CRM' });
    const asCrm = bearer(crm.secret);
    await api.post('/v1/organisations/acme', { name: 'Acme', domains: ['acme.example'] }, asCrm);
    await api.post('/v1/organisations/acme', { name: 'Acme Ltd' }, asCrm);
    await api.post('/v1/requesters', { email: 'ann@acme.example' }, asCrm);
    // While one is under way, that is the answer.
    for (let twice = 0; twice < 2; twice += 1) await api.post('/v1/models', {});
    // What changes nothing is no write.
    await api.post('/v1/organisations/acme', {}, asCrm);
    for (let twice = 0; twice < 2; twice += 1) await api.post(`/v1/keys/${crm.id}/revoke`);
    await api.post('/v1/deliveries/redeliver', { id: `${'f'.repeat(24)}/000001@crm` });

    const { items } = await entries();
    const people = (await api.get<{ items: { id: string }[] }>('/v1/requesters')).body.items;
    assert.deepEqual(
      items.map(({ action, target, by }) => [action, target, by?.name, by?.role]),
      [
        ['key.revoked', `keys/${crm.id}`, 'ADMIN_KEY', 'admin'],
        ['model.requested', 'models/1', 'ADMIN_KEY', 'admin'],
        ['requester.created', `requesters/${people[0]?.id}`, 'CRM', 'service'],
        ['organisation.changed', 'organisations/acme', 'CRM', 'service'],
        ['organisation.created', 'organisations/acme', 'CRM', 'service'],
        ['key.created', `keys/${crm.id}`, 'ADMIN_KEY', 'admin'],
      ],
    );
    assert.equal(items[2]?.by?.keyId, crm.id);
    const text = JSON.stringify(await api.real.ticketing.database.audit.find().toArray());
    for (const secret of [crm.secret.split('_')[2] ?? '', 'ann@acme.example'])
      assert.ok(!text.includes(secret));
  });

  it('has neither a write without its record nor a record without its write', async () => {
    const { database } = api.real.ticketing;
    // The record cannot be written: then the organisation is not either.
    await database.audit.createIndex({ action: 1 }, { unique: true, name: 'in-the-way' });
    const put = (id: string) => api.post(`/v1/organisations/${id}`, { name: id });
    assert.equal((await put('one')).status, 200);
    assert.notEqual((await put('two')).status, 200);
    assert.equal((await api.get('/v1/organisations/two')).status, 404);
    assert.equal((await entries()).items.length, 1);
  });

  it('is read newest first, page by page', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await api.post(`/v1/organisations/${id}`, { name: id });
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page = await entries(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ target }) => target.slice(-1)));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ['e', 'd', 'c', 'b', 'a']);
  });

  it("of a ticket is its events: each has the key's identity as its actor, and the key", async () => {
    const { id } = await routedTicket(api);
    const ada = await aKey(api, { role: 'T1', agent: 't1-ada' });
    const customer = await aKey(api, { role: 'requester', requester: NEW_TICKET.requester });
    await api.post('/v1/agents/t1-ada/claim', undefined, bearer(ada.secret));
    await api.post(`/v1/tickets/${id}/replies`, { body: 'Which page?' }, bearer(ada.secret));
    await api.post(`/v1/tickets/${id}/replies`, { body: 'The first.' }, bearer(customer.secret));
    const { body } = await api.get<{ items: EventView[] }>(`/v1/tickets/${id}/events`);
    assert.deepEqual(
      body.items.slice(1).map(({ kind, actor, via }) => [kind, actor.id, via]),
      [
        ['ticket.routed', 'test', undefined],
        ['ticket.claimed', 't1-ada', ada.id],
        ['message.added', 't1-ada', ada.id],
        ['message.added', NEW_TICKET.requester, customer.id],
      ],
    );
    // The environment's admin key has an id as well.
    assert.match(body.items[0]?.via ?? '', /^[0-9a-f]{24}$/);
  });
});
