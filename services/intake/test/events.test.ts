import assert from 'node:assert/strict';

import { type EventView, type Problem, ROUTES } from '@tierline/contracts';
import { eventually } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi } from './real-api.ts';

describe('the history of a ticket', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  const history = async (id: string) => api.get<{ items: readonly EventView[] }>(`/v1/tickets/${id}/events`);

  it('has every change, oldest first, with who made it and its facts', async () => {
    const { body: ticket } = await api.post('/v1/tickets', { ...NEW_TICKET, priority: 'high' });
    await api.post(`/v1/tickets/${ticket.id}/replies`, { author: { kind: 'requester' }, body: 'Hello?' });
    const { status, body } = await history(ticket.id);
    assert.equal(status, 200);
    assert.deepEqual(ROUTES.listEvents.response.parse(body), body);
    const actor = { kind: 'requester', id: NEW_TICKET.requester };
    assert.deepEqual(
      body.items.map((event) => [event.seq, event.kind, event.actor]),
      [
        [1, 'ticket.opened', actor],
        [2, 'message.added', actor],
      ],
    );
    const [opened, added] = body.items;
    assert.equal(opened?.at, ticket.openedAt);
    assert.deepEqual([opened?.data['priority'], opened?.data['subject']], ['high', NEW_TICKET.subject]);
    assert.deepEqual([added?.data['body'], added?.data['visibility']], ['Hello?', 'public']);
    for (const { data } of body.items)
      for (const field of ['_id', 'recordedAt', 'ticketId', 'seq', 'at', 'actor', 'kind'])
        assert.ok(!(field in data), field);
  });

  it('is the same whether its end waits in the outbox or is published', async () => {
    const { tickets } = api.real.ticketing.database;
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    const early = await history(ticket.id);
    await eventually(async () => assert.deepEqual((await tickets.findOne({ _id: ticket.id }))?.outbox, []));
    assert.deepEqual((await history(ticket.id)).body, early.body);
  });

  it('comes in pages, of which none repeats or skips one, while more happens', async () => {
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    const say = (n: number) =>
      api.post(`/v1/tickets/${ticket.id}/replies`, { author: { kind: 'requester' }, body: `Line ${n}` });
    for (let n = 0; n < 5; n += 1) await say(n);
    for (const list of ['events', 'messages']) {
      const seqs: number[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const { body: page }: { body: { items: { seq: number }[]; nextCursor?: string } } = await api.get(
          `/v1/tickets/${ticket.id}/${list}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        assert.ok(page.items.length <= 2);
        seqs.push(...page.items.map(({ seq }) => seq));
        if (seqs.length === 4) await say(9);
        cursor = page.nextCursor;
      }
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => index + 1),
        list,
      );
      assert.equal(seqs.length, list === 'events' ? 7 : 8);
    }
  });

  it('names the messages among many other events', async () => {
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    for (let n = 0; n < 12; n += 1)
      await api.post(`/v1/tickets/${ticket.id}/update`, { agent: 't1-ada', subject: `Subject ${n}` });
    await api.post(`/v1/tickets/${ticket.id}/replies`, { author: { kind: 'requester' }, body: 'Hello?' });
    const { body } = await api.get<{ items: { seq: number }[]; nextCursor?: string }>(
      `/v1/tickets/${ticket.id}/messages?limit=2`,
    );
    assert.deepEqual(
      body.items.map(({ seq }) => seq),
      [1, 14],
    );
    const rest = await api.get<{ items: unknown[] }>(
      `/v1/tickets/${ticket.id}/messages?cursor=${body.nextCursor}`,
    );
    assert.deepEqual(rest.body, { items: [] });
  });

  it('is refused for an unknown ticket and for an id of another form', async () => {
    const unknown = await api.get<Problem>(`/v1/tickets/${'f'.repeat(24)}/events`);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-ticket']);
    const broken = await api.get<Problem>('/v1/tickets/7/events');
    assert.deepEqual([broken.status, broken.body.errors?.[0]?.field], [400, 'id']);
    const cursor = await api.get<Problem>(`/v1/tickets/${'f'.repeat(24)}/events?cursor=-1`);
    assert.deepEqual([cursor.status, cursor.body.errors?.[0]?.field], [400, 'cursor']);
  });
});
