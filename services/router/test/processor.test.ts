import assert from 'node:assert/strict';

import { fixedPolicy } from '@tierline/contracts';
import { compressedClock } from '@tierline/platform';
import { createRouteTickets } from '@tierline/router';
import { historyOf } from '@tierline/store';
import { aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

describe('the router', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  it('puts tickets on the lowest tier that can solve them, and changes nothing the second time', async () => {
    const { ticketing, loaded, registry } = real;
    const clock = compressedClock({ epoch: MONDAY, origin: Date.now(), speed: 1 });
    const routeTickets = createRouteTickets({
      store: ticketing.store,
      policies: fixedPolicy(loaded),
      clock,
      registry,
    });
    const texts = ['How do I print?', 'The webhook gets no events', 'A data breach, we think'];
    const created = await Promise.all(
      texts.map((subject) => ticketing.store.create(aRequest({ subject }), MONDAY)),
    );
    const ids = created.map(({ ticket }) => ticket.id);

    await routeTickets([...ids, 'ffffffffffffffffffffffff']);
    const routed = await Promise.all(ids.map(async (id) => (await ticketing.store.read([id]))[0]));
    assert.deepEqual(
      routed.map((ticket) => [ticket?.tier, ticket?.routing?.rule]),
      [
        ['T1', 'default'],
        ['T2', 'integrations'],
        ['T3', 'security'],
      ],
    );

    await Promise.all([routeTickets(ids), routeTickets(ids)]);
    assert.deepEqual(await Promise.all(ids.map(async (id) => (await ticketing.store.read([id]))[0])), routed);
    for (const id of ids) assert.equal((await historyOf(ticketing.database, id))?.length, 2);
    assert.match(
      await registry.metrics(),
      /tierline_tickets_routed_total\{tier="T3",by="rule",rule="security"\} 1/,
    );
  });

  it('routes each ticket once, however many handle it at the same time', async () => {
    const { ticketing, loaded } = real;
    const clock = compressedClock({ epoch: MONDAY, origin: Date.now(), speed: 1 });
    const other = await realTicketing();
    const routeTickets = createRouteTickets({
      store: ticketing.store,
      policies: fixedPolicy(loaded),
      clock,
      registry: other.registry,
    });
    const created = await Promise.all(
      Array.from({ length: 40 }, () => ticketing.store.create(aRequest(), MONDAY)),
    );
    const ids = created.map(({ ticket }) => ticket.id);
    await Promise.all([routeTickets(ids), routeTickets(ids.toReversed()), routeTickets(ids)]);
    for (const ticket of await ticketing.store.read(ids))
      assert.deepEqual([ticket.seq, ticket.tier], [2, 'T1']);
    await other[Symbol.asyncDispose]();
  });
});
