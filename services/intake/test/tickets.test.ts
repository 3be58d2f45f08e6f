import assert from 'node:assert/strict';

import { type messageView, type Problem, ticketView, type TicketView } from '@tierline/contracts';
import type { TicketId } from '@tierline/domain';
import { eventually } from '@tierline/testkit';
import { z } from 'zod';

import { NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

describe('the ticket API', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const opened = (fields = {}) => routedTicket(api, fields);

  it('opens a ticket with its promises', async () => {
    const { status, headers, body } = await api.post('/v1/tickets', {
      ...NEW_TICKET,
      priority: 'high',
      tags: ['vip'],
    });
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `/v1/tickets/${body.id}`);
    assert.equal(ticketView.parse(body).status, 'new');
    assert.equal(body.clocks.firstResponse?.targetSeconds, 3600);
    assert.deepEqual((await api.get(`/v1/tickets/${body.id}`)).body, body);
  });

  it('finds the first ticket of an idempotency key, and refuses the key for another body', async () => {
    const key = { 'idempotency-key': 'order-66' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post('/v1/tickets', NEW_TICKET, key)),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 19);
    const other = await api.post<Problem>('/v1/tickets', { ...NEW_TICKET, subject: 'Something else' }, key);
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
  });

  it('takes a ticket through its life', async () => {
    const { id } = await opened();
    const claimed = await api.post('/v1/agents/t1-ada/claim');
    assert.deepEqual([claimed.body.id, claimed.body.holder, claimed.body.tier], [id, 't1-ada', 'T1']);

    const asked = await api.post(`/v1/tickets/${id}/replies`, {
      author: { kind: 'agent', id: 't1-ada' },
      body: 'Which address?',
      ask: true,
    });
    assert.deepEqual(
      [asked.body.status, asked.body.clocks.firstResponse?.state, asked.body.clocks.resolution?.state],
      ['pending', 'met', 'paused'],
    );
    const answered = await api.post(`/v1/tickets/${id}/replies`, {
      author: { kind: 'requester' },
      body: 'customer@example.com',
    });
    assert.deepEqual([answered.body.status, answered.body.holder], ['open', undefined]);

    await api.post('/v1/agents/t1-ada/claim');
    const note = { seen: 'No mail leaves.', tried: 'Resent it.', why: 'The mail gateway is a T2 matter.' };
    const escalated = await api.post(`/v1/tickets/${id}/escalate`, {
      agent: 't1-ada',
      reason: 'needs-access',
      note,
    });
    assert.deepEqual(
      [escalated.body.tier, escalated.body.escalations, escalated.body.stays.length],
      ['T2', 1, 2],
    );

    await api.post('/v1/agents/t2-cleo/claim');
    const solved = await api.post(`/v1/tickets/${id}/solve`, {
      agent: 't2-cleo',
      answer: 'Fixed, please try again.',
    });
    assert.deepEqual(
      [solved.body.status, solved.body.clocks.resolution?.state, solved.body.clocks.tier?.state],
      ['solved', 'met', 'met'],
    );

    const reopened = await api.post(`/v1/tickets/${id}/replies`, {
      author: { kind: 'requester' },
      body: 'Still nothing.',
    });
    assert.deepEqual(
      [reopened.body.status, reopened.body.reopens, reopened.body.solvedAt],
      ['open', 1, undefined],
    );

    const { body } = await api.get<{ items: z.output<typeof messageView>[] }>(`/v1/tickets/${id}/messages`);
    assert.deepEqual(
      body.items.map(({ author, visibility }) => [author.kind, visibility]),
      [
        ['requester', 'public'],
        ['agent', 'public'],
        ['requester', 'public'],
        ['agent', 'internal'],
        ['agent', 'public'],
        ['requester', 'public'],
      ],
    );
    assert.match(body.items[3]?.body ?? '', /No mail leaves/);
  });

  it('answers 204 when nothing waits, and 409 when hands are full', async () => {
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).status, 204);
    for (const subject of ['one', 'two', 'three']) await opened({ subject });
    for (let held = 0; held < 2; held += 1)
      assert.equal((await api.post('/v1/agents/t1-ada/claim')).status, 200);
    const full = await api.post<Problem>('/v1/agents/t1-ada/claim');
    assert.deepEqual([full.status, full.body.code], [409, 'at-capacity']);
  });

  it('lists tickets newest first, page by page, filtered', async () => {
    const ids: TicketId[] = [];
    for (const subject of ['a', 'b', 'c', 'd', 'e']) ids.unshift((await opened({ subject })).id as TicketId);
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.get<{ items: TicketView[]; nextCursor?: string }>(
        `/v1/tickets?limit=2${query}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    assert.deepEqual(seen, ids);
    await api.post('/v1/agents/t1-ada/claim');
    const count = async (query: string) =>
      (await api.get<{ items: TicketView[] }>(`/v1/tickets?${query}`)).body.items.length;
    assert.deepEqual(
      await Promise.all(['holder=t1-ada', 'status=open', 'status=solved', 'tier=T1', 'tier=T2'].map(count)),
      [1, 5, 0, 5, 0],
    );
  });

  it('describes itself', async () => {
    const document = await api.get<{ openapi: string }>('/openapi.json');
    assert.equal(document.body.openapi, '3.1.0');
    const page = await fetch(`${api.url}/docs`);
    assert.match(await page.text(), /swagger-ui-bundle/);
    for (const path of [
      '/docs/init.js',
      '/docs/assets/swagger-ui-bundle.js',
      '/docs/assets/swagger-ui.css',
    ]) {
      const asset = await fetch(`${api.url}${path}`);
      await asset.arrayBuffer();
      assert.equal(asset.status, 200, path);
    }
    const agents = await api.get<{ items: { id: string; tier: string }[] }>('/v1/agents');
    assert.deepEqual(agents.body.items[0], {
      id: 't1-ada',
      name: 'Ada',
      tier: 'T1',
      capacity: 2,
      load: 0,
      skills: {},
      presence: 'offline',
      onShift: true,
    });
  });

  it('counts what it accepted', async () => {
    await api.post('/v1/tickets', NEW_TICKET);
    await eventually(async () => {
      const text = await api.real.registry.metrics();
      assert.match(text, /tierline_tickets_accepted_total\{channel="api",priority="normal"\} 1/);
      assert.match(
        text,
        /tierline_http_requests_total\{method="POST",route="\/v1\/tickets",status="2xx"\} 1/,
      );
    });
  });
});
