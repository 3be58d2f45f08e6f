import assert from 'node:assert/strict';

import { type Agent, agentId, decide, instant, type Ticket } from '@tierline/domain';
import { createClaimNext, historyOf, type Idempotency, IdempotencyKeyReusedError } from '@tierline/store';
import { ADA, aPolicy, aRequest, CLEO, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

const CLAIMERS = 50;
const TICKETS = 1000;
const NOW = instant(MONDAY + 60_000);
const agents = Array.from({ length: CLAIMERS }, (_, index) => agentId(`crowd-${index}`));
const crowd = aPolicy(agents.map((id) => `  - { id: ${id}, name: Crowd, tier: T1, capacity: 4 }\n`).join(''));

describe('claiming the next ticket', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(crowd);
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const agentOf = (id: Agent['id']): Agent => {
    const agent = crowd.policy.agents.get(id);
    assert.ok(agent);
    return agent;
  };

  /** Tickets that wait in the queue of the tier that their text leads to. */
  async function waiting(count: number, fields = {}): Promise<string[]> {
    const { store } = real.ticketing;
    const created = await Promise.all(
      Array.from({ length: count }, (_, index) => store.create(aRequest(fields), instant(MONDAY + index))),
    );
    const ids = created.map(({ ticket }) => ticket.id);
    await store.changeAll(ids, (ticket) =>
      decide(ticket, { kind: 'route', by: { kind: 'system', name: 'router' } }, NOW, crowd.policy),
    );
    return ids;
  }

  const solve = (ticket: Ticket, id: Agent['id']) =>
    real.ticketing.store.change(ticket.id, (now) =>
      decide(now, { kind: 'solve', agentId: id, answer: 'Done.' }, NOW, crowd.policy),
    );

  /** The next ticket for Ada, who has room. */
  async function claimed(request?: Idempotency): Promise<Ticket> {
    const next = await real.ticketing.claimNext(agentOf(ADA), () => NOW, request);
    assert.ok(next?.kind === 'claimed');
    return next.ticket;
  }

  it('gives one ticket to a request that is repeated, also at the same time', async () => {
    await waiting(5);
    const request = { key: 'claim t1-ada 1', fingerprint: 'f' };
    const tickets = await Promise.all(Array.from({ length: 10 }, () => claimed(request)));
    assert.equal(new Set(tickets.map(({ id }) => id)).size, 1);
    assert.equal((await claimed(request)).id, tickets[0]?.id);
    assert.notEqual((await claimed({ ...request, key: 'claim t1-ada 2' })).id, tickets[0]?.id);
    assert.equal(await real.ticketing.database.tickets.countDocuments({ 'state.holder': ADA }), 2);
    await assert.rejects(claimed({ ...request, fingerprint: 'other' }), IdempotencyKeyReusedError);
  });

  it('gives each of 1,000 tickets to exactly one of 50 concurrent claimers, none above capacity', async () => {
    const { database, claimNext } = real.ticketing;
    const ids = await waiting(TICKETS);
    const claimed: string[] = [];
    let mostHeld = 0;
    await Promise.all(
      agents.map(async (id) => {
        const held: Ticket[] = [];
        for (;;) {
          const next = await claimNext(agentOf(id), () => NOW);
          if (next === undefined) break;
          if (next.kind === 'refused') {
            assert.equal(next.code, 'at-capacity');
            const done = held.pop();
            assert.ok(done);
            await solve(done, id);
            continue;
          }
          claimed.push(next.ticket.id);
          held.push(next.ticket);
          mostHeld = Math.max(mostHeld, await database.tickets.countDocuments({ 'state.holder': id }));
        }
      }),
    );
    assert.deepEqual(claimed.toSorted(), ids.toSorted());
    assert.equal(mostHeld, 4);
  }).timeout(60_000);

  it('gives one agent no more than fits, however many requests come at once', async () => {
    const { database, claimNext } = real.ticketing;
    await waiting(20);
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => claimNext(agentOf(ADA), () => NOW)));
    assert.equal(outcomes.filter((outcome) => outcome?.kind === 'claimed').length, 2);
    assert.equal(await database.tickets.countDocuments({ 'state.holder': ADA }), 2);
  });

  it('gives the lowest rank first: the earliest promise, brought forward by priority', async () => {
    const [normal] = await waiting(1);
    const [urgent] = await waiting(1, { priority: 'urgent' });
    assert.deepEqual([(await claimed()).id, (await claimed()).id], [urgent, normal]);
  });

  it('gives an agent back the ticket that the agent knows', async () => {
    const { store } = real.ticketing;
    await waiting(2);
    const known = await claimed();
    await solve(known, ADA);
    await waiting(3, { priority: 'urgent' });
    await store.change(known.id, (ticket) =>
      decide(
        ticket,
        {
          kind: 'reply',
          author: { kind: 'requester', id: ticket.requester },
          visibility: 'public',
          body: 'Again!',
          ask: false,
        },
        NOW,
        crowd.policy,
      ),
    );
    assert.equal((await claimed()).id, known.id);
  });

  it('gives nothing of another tier', async () => {
    await waiting(2);
    assert.equal(await real.ticketing.claimNext(agentOf(CLEO), () => NOW), undefined);
  });

  it('records who claimed', async () => {
    const [id = ''] = await waiting(1);
    await real.ticketing.claimNext(agentOf(ADA), () => NOW);
    const history = (await historyOf(real.ticketing.database, id as Ticket['id'])) ?? [];
    assert.deepEqual(history.at(-1)?.actor, { kind: 'agent', id: ADA });
  });

  it('dates a claim that lost a race after what it lost against', async () => {
    const [id = ''] = await waiting(1);
    const { database, store } = real.ticketing;
    let time = NOW;
    const warned = instant(NOW + 50 * 60_000);
    const overtaken: typeof store.apply = async (...write) => {
      if (time === NOW) {
        time = warned;
        await store.change(id, (ticket) => decide(ticket, { kind: 'timer' }, time, crowd.policy));
      }
      return store.apply(...write);
    };
    const claimNext = createClaimNext(database, { ...store, apply: overtaken }, { current: () => crowd });
    assert.equal((await claimNext(agentOf(ADA), () => time))?.kind, 'claimed');
    const history = (await historyOf(database, id as Ticket['id'])) ?? [];
    assert.deepEqual(history.map(({ kind, at }) => [kind, at]).slice(-2), [
      ['sla.warned', warned],
      ['ticket.claimed', warned],
    ]);
  });
});
