import assert from 'node:assert/strict';

import {
  type CheckView,
  parsePolicy,
  type Problem,
  type RepairView,
  type SlaView,
} from '@tierline/contracts';
import { eventually, policyText } from '@tierline/testkit';

import { aKey, bearer, NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

interface Repairs {
  readonly items: readonly RepairView[];
}

describe('the promises of a ticket, explained', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  const sla = async (id: string, headers = {}) => api.get<SlaView>(`/v1/tickets/${id}/sla`, headers);

  it('say what was promised by which policy, what is spent, and what they waited for', async () => {
    const { id } = await routedTicket(api);
    await api.post('/v1/agents/t1-ada/claim');
    await api.post(`/v1/tickets/${id}/replies`, {
      author: { kind: 'agent', id: 't1-ada' },
      body: 'Which page?',
      ask: true,
    });
    const { status, body, headers } = await sla(id);
    assert.equal(status, 200);
    const { body: ticket } = await api.get(`/v1/tickets/${id}`);
    assert.equal(headers.get('etag'), `"${ticket.version}"`);
    assert.deepEqual([body.ticket, body.version, body.status], [id, ticket.version, 'pending']);
    const states = body.clocks.map(({ clock, state, cycle }) => [clock, state, cycle]);
    assert.deepEqual(states, [
      ['firstResponse', 'met', 1],
      ['resolution', 'paused', 1],
      ['tier', 'paused', 1],
    ]);
    const resolution = body.clocks.find(({ clock }) => clock === 'resolution');
    const { policy, policyVersion, calendar, targetSeconds } = resolution?.promised ?? assert.fail();
    assert.deepEqual(
      [policy, policyVersion, calendar, targetSeconds],
      ['default', api.real.loaded.policy.version, 'always', 86_400],
    );
    assert.deepEqual(
      resolution?.spans.map(({ kind, reason, to }) => [kind, reason, to === undefined]),
      [
        ['counted', undefined, false],
        ['paused', 'pending: waiting for the customer', true],
      ],
    );
    assert.equal(resolution?.spentSeconds, ticket.clocks.resolution?.spentSeconds);
    assert.match(
      resolution?.words ?? '',
      /^Resolution: 24h promised \(policy default, version .*calendar always\)\./,
    );
  });

  it('is the same while its events wait in the outbox as when they are published', async () => {
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    const early = await sla(ticket.id);
    const { tickets } = api.real.ticketing.database;
    await eventually(async () => assert.deepEqual((await tickets.findOne({ _id: ticket.id }))?.outbox, []));
    const told = ({ body }: { body: SlaView }) =>
      body.clocks.map(({ clock, beganAt, dueAt }) => [clock, beganAt, dueAt]);
    assert.deepEqual(told(await sla(ticket.id)), told(early));
  });

  it('names the time zone of a calendar that has one', async () => {
    const text = policyText().replace('calendar: always', 'calendar: office');
    await using other = await realApi(parsePolicy(text));
    const { body: ticket } = await other.post('/v1/tickets', NEW_TICKET);
    const { body } = await other.get<SlaView>(`/v1/tickets/${ticket.id}/sla`);
    const told = body.clocks.map(({ promised: { calendar, zone } }) => [calendar, zone]);
    assert.deepEqual(told, [
      ['office', 'Europe/Berlin'],
      ['office', 'Europe/Berlin'],
    ]);
  });

  it('is not for customers, of their own ticket neither', async () => {
    const { body: ticket } = await api.post('/v1/tickets', NEW_TICKET);
    const { secret } = await aKey(api, { role: 'requester', requester: NEW_TICKET.requester });
    const refused = await api.get<Problem>(`/v1/tickets/${ticket.id}/sla`, bearer(secret));
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
  });

  it('is refused for an unknown ticket, and for one of which an event is missing', async () => {
    const unknown = await api.get<Problem>(`/v1/tickets/${'f'.repeat(24)}/sla`);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-ticket']);
    const { id } = await published(api);
    await api.real.ticketing.database.events.deleteOne({ _id: `${id}/000002` });
    const gap = await api.get<Problem>(`/v1/tickets/${id}/sla`);
    assert.deepEqual([gap.status, gap.body.code], [409, 'history-incomplete']);
    assert.match(gap.body.detail ?? '', /events 2 of/);
  });
});

