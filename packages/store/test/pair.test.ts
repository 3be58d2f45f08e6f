import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { decide, mergeTickets, replay, type Ticket, type TicketId, ticketId } from '@tierline/domain';
import { endOfMerges, historyOf, IdempotencyKeyReusedError } from '@tierline/store';
import { ADA, aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';
import mongoose from 'mongoose';

const ROUNDS = 40;

describe('changing two tickets together', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  async function opened(count: number): Promise<TicketId[]> {
    const made = await Promise.all(
      Array.from({ length: count }, () => real.ticketing.store.create(aRequest(), MONDAY)),
    );
    return made.map(({ ticket }) => ticket.id);
  }

  const merging = (source: TicketId, target: TicketId, request?: { key: string; fingerprint: string }) =>
    real.ticketing.store.changePair(
      [source, target],
      (one, other) => mergeTickets(one, other, { agentId: ADA }, MONDAY, real.loaded.policy),
      request,
    );

  async function read(id: TicketId): Promise<Ticket> {
    const [ticket] = await real.ticketing.store.read([id]);
    assert.ok(ticket);
    return ticket;
  }

  it('ends two merges in opposite directions at once in one open ticket, in every one of many rounds (Z#1216)', async () => {
    let [first, second] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = (await opened(2)) as [TicketId, TicketId];
      const both = round % 2 === 0 ? [merging(a, b), merging(b, a)] : [merging(b, a), merging(a, b)];
      const outcomes = (await Promise.all(both)).map((one) => (one.kind === 'refused' ? one.code : one.kind));
      assert.deepEqual(outcomes.toSorted(), ['changed', 'merged']);
      const tickets = [await read(a), await read(b)];
      const [open, ...others] = tickets.filter(({ state }) => state.kind !== 'closed');
      assert.ok(open && others.length === 0);
      for (const { id } of tickets) {
        assert.equal((await endOfMerges(real.ticketing.database, id))?.id, open.id);
        assert.deepEqual(replay((await historyOf(real.ticketing.database, id)) ?? []), await read(id));
      }
      if (outcomes[0] === 'changed') first += 1;
      else second += 1;
    }
    assert.equal(first + second, ROUNDS);
  });

  it('makes no circle of three either, whatever the order', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const ids = (await opened(3)) as [TicketId, TicketId, TicketId];
      const [a, b, c] = ids;
      await Promise.all([merging(a, b), merging(b, c), merging(c, a)]);
      // A merge into one that was merged first is refused, so more than one may be left; a circle would throw.
      for (const id of ids)
        assert.notEqual((await endOfMerges(real.ticketing.database, id))?.state.kind, 'closed');
    }
  });

  it('loses no message that comes to either while they are merged', async () => {
    const { store } = real.ticketing;
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = (await opened(2)) as [TicketId, TicketId];
      const say = (id: TicketId) =>
        store.change(id, (ticket) =>
          decide(
            ticket,
            {
              kind: 'reply',
              author: { kind: 'requester', id: ticket.requester },
              visibility: 'public',
              body: 'Words.',
              ask: false,
            },
            MONDAY,
            real.loaded.policy,
          ),
        );
      const [merged, ...said] = await Promise.all([merging(a, b), say(b), say(a), say(b)]);
      assert.equal(merged.kind, 'changed');
      const taken = said.filter(({ kind }) => kind === 'changed').length;
      assert.equal((await read(a)).messages + (await read(b)).messages, taken);
      assert.ok(
        said.every((one) => one.kind === 'changed' || (one.kind === 'refused' && one.code === 'merged')),
      );
    }
  });

  it('is done once under a key, and refused to another request under it', async () => {
    const [a, b, c] = (await opened(3)) as [TicketId, TicketId, TicketId];
    const request = { key: `merge ${a} k`, fingerprint: 'f' };
    const outcomes = await Promise.all([merging(a, b, request), merging(a, b, request)]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ['changed', 'repeated']);
    assert.equal((await read(b)).seq, 2);
    await assert.rejects(merging(a, c, { ...request, fingerprint: 'g' }), IdempotencyKeyReusedError);
  });

  it('knows which of the two there is not', async () => {
    const [a] = (await opened(1)) as [TicketId];
    const nobody = ticketId('f'.repeat(24));
    assert.deepEqual(await merging(a, nobody), { kind: 'unknown', id: nobody });
    assert.deepEqual(await merging(nobody, a), { kind: 'unknown', id: nobody });
    assert.equal((await read(a)).seq, 1);
  });

  it('is both or neither when the process is killed in between', async function killed() {
    this.timeout(60_000);
    const ids = await opened(160);
    const pairs = ids.flatMap((id, index) =>
      index % 2 === 0 ? [[id, ids[index + 1] as TicketId] as const] : [],
    );
    const appName = real.config.QUEUE_PREFIX;
    for (let kill = 0; kill < 4; kill += 1) {
      const uri = new URL(real.config.MONGODB_URI);
      uri.searchParams.set('appName', appName);
      const left = [];
      for (const pair of pairs) if ((await read(pair[0])).mergedInto === undefined) left.push(pair);
      await killWhileMerging({ ...real.config, MONGODB_URI: uri.href }, left);
      await endTransactionsOf(appName);
      for (const [source, target] of pairs) {
        const [merged, other] = [await read(source), await read(target)];
        assert.deepEqual(
          merged.mergedInto === target ? [merged.state.kind, other.merged] : [merged.seq, other.seq],
          merged.mergedInto === target ? ['closed', [source]] : [1, 1],
        );
      }
    }
    const rest = await Promise.all(pairs.map(([source, target]) => merging(source, target)));
    assert.ok(
      rest.every((one) => one.kind === 'changed' || (one.kind === 'refused' && one.code === 'merged')),
    );
    for (const [source, target] of pairs) assert.equal((await read(source)).mergedInto, target);
  });

  async function killWhileMerging(
    config: RealTicketing['config'],
    pairs: readonly (readonly [TicketId, TicketId])[],
  ): Promise<void> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions', 'source', 'fixtures/merging.ts', JSON.stringify({ config, pairs })],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    await sleep(10 + Math.random() * 60);
    child.kill('SIGKILL');
    await exited;
  }

  /** What MongoDB does by itself after transactionLifetimeLimitSeconds: the dead process's transactions end. */
  async function endTransactionsOf(appName: string): Promise<void> {
    const connection = await mongoose.createConnection(real.config.MONGODB_URI).asPromise();
    try {
      const admin = connection.getClient().db('admin');
      const open = await admin
        .aggregate<{ lsid: { id: unknown } }>([
          { $currentOp: { allUsers: true, idleSessions: true } },
          { $match: { appName, 'transaction.parameters': { $exists: true } } },
        ])
        .toArray();
      if (open.length > 0) await admin.command({ killSessions: open.map(({ lsid: { id } }) => ({ id })) });
    } finally {
      await connection.close();
    }
  }
});
