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

  it('is refused for an unknown ticket and for an id of another form', async () => {
    const unknown = await api.get<Problem>(`/v1/tickets/${'f'.repeat(24)}/events`);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-ticket']);
    const broken = await api.get<Problem>('/v1/tickets/7/events');
    assert.deepEqual([broken.status, broken.body.errors?.[0]?.field], [400, 'id']);
  });
});
