import assert from 'node:assert/strict';

import { type DeliveryView, type Problem, ROUTES } from '@tierline/contracts';
import { type DeliveryOutcome, dueDeliveries, recordDelivery, takeDelivery } from '@tierline/store';
import { aPolicy, eventually } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi } from './real-api.ts';

// No notifier runs here: the tests say how attempts go.
const WEBHOOKS = `webhooks:
  - { id: crm, url: 'http://127.0.0.1:1/', events: [ticket.opened], secretEnv: CRM_SECRET }
  - { id: chat, url: 'http://127.0.0.1:1/', events: [ticket.opened], secretEnv: CHAT_SECRET }
`;

interface Page {
  readonly items: readonly DeliveryView[];
  readonly nextCursor?: string;
}

describe('the delivery log', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi(aPolicy(WEBHOOKS));
  });
  afterEach(() => api[Symbol.asyncDispose]());

  /** Opens tickets, one after the other; resolves with their ids once the log has their deliveries. */
  async function opened(count: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let ticket = 0; ticket < count; ticket += 1)
      ids.push((await api.post('/v1/tickets', NEW_TICKET)).body.id);
    await eventually(async () =>
      assert.equal(await api.real.ticketing.database.deliveries.countDocuments(), 2 * count),
    );
    return ids;
  }

  async function attempted(id: string, outcome: DeliveryOutcome): Promise<void> {
    const { database } = api.real.ticketing;
    await recordDelivery(database, (await takeDelivery(database, id, 30_000)) ?? assert.fail(), outcome);
  }

  const list = async (query = '') => (await api.get<Page>(`/v1/deliveries?${query}`)).body;
  const redeliver = async (id: unknown) => api.post('/v1/deliveries/redeliver', { id });

  it('is read newest first, page by page', async () => {
    const tickets = await opened(5);
    const seen: DeliveryView[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(`limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      assert.deepEqual(ROUTES.listDeliveries.response.parse(page), page);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.equal(new Set(seen.map(({ id }) => id)).size, 10);
    const times = seen.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, times.toSorted().toReversed());
    assert.deepEqual(
      seen.map(({ eventId, endpoint }) => `${eventId} ${endpoint}`).toSorted(),
      tickets.flatMap((id) => [`${id}/000001 chat`, `${id}/000001 crm`]).toSorted(),
    );
  });

  it('tells how each delivery stands, and finds them by state and webhook', async () => {
    const [ticket] = await opened(1);
    await attempted(`${ticket}/000001@crm`, { kind: 'delivered', result: 'HTTP 204' });
    const [crm] = (await list('state=delivered')).items;
    assert.ok(crm?.deliveredAt);
    assert.deepEqual(crm, {
      id: `${ticket}/000001@crm`,
      eventId: `${ticket}/000001`,
      endpoint: 'crm',
      state: 'delivered',
      attempts: 1,
      createdAt: crm.createdAt,
      deliveredAt: crm.deliveredAt,
      lastResult: 'HTTP 204',
    });
    const [chat] = (await list('state=pending&endpoint=chat')).items;
    assert.deepEqual([chat?.attempts, chat?.nextAttemptAt], [0, chat?.createdAt]);
    const count = async (query: string) => (await list(query)).items.length;
    assert.deepEqual(
      await Promise.all(['endpoint=crm', 'state=failed', 'state=pending&endpoint=crm', ''].map(count)),
      [1, 0, 0, 2],
    );
  });

  it('has a failed delivery sent again', async () => {
    const [ticket] = await opened(1);
    const id = `${ticket}/000001@crm`;
    await attempted(id, { kind: 'failed', result: 'HTTP 410' });
    const { database } = api.real.ticketing;
    assert.ok(!(await dueDeliveries(database, 10)).includes(id));

    const { status, body } = await redeliver(id);
    assert.equal(status, 200);
    const delivery = ROUTES.redeliver.response.parse(body);
    assert.deepEqual([delivery.state, delivery.attempts, delivery.lastResult], ['pending', 1, 'HTTP 410']);
    assert.deepEqual((await list('endpoint=crm')).items, [delivery]);
    assert.ok((await dueDeliveries(database, 10)).includes(id));
  });

  it('is asked to send again once per key, whatever became of it meanwhile', async () => {
    const [first, second] = await opened(2);
    const [id, other] = [`${first}/000001@crm`, `${second}/000001@crm`];
    const failed = { kind: 'failed', result: 'HTTP 410' } as const;
    await attempted(id, failed);
    await attempted(other, failed);
    const ask = (which: string) =>
      api.post<DeliveryView>('/v1/deliveries/redeliver', { id: which }, { 'idempotency-key': 'again' });
    const answers = await Promise.all([ask(id), ask(id), ask(id)]);
    for (const { status, body } of answers) assert.deepEqual([status, body.state], [200, 'pending']);
    const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    assert.equal(replayed.length, 2);
    await attempted(id, { kind: 'delivered', result: 'HTTP 204' });
    const late = await ask(id);
    assert.deepEqual([late.status, late.body.state, late.body.attempts], [200, 'delivered', 2]);
    assert.ok(!(await dueDeliveries(api.real.ticketing.database, 10)).includes(id));
    const { body: audit } = await api.get<{ items: { action: string; target: string }[] }>('/v1/audit');
    const asked = audit.items.filter(({ action }) => action === 'delivery.redelivered');
    assert.deepEqual(
      asked.map(({ target }) => target),
      [`deliveries/${id}`],
    );
    assert.equal((await redeliver(id)).status, 200);
    assert.equal((await ask(other)).status, 422);
  });

  it('refuses to send again what is pending, unknown, or no delivery', async () => {
    const [ticket] = await opened(1);
    const before = await list();
    const tries: readonly (readonly [unknown, number, Problem['code']])[] = [
      [`${ticket}/000001@crm`, 409, 'already-pending'],
      [`${ticket}/000002@crm`, 404, 'unknown-delivery'],
      [`${ticket}/000001`, 400, 'invalid-request'],
      [{ $ne: null }, 400, 'invalid-request'],
      [undefined, 400, 'invalid-request'],
    ];
    for (const [id, status, code] of tries) {
      const answer = await api.post<Problem>('/v1/deliveries/redeliver', { id });
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      if (status === 400) assert.equal(answer.body.errors?.[0]?.field, 'id');
    }
    assert.deepEqual(await list(), before);
  });

  for (const [query, field] of [
    ['state=lost', 'state'],
    ['state[$ne]=failed', 'state[$ne]'],
    ['endpoint=$where', 'endpoint'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['cursor=7', 'cursor'],
    [`cursor=1772442000000.${'0'.repeat(24)}.000001`, 'cursor'],
    ['sort=age', 'sort'],
  ]) {
    it(`refuses the query ${query}`, async () => {
      const answer = await api.get<Problem>(`/v1/deliveries?${query}`);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, field]);
    });
  }
});