/** A ticket of some events, all of them in the log. */
async function published(api: RealApi, says = 2): Promise<{ readonly id: string }> {
  const { id } = await routedTicket(api);
  for (let n = 0; n < says; n += 1)
    await api.post(`/v1/tickets/${id}/replies`, { author: { kind: 'requester' }, body: `Line ${n}` });
  const { tickets } = api.real.ticketing.database;
  await eventually(async () => assert.deepEqual((await tickets.findOne({ _id: id }))?.outbox, []));
  return { id };
}

describe('tickets compared with their events', () => {
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const check = async (body = {}, headers = {}) => api.post<CheckView>('/v1/sla/check', body, headers);
  const repair = async (tickets: readonly string[], headers = {}) =>
    api.post<Repairs>('/v1/sla/repair', { tickets }, headers);
  const tampered = async (id: string, set: object) => {
    const { matchedCount } = await api.real.ticketing.database.tickets.updateOne({ _id: id }, { $set: set });
    assert.equal(matchedCount, 1);
  };
  const metric = async (name: string) => {
    const text = await api.real.registry.metrics();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    );
  };

  it('are what these make of them, with events in the outbox and in the log', async () => {
    await published(api);
    await routedTicket(api, { priority: 'high', tags: ['a'] });
    await api.post('/v1/tickets', { ...NEW_TICKET, subject: 'A data breach' });
    const { status, body } = await check();
    assert.equal(status, 200);
    assert.deepEqual(body, { examined: 3, findings: [] });
    assert.equal(await metric('tierline_check_tickets_total'), 3);
  });

  it('are reported where they differ, with the paths, and stay as they are', async () => {
    const { id } = await published(api);
    const { body: before } = await api.get(`/v1/tickets/${id}`);
    await tampered(id, { 'clocks.resolution.spent': 7, priority: 'urgent', surprise: true });
    await api.real.ticketing.database.tickets.updateOne({ _id: id }, { $unset: { 'clocks.tier': '' } });
    for (let twice = 0; twice < 2; twice += 1) {
      const { body } = await check();
      const [finding] = body.findings;
      assert.deepEqual(
        [body.examined, body.findings.length, finding?.ticket, finding?.version, finding?.kind],
        [1, 1, id, before.version, 'different'],
      );
      const { differences = [] } = finding ?? {};
      assert.deepEqual(
        differences.map(({ path }) => path),
        ['clocks.resolution.spent', 'clocks.tier', 'priority', 'surprise'],
      );
      assert.deepEqual(
        [differences[0]?.stored, differences[0]?.derived, differences[2]?.stored, differences[2]?.derived],
        [7, 0, 'urgent', 'normal'],
      );
      assert.ok(!('stored' in (differences[1] ?? {})) && !('derived' in (differences[3] ?? {})));
    }
    assert.equal(await metric('tierline_check_differing_tickets_total{kind="different"}'), 2);
  });

  it('are repaired only by command, once, with a line in the audit', async () => {
    const { id } = await published(api);
    const { tickets } = api.real.ticketing.database;
    const stored = async () => {
      const { changedAt: _, ...rest } = (await tickets.findOne({ _id: id })) ?? assert.fail();
      return rest;
    };
    const right = await stored();
    await tampered(id, { 'clocks.resolution.spent': 7, fieldKeys: ['a:b'], surprise: true });
    await check();
    assert.notDeepEqual(await stored(), right);
    const { status, body } = await repair([id]);
    assert.equal(status, 200);
    assert.deepEqual(
      body.items.map(({ outcome, differences = [] }) => [outcome, differences.map(({ path }) => path)]),
      [['repaired', ['clocks.resolution.spent', 'fieldKeys', 'surprise']]],
    );
    assert.deepEqual(await stored(), right);
    assert.deepEqual((await check()).body.findings, []);
    assert.deepEqual((await repair([id])).body.items, [{ ticket: id, outcome: 'consistent' }]);
    const { body: audit } = await api.get<{ items: { action: string; target: string; detail?: string }[] }>(
      '/v1/audit',
    );
    assert.deepEqual(
      audit.items
        .filter(({ action }) => action === 'ticket.repaired')
        .map(({ target, detail }) => [target, detail]),
      [[`tickets/${id}`, 'clocks.resolution.spent, fieldKeys, surprise']],
    );
    assert.equal(await metric('tierline_check_repaired_tickets_total'), 1);
    const went = await api.post(`/v1/tickets/${id}/replies`, { author: { kind: 'requester' }, body: 'On.' });
    assert.equal(went.status, 200);
    assert.deepEqual((await check()).body.findings, []);
  });

  it('are repaired once by a request with a key, however often it comes', async () => {
    const { id } = await published(api);
    const keyed = { 'idempotency-key': 'r1' };
    await tampered(id, { reopens: 7 });
    assert.equal((await repair([id], keyed)).body.items[0]?.outcome, 'repaired');
    await tampered(id, { reopens: 8 });
    const again = await repair([id], keyed);
    assert.deepEqual(again.body.items, [{ ticket: id, outcome: 'repaired', repeated: true }]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal((await check()).body.findings.length, 1);
    const other = await api.post<Problem>('/v1/sla/repair', { tickets: [id, 'f'.repeat(24)] }, keyed);
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
  });

  it('of which an event is missing are reported as such, and not repaired', async () => {
    const { id } = await published(api);
    const { events, tickets } = api.real.ticketing.database;
    await events.deleteOne({ _id: `${id}/000003` });
    await tampered(id, { reopens: 7 });
    const { body } = await check();
    assert.deepEqual(body.findings, [{ ticket: id, version: 4, kind: 'incomplete', missing: [3] }]);
    assert.deepEqual((await repair([id])).body.items, [{ ticket: id, outcome: 'incomplete', missing: [3] }]);
    assert.equal((await tickets.findOne({ _id: id }))?.reopens, 7);
    assert.equal(await metric('tierline_check_differing_tickets_total{kind="incomplete"}'), 1);
    // The end of the log is missed as well.
    await events.deleteMany({ _id: { $in: [`${id}/000001`, `${id}/000004`] } });
    assert.deepEqual((await check()).body.findings[0]?.missing, [1, 3, 4]);
  });

  it('of a version before that of the log are told by their seq', async () => {
    const { id } = await published(api);
    await tampered(id, { seq: 2 });
    const { body } = await check();
    assert.deepEqual(body.findings[0]?.differences, [{ path: 'seq', stored: 2, derived: 4 }]);
    assert.equal((await repair([id])).body.items[0]?.outcome, 'repaired');
    assert.deepEqual((await check()).body.findings, []);
  });

  it('whose holder has another ticket in that slot by now are left to people', async () => {
    const one = await published(api);
    assert.equal((await api.post('/v1/agents/t1-ada/claim')).status, 200);
    await tampered(one.id, { state: { kind: 'waiting', since: 0 } });
    await api.real.ticketing.database.tickets.updateOne({ _id: one.id }, { $set: { tier: 'T3' } });
    const two = await routedTicket(api);
    const claimed = await api.post('/v1/agents/t1-ada/claim');
    assert.deepEqual([claimed.body.id, claimed.body.holder], [two.id, 't1-ada']);
    assert.deepEqual((await repair([one.id])).body.items, [{ ticket: one.id, outcome: 'slot-taken' }]);
  });

  it('come page by page, by id, only the open ones or those since where asked', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await routedTicket(api)).id);
    const [first = '', second = '', third] = ids;
    for (const id of ids) await tampered(id, { reopens: 7 });
    await tampered(first, { 'state.kind': 'closed' });
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { body }: { body: CheckView } = await check({ limit: 2, ...(cursor && { cursor }) });
      found.push(...body.findings.map(({ ticket }) => ticket));
      cursor = body.nextCursor;
      pages += 1;
    } while (cursor !== undefined);
    assert.deepEqual([found, pages], [ids, 3]);
    assert.equal((await check({ open: true })).body.examined, 4);
    const { body: opened } = await api.get(`/v1/tickets/${third}`);
    assert.equal((await check({ since: opened.openedAt })).body.examined, 3);
    assert.equal((await check({ cursor: second, limit: 1 })).body.findings[0]?.ticket, third);
    const unknown = await repair(['f'.repeat(24)]);
    assert.deepEqual(unknown.body.items, [{ ticket: 'f'.repeat(24), outcome: 'unknown' }]);
  });

  it('differ in nothing while they change all the time', async () => {
    const { id } = await published(api);
    const say = async () => {
      for (let n = 0; n < 15; n += 1)
        await api.post(`/v1/tickets/${id}/replies`, { author: { kind: 'requester' }, body: `Line ${n}` });
    };
    const over = new AbortController();
    const talking = Promise.all([say(), say()]).finally(() => over.abort());
    let checks = 0;
    while (!over.signal.aborted) {
      assert.deepEqual((await check()).body.findings, []);
      checks += 1;
    }
    await talking;
    assert.ok(checks > 3);
  });
});
