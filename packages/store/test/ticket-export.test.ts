import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { decide, instant } from '@tierline/domain';
import { type ChangedTicket, ticketsChangedSince } from '@tierline/store';
import { ADA, aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { EXPORT_LAG_SECONDS, exportQuery } from '../src/ticket-export.ts';

const LAG_MS = (EXPORT_LAG_SECONDS + 1) * 1000;

describe('the export of tickets', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  const opened = async (subject: string) =>
    (await real.ticketing.store.create(aRequest({ subject }), MONDAY)).ticket.id;

  const noted = async (id: string) =>
    real.ticketing.store.change(id, (ticket) =>
      decide(
        ticket,
        {
          kind: 'reply',
          author: { kind: 'agent', id: ADA },
          visibility: 'internal',
          body: 'Noted.',
          ask: false,
        },
        instant(MONDAY + 1000),
        real.loaded.policy,
      ),
    );

  /** Every page after a place. */
  async function follow(from?: ChangedTicket['place'], limit = 7) {
    const seen: ChangedTicket[] = [];
    for (let place = from; ; place = seen.at(-1)?.place) {
      const page = await ticketsChangedSince(real.ticketing.database, place, limit);
      seen.push(...page);
      if (page.length < limit) return seen;
    }
  }

  it('shows each ticket once, as it is now, in the order of its last change, and later only what changed since', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) ids.push(await opened(`Ticket ${index}`));
    const [first = '', second = ''] = ids;
    await noted(first);
    await sleep(LAG_MS);
    const all = await follow();
    assert.deepEqual(
      all.map(({ ticket }) => ticket.id),
      [...ids.slice(1), first],
    );
    assert.equal(all.at(-1)?.ticket.messages, 1);
    assert.deepEqual(await follow(all.at(-1)?.place), []);

    await noted(second);
    const late = await opened('Another');
    await sleep(LAG_MS);
    assert.deepEqual(
      (await follow(all.at(-1)?.place)).map(({ ticket }) => ticket.id),
      [second, late],
    );
  }).timeout(30_000);

  it('misses no change while many are made at once', async () => {
    const from = (await follow()).at(-1)?.place;
    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => opened(`Busy ${index}`)));
    const seen = new Map<string, number>();
    let place = from;
    let busy = true;
    const work = Promise.all(
      ids.map(async (id) => {
        for (let change = 0; change < 10; change += 1) {
          await noted(id);
          await sleep(Math.random() * 100);
        }
      }),
    )
      .then(() => sleep(LAG_MS))
      .finally(() => {
        busy = false;
      });
    for (let last = false; !last;) {
      last = !busy;
      const page = await ticketsChangedSince(real.ticketing.database, place, 5);
      for (const { ticket } of page) seen.set(ticket.id, ticket.seq);
      place = page.at(-1)?.place ?? place;
      if (page.length === 5) last = false;
      else await sleep(50);
    }
    await work;
    const now = await real.ticketing.store.read(ids);
    assert.deepEqual(
      now.map(({ id }) => seen.get(id)),
      now.map(({ seq }) => seq),
    );
  }).timeout(30_000);

  it('reads a page and little more, without sorting', async () => {
    const { database } = real.ticketing;
    await sleep(LAG_MS);
    const all = await follow();
    const middle = all[Math.floor(all.length / 2)]?.place;
    for (const since of [undefined, middle]) {
      const explained = await exportQuery(database, since, 10, await database.serverSeconds()).explain(
        'executionStats',
      );
      const { totalKeysExamined, nReturned } = explained['executionStats'];
      assert.equal(nReturned, 10);
      assert.ok(totalKeysExamined <= 12, `${totalKeysExamined} keys`);
      assert.doesNotMatch(JSON.stringify(explained['queryPlanner'].winningPlan), /"(?:SORT|COLLSCAN)"/);
    }
  }).timeout(30_000);
});
