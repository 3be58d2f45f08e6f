import assert from 'node:assert/strict';

import { type Command, decide, instant, replay, type Ticket } from '@tierline/domain';
import { historyOf, IdempotencyKeyReusedError } from '@tierline/store';
import {
  ADA,
  aRequest,
  eventually,
  INTO_ADAS_HANDS,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

describe('changing a ticket', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  const note = (body: string): Command => ({
    kind: 'reply',
    author: { kind: 'agent', id: ADA },
    visibility: 'internal',
    body,
    ask: false,
  });
  const deciding =
    (command: Command, minutes = 1) =>
    (ticket: Ticket) =>
      decide(ticket, command, instant(MONDAY + minutes * 60_000), real.loaded.policy);

  async function created(): Promise<Ticket> {
    return (await real.ticketing.store.create(aRequest(), MONDAY)).ticket;
  }

  it('records every one of many concurrent changes, once and without gaps', async () => {
    const { database, store } = real.ticketing;
    const { id } = await created();
    const bodies = Array.from({ length: 6 }, (_, index) => `note ${index}`);
    await Promise.all(bodies.map((body) => store.change(id, deciding(note(body)))));
    const history = (await historyOf(database, id)) ?? [];
    assert.deepEqual(
      history.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual(
      history.flatMap((event) => (event.kind === 'message.added' ? [event.body] : [])).toSorted(),
      bodies,
    );
  });

  it('stores what folding the history gives', async () => {
    const { database, store } = real.ticketing;
    const { id } = await created();
    const life: Command[] = [
      ...INTO_ADAS_HANDS,
      {
        kind: 'reply',
        author: { kind: 'agent', id: ADA },
        visibility: 'public',
        body: 'Which browser?',
        ask: true,
      },
      {
        kind: 'reply',
        author: { kind: 'requester', id: 'customer@example.com' },
        visibility: 'public',
        body: 'All.',
        ask: false,
      },
      { kind: 'claim', agentId: ADA, occupied: [] },
      {
        kind: 'escalate',
        agentId: ADA,
        reason: 'needs-expertise',
        note: { seen: 's', tried: 't', why: 'w' },
      },
    ];
    for (const [index, command] of life.entries())
      await store.change(id, deciding(command, 30 * (index + 1)));
    const [stored] = await store.read([id]);
    assert.deepEqual(replay((await historyOf(database, id)) ?? []), stored);
  });

  it('says what it could not do', async () => {
    const { store } = real.ticketing;
    const { id } = await created();
    assert.deepEqual(await store.change('ffffffffffffffffffffffff', deciding(note('x'))), {
      kind: 'unknown',
    });
    const refused = await store.change(id, deciding({ kind: 'solve', agentId: ADA }));
    assert.equal(refused.kind, 'refused');
    assert.equal((await store.read([id]))[0]?.seq, 1);
  });

  it('writes nothing for a decision on a ticket that has moved on', async () => {
    const { store } = real.ticketing;
    const before = await created();
    const late = deciding(note('late'))(before);
    await store.change(before.id, deciding(note('early')));
    assert.equal(late.kind, 'decided');
    if (late.kind === 'decided') assert.equal(await store.apply(before, late), 'lost');
    assert.equal((await store.read([before.id]))[0]?.seq, 2);
  });

  it('makes no ticket of a change to one that never was', async () => {
    const { database, store } = real.ticketing;
    const before = { ...(await created()), id: 'eeeeeeeeeeeeeeeeeeeeeeee' as Ticket['id'] };
    const decision = deciding(note('ghost'))(before);
    if (decision.kind === 'decided') assert.equal(await store.apply(before, decision), 'lost');
    assert.equal(await database.tickets.countDocuments({ _id: before.id }), 0);
  });

  it('empties the outbox into the log, once', async () => {
    const { database, relay, store } = real.ticketing;
    const { id } = await created();
    await store.change(id, deciding(note('x')));
    await eventually(async () => assert.deepEqual((await database.tickets.findOne({ _id: id }))?.outbox, []));
    const logged = await database.events.find({ ticketId: id }).toArray();
    await relay.publishNow(logged);
    assert.deepEqual(await database.events.find({ ticketId: id }).toArray(), logged);
  });

  it('is made once for a request with a key, however often and concurrently it comes', async () => {
    const { database, store } = real.ticketing;
    const { id } = await created();
    const request = { key: `reply ${id} 1`, fingerprint: 'f' };
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => store.change(id, deciding(note('once')), request)),
    );
    assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ['changed', ...Array(5).fill('repeated')]);
    assert.equal((await historyOf(database, id))?.length, 2);
    await store.change(id, deciding(note('another')), { ...request, key: `reply ${id} 2` });
    const again = await store.change(id, deciding(note('once')), request);
    assert.ok(again.kind === 'repeated' && again.ticket.messages === 2);
    await assert.rejects(
      store.change(id, deciding(note('other')), { ...request, fingerprint: 'other' }),
      IdempotencyKeyReusedError,
    );
  });

  it('is tried again after a refusal, which is not remembered', async () => {
    const { store } = real.ticketing;
    const { id } = await created();
    const request = { key: `claim ${id}`, fingerprint: 'f' };
    const claim: Command = { kind: 'claim', agentId: ADA, occupied: [] };
    assert.equal((await store.change(id, deciding(claim), request)).kind, 'refused');
    await store.change(id, deciding({ kind: 'route', by: { kind: 'system', name: 'router' } }));
    assert.equal((await store.change(id, deciding(claim), request)).kind, 'changed');
  });
});
