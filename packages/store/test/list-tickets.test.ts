import assert from 'node:assert/strict';

import { type Command, decide, type FieldValues, type Ticket, type WantedUpdate } from '@tierline/domain';
import { listTickets } from '@tierline/store';
import { ADA, aPolicy, aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { ticketQuery, type TicketFilter } from '../src/queries.ts';

describe('the list of tickets', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing(aPolicy('states: [{ name: in-review, category: open }]\n'));
    for (let n = 0; n < 200; n += 1) {
      const rare = n % 20 === 0;
      const fields = { region: rare ? 'eu' : 'us', seats: n };
      const tags = [n % 40 === 0 ? 'vip' : 'other'];
      const { ticket } = await real.ticketing.store.create(aRequest({ tags, fields }), MONDAY);
      if (rare) await intoReview(ticket);
    }
  });
  after(() => real[Symbol.asyncDispose]());

  const list = async (filter: Partial<TicketFilter>) =>
    listTickets(real.ticketing.database, { limit: 500, ...filter });
  const values = (tickets: readonly Ticket[], name: string) => tickets.map(({ fields }) => fields?.[name]);

  async function intoReview({ id }: Ticket): Promise<void> {
    const commands: readonly Command[] = [
      { kind: 'route', by: { kind: 'system', name: 'router' } },
      { kind: 'update', agentId: ADA, changes: { state: 'in-review' } },
    ];
    for (const command of commands)
      await real.ticketing.store.change(id, (present) =>
        decide(present, command, MONDAY, real.loaded.policy),
      );
  }

  async function changed(ticket: Ticket, changes: WantedUpdate): Promise<FieldValues | undefined> {
    const outcome = await real.ticketing.store.change(ticket.id, (present) =>
      decide(present, { kind: 'update', agentId: ADA, changes }, MONDAY, real.loaded.policy),
    );
    return outcome.kind === 'changed' ? outcome.ticket.fields : assert.fail(outcome.kind);
  }

  it('has those with a value in a custom field, a page at a time, newest first', async () => {
    const all = await list({ field: 'region:eu' });
    assert.deepEqual(values(all, 'seats'), [180, 160, 140, 120, 100, 80, 60, 40, 20, 0]);
    const cursor = all[3]?.id ?? assert.fail();
    assert.deepEqual(values(await list({ field: 'region:eu', cursor, limit: 2 }), 'seats'), [100, 80]);
    assert.deepEqual(values(await list({ field: 'seats:7' }), 'seats'), [7]);
    assert.deepEqual(await list({ field: 'region:e' }), []);
  });

  it('has those with a tag', async () => {
    assert.deepEqual(values(await list({ tag: 'vip' }), 'seats'), [160, 120, 80, 40, 0]);
  });

  it("has those in a state of the policy's own, or in the own state of a category", async () => {
    assert.deepEqual(values(await list({ state: 'in-review', limit: 3 }), 'seats'), [180, 160, 140]);
    assert.deepEqual(await list({ state: 'open' }), []);
    assert.equal((await list({ state: 'new' })).length, 190);
    assert.equal((await list({ state: 'in-review', status: 'new' })).length, 0);
  });

  it('follows what becomes of a field', async () => {
    const [ticket] = await list({ field: 'seats:7' });
    assert.ok(ticket);
    await changed(ticket, { fields: { seats: 1007 } });
    assert.deepEqual(
      [(await list({ field: 'seats:7' })).length, (await list({ field: 'seats:1007' })).length],
      [0, 1],
    );
    assert.equal(await changed(ticket, { fields: { seats: null, region: null } }), undefined);
    assert.deepEqual(await list({ field: 'seats:1007' }), []);
    assert.deepEqual((await real.ticketing.store.read([ticket.id]))[0]?.fields, undefined);
  });

  for (const filter of [
    { field: 'region:eu' },
    { tag: 'vip' },
    { status: 'new' },
    { state: 'in-review' },
    { needsManager: 'true' },
    { requester: 'customer@example.com' },
    { organisation: 'acme' },
    { ownedBy: { requester: 'customer@example.com' } },
    { ownedBy: { requester: 'customer@example.com', organisation: 'acme' } },
  ] as const) {
    it(`reads no more than it answers, by ${JSON.stringify(filter)}`, async () => {
      const plan = await ticketQuery(real.ticketing.database, { ...filter, limit: 3 }).explain(
        'executionStats',
      );
      const { executionStats } = plan as {
        executionStats: { totalKeysExamined: number; totalDocsExamined: number };
      };
      assert.ok(
        executionStats.totalKeysExamined <= 5 && executionStats.totalDocsExamined <= 4,
        JSON.stringify(executionStats),
      );
    });
  }
});
