import assert from 'node:assert/strict';

import type { EventView, Problem, TicketView } from '@tierline/contracts';
import { aPolicy } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

const FIELDS = `fields:
  - { name: region, label: Region, type: choice, options: [eu, us], required: create }
  - { name: order, type: text, maxLength: 10 }
  - { name: seats, type: number }
  - { name: trial, type: boolean }
  - { name: due-on, type: date }
  - { name: cause, type: text, required: solve }
`;
const ADA = { agent: 't1-ada' };

describe('what a ticket says of itself, through the API', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi(aPolicy(FIELDS));
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const inEurope = { fields: { region: 'eu' } };
  const update = <T = TicketView>(id: string, body: object, headers = {}) =>
    api.post<T>(`/v1/tickets/${id}/update`, { ...ADA, ...body }, headers);

  it('is changed by any agent, and the history tells from what to what', async () => {
    const { id } = await routedTicket(api, { ...inEurope, plan: 'pro', tags: ['vip'] });
    const { status, body } = await update(id, {
      agent: 't2-cleo',
      subject: 'Still cannot log in',
      plan: null,
      tags: { add: ['login'], remove: ['vip'] },
      fields: { region: 'us', seats: 3, trial: true, 'due-on': '2026-03-31' },
    });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.subject, body.plan, body.tags, body.fields],
      [
        'Still cannot log in',
        undefined,
        ['login'],
        { region: 'us', seats: 3, trial: true, 'due-on': '2026-03-31' },
      ],
    );
    const { body: history } = await api.get<{ items: EventView[] }>(`/v1/tickets/${id}/events`);
    const { kind, actor, data } = history.items.at(-1) ?? assert.fail();
    assert.deepEqual([kind, actor], ['ticket.updated', { kind: 'agent', id: 't2-cleo' }]);
    assert.deepEqual(data['changes'], {
      subject: { from: 'Cannot log in', to: 'Still cannot log in' },
      plan: { from: 'pro' },
      tags: { from: ['vip'], to: ['login'] },
      fields: {
        region: { from: 'eu', to: 'us' },
        seats: { to: 3 },
        trial: { to: true },
        'due-on': { to: '2026-03-31' },
      },
    });
  });

  it('gives the promises of another priority at once', async () => {
    const { id } = await routedTicket(api, inEurope);
    const { body } = await update(id, { priority: 'urgent' });
    const { resolution, firstResponse } = body.clocks;
    assert.deepEqual([resolution?.targetSeconds, firstResponse?.targetSeconds], [4 * 3600, 900]);
    const due = Date.parse(resolution?.dueAt ?? '') - Date.parse(body.openedAt);
    // What was spent counts: due four hours after the opening, not after the change.
    assert.equal(due, 4 * 3_600_000);
  });

  it('is changed once under one key, and only on the version that was read', async () => {
    const { id } = await routedTicket(api, inEurope);
    const key = { 'idempotency-key': 'k-1' };
    const first = await update(id, { tags: { add: ['a'] } }, key);
    const second = await update(id, { tags: { add: ['a'] } }, key);
    assert.deepEqual(
      [second.body.version, second.headers.get('idempotent-replayed')],
      [first.body.version, 'true'],
    );
    const stale = await update<Problem>(id, { subject: 'Late' }, { 'if-match': '"1"' });
    assert.deepEqual([stale.status, stale.body.code], [409, 'stale-version']);
  });

  it('is listed by tag and by custom field', async () => {
    const { body: ticket } = await api.post('/v1/tickets', {
      ...NEW_TICKET,
      tags: ['list-me'],
      fields: { region: 'eu', order: 'A 7&b' },
    });
    for (const query of ['tag=list-me', `field=${encodeURIComponent('order:A 7&b')}`]) {
      const { body } = await api.get<{ items: TicketView[] }>(`/v1/tickets?${query}`);
      assert.deepEqual(
        body.items.map(({ id }) => id),
        [ticket.id],
      );
    }
  });

  it('has every field that the policy requires before it is solved', async () => {
    const { id } = await routedTicket(api, inEurope);
    await api.post('/v1/agents/t1-ada/claim');
    const refused = await api.post<Problem>(`/v1/tickets/${id}/solve`, ADA);
    assert.deepEqual([refused.status, refused.body.code], [409, 'missing-fields']);
    await update(id, { fields: { cause: 'expired link' } });
    assert.equal((await api.post(`/v1/tickets/${id}/solve`, ADA)).body.status, 'solved');
  });

  const wrong: readonly (readonly [what: string, fields: object, field: string, message: RegExp])[] = [
    ['a field that the policy has not', { colour: 'red' }, 'fields.colour', /region, order/],
    ['another option', { region: 'mars' }, 'fields.region', /eu, us/],
    ['text that is too long', { order: 'x'.repeat(11) }, 'fields.order', /10 characters/],
    ['text for a number', { seats: '3' }, 'fields.seats', /number/],
    ['a number for true or false', { trial: 1 }, 'fields.trial', /true or false/],
    ['a day that never was', { 'due-on': '2026-02-30' }, 'fields.due-on', /2026-03-02/],
  ];
  for (const [what, fields, field, message] of wrong) {
    it(`refuses ${what}, naming the field, in a new ticket and in an update`, async () => {
      const { id } = await routedTicket(api, inEurope);
      const { body: opened } = await api.post<Problem>('/v1/tickets', {
        ...NEW_TICKET,
        fields: { region: 'eu', ...fields },
      });
      const { body: updated } = await update<Problem>(id, { fields });
      for (const { status, code, errors } of [opened, updated]) {
        assert.deepEqual(
          [status, code, errors?.map((error) => error.field)],
          [400, 'invalid-request', [field]],
        );
        assert.match(errors?.[0]?.message ?? '', message);
      }
    });
  }

  it('refuses a new ticket without a field that is required', async () => {
    const { status, body } = await api.post<Problem>('/v1/tickets', NEW_TICKET);
    assert.deepEqual([status, body.errors?.[0]?.field], [400, 'fields.region']);
  });

  it('refuses an update that names nothing', async () => {
    const { id } = await routedTicket(api, inEurope);
    assert.equal((await update(id, {})).status, 400);
  });
});
