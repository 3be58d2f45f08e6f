import assert from 'node:assert/strict';

import type { Problem, TicketView } from '@tierline/contracts';

import { ADMIN, aKey, bearer, type RealApi, realApi, routedTicket } from './real-api.ts';

interface Message {
  readonly body: string;
  readonly author: { readonly id: string };
}

const ADA = { agent: 't1-ada' };
const CUSTOMER = { kind: 'requester' };

describe('a merge of the tickets of two customers', () => {
  let api: RealApi;
  let source: string;
  let target: string;
  let ann: Record<string, string>;
  let bob: Record<string, string>;
  beforeEach(async () => {
    api = await realApi();
    const key = async (requester: string) =>
      bearer((await aKey(api, { role: 'requester', requester })).secret);
    [ann, bob] = [await key('ann@example.com'), await key('bob@example.com')];
    source = await ticket({ requester: 'ann@example.com', description: 'A secret.' });
    target = await ticket({ requester: 'bob@example.com', subject: 'No mail' });
    await merge(source, target);
  });

  afterEach(() => api[Symbol.asyncDispose]());

  const act = <T = TicketView>(id: string, action: string, body: unknown, headers = {}) =>
    api.post<T>(`/v1/tickets/${id}/${action}`, body, headers);
  const ticket = async (fields = {}) => (await routedTicket(api, fields)).id;
  const merge = (id: string, into: string) => act(id, 'merge', { ...ADA, into });
  const messages = async (id: string, who: Record<string, string> = ADMIN) =>
    (await api.get<{ items: Message[] }>(`/v1/tickets/${id}/messages`, who)).body.items;
  const said = async (who: Record<string, string>) => (await messages(target, who)).map(({ body }) => body);

  it('shows the one who had the other ticket nothing of the case that was merged into it', async () => {
    await act(source, 'replies', { body: 'Another secret.' }, ann);
    await act(target, 'replies', { body: 'A third one.' }, ann);
    assert.equal((await messages(target)).length, 4);
    assert.deepEqual(await said(bob), ['The reset mail never comes.']);
    const refused = await act<Problem>(target, 'merge', { ...ADA, into: source }, bob);
    assert.equal(refused.status, 403);
    assert.equal((await api.get(`/v1/tickets/${source}`, bob)).status, 404);
  });

  it('lets the one whose ticket was merged read and answer the one that goes on, as its customers see it', async () => {
    const own = await api.get(`/v1/tickets/${source}`, ann);
    assert.equal(own.body.mergedInto, target);
    const seen = await api.get(`/v1/tickets/${target}`, ann);
    assert.deepEqual(
      [seen.status, seen.body.subject, seen.body.participants, seen.body.routing, seen.body.stays],
      [200, 'No mail', undefined, undefined, []],
    );
    const listed = await api.get<{ items: TicketView[] }>('/v1/tickets', ann);
    assert.deepEqual(
      listed.body.items.map(({ id }) => id),
      [target, source],
    );
    const note = { author: { kind: 'agent', id: 't1-ada' }, body: 'Hm.', visibility: 'internal' };
    await act(target, 'replies', note);
    const late = await act(source, 'replies', { body: 'Late.' }, ann);
    assert.deepEqual([late.status, late.body.id], [200, target]);
    const there = await act(target, 'replies', { body: 'There.' }, ann);
    assert.deepEqual([there.status, there.body.id], [200, target]);
    assert.deepEqual(await said(ann), ['A secret.', 'The reset mail never comes.', 'Late.', 'There.']);
    const authors = (await messages(target)).map(({ author }) => author.id);
    assert.deepEqual(authors.slice(-2), ['ann@example.com', 'ann@example.com']);
    assert.equal((await api.get(`/v1/tickets/${target}/events`, ann)).status, 403);
  });

  it('shows neither of them what a third one wrote whose ticket was merged as well', async () => {
    const third = await ticket({ requester: 'cy@example.com', description: 'A third secret.' });
    await merge(third, target);
    await act(third, 'replies', { author: CUSTOMER, body: 'And more of it.' });
    assert.deepEqual(await said(ann), ['A secret.', 'The reset mail never comes.']);
    assert.deepEqual(await said(bob), ['The reset mail never comes.']);
    assert.equal((await api.get(`/v1/tickets/${third}`, ann)).status, 404);
  });

  it('shows each of them their own files and those of support', async () => {
    const add = async (name: string, query: string, who = {}) => {
      const answer = await fetch(`${api.url}/v1/tickets/${target}/attachments?name=${name}${query}`, {
        method: 'POST',
        headers: { ...ADMIN, 'content-type': 'text/plain', ...who },
        body: 'Words.',
      });
      assert.equal(answer.status, 201, await answer.clone().text());
      return ((await answer.json()) as { id: string }).id;
    };
    await api.post('/v1/agents/t1-ada/claim');
    const files = [
      await add('ann.txt', '', ann),
      await add('bob.txt', '', bob),
      await add('ada.txt', '&agent=t1-ada&visibility=public'),
      await add('log.txt', '&agent=t1-ada&visibility=internal'),
    ];
    const path = `/v1/tickets/${target}/attachments`;
    const names = async (who: Record<string, string>) =>
      (await api.get<{ items: { name: string }[] }>(path, who)).body.items.map(({ name }) => name);
    assert.deepEqual(await names(ann), ['ann.txt', 'bob.txt', 'ada.txt']);
    assert.deepEqual(await names(bob), ['bob.txt', 'ada.txt']);
    assert.equal((await api.get(`${path}/${files[0]}`, bob)).status, 404);
  });

  it("opens the writer's own follow-up once the ticket that goes on is closed", async () => {
    await api.real.ticketing.database.tickets.updateOne(
      { _id: target },
      { $set: { state: { kind: 'closed', since: 0, by: 't1-ada' } as never } },
    );
    const again = (who: Record<string, string>) => act(target, 'replies', { body: 'It is back.' }, who);
    const [hers, his] = [await again(ann), await again(bob)];
    assert.deepEqual(
      [hers, his].map(({ body }) => [body.followUpOf, body.requester, body.subject]),
      [
        [target, 'ann@example.com', 'Re: Cannot log in'],
        [target, 'bob@example.com', 'Re: No mail'],
      ],
    );
    assert.equal((await again(ann)).body.id, hers.body.id);
  });
});
