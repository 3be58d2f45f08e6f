import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { fixedPolicy } from '@tierline/contracts';
import { type Command, decide, instant, type Ticket, type TicketId } from '@tierline/domain';
import { compressedClock } from '@tierline/platform';
import { incidentProgress, openIncidents } from '@tierline/store';
import { ADA, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { createIncidents, type Incidents } from '../src/incidents.ts';

const ROUTE: Command = { kind: 'route', by: { kind: 'system', name: 'router' } };
const LATER = instant(MONDAY + 60_000);

describe('an update of an incident', function incident() {
  this.timeout(90_000);
  let real: RealTicketing;
  let incidents: Incidents;
  beforeEach(async () => {
    real = await realTicketing();
    incidents = processorOf(new AbortController().signal);
  });
  afterEach(() => real[Symbol.asyncDispose]());

  function processorOf(stopping: AbortSignal): Incidents {
    const clock = compressedClock({ epoch: LATER, origin: Date.now(), speed: 1 });
    return createIncidents({
      ticketing: real.ticketing,
      policies: fixedPolicy(real.loaded),
      clock,
      stopping,
    });
  }

  const changeAll = (ids: readonly TicketId[], command: Command) =>
    real.ticketing.store.changeAll(ids, (ticket) => decide(ticket, command, LATER, real.loaded.policy));

  async function opened(count: number): Promise<TicketId[]> {
    const made = await Promise.all(
      Array.from({ length: count }, () => real.ticketing.store.create(aRequest(), MONDAY)),
    );
    return made.map(({ ticket }) => ticket.id);
  }

  async function read(ids: readonly TicketId[]): Promise<readonly Ticket[]> {
    return real.ticketing.store.read(ids);
  }

  /** An incident and so many tickets attached to it, on hold for it unless told otherwise. */
  async function anIncident(count: number, wait = true): Promise<{ id: TicketId; attached: TicketId[] }> {
    const [id, ...attached] = (await opened(count + 1)) as [TicketId, ...TicketId[]];
    await changeAll([id, ...attached], ROUTE);
    await changeAll([id], { kind: 'declare-incident', agentId: ADA });
    const [ticket] = await read([id]);
    assert.ok(ticket);
    await changeAll(attached, { kind: 'attach', agentId: ADA, incident: ticket, wait });
    return { id, attached };
  }

  const say = (id: TicketId, effect: 'tell' | 'solve', body = 'It is fixed.') =>
    changeAll([id], {
      kind: 'update-attached',
      agentId: ADA,
      effect,
      message: { visibility: 'public', body },
    });

  const told = async (body: string) => {
    await real.ticketing.relay.idle();
    const found = await real.ticketing.database.events.find({ kind: 'message.added' }).toArray();
    return found.flatMap((event) =>
      event.kind === 'message.added' && event.body === body ? [event.ticketId] : [],
    );
  };

  it('reaches each of 1,200 attached tickets once and solves them, though it is killed in the middle (O#5644)', async () => {
    const { id, attached } = await anIncident(1200);
    await say(id, 'solve');
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions',
        'source',
        'fixtures/spreading.ts',
        JSON.stringify({ config: real.config, incident: id }),
      ],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    const upTo = (await read([id]))[0]?.incident?.lastUpdate ?? 0;
    const progress = () => incidentProgress(real.ticketing.database, id, upTo);
    while ((await progress()).reached === 0) {
      assert.equal(child.exitCode, null, 'it ended by itself');
      await sleep(5);
    }
    child.kill('SIGKILL');
    await exited;
    const half = await progress();
    assert.equal(half.attached, 1200);
    assert.ok(half.reached > 0 && half.reached < 1200, `killed after ${half.reached}`);

    // Two others go on at the same time.
    await Promise.all([incidents.sweep(), incidents.look([id])]);
    assert.deepEqual(await progress(), { attached: 1200, reached: 1200 });
    for (const ticket of await read(attached))
      assert.deepEqual([ticket.state.kind, ticket.messages], ['solved', 1]);
    await eventually(async () => {
      for (const { outbox } of await real.ticketing.database.tickets.find().toArray())
        await real.ticketing.relay.publishNow(outbox);
      const receivers = await told('It is fixed.');
      assert.deepEqual([receivers.length, new Set(receivers).size], [1200, 1200]);
    });
    assert.equal((await read([id]))[0]?.incident?.pending, undefined);
    assert.deepEqual(await openIncidents(real.ticketing.database, 10), []);
  });

  it('reaches a ticket that is attached while it goes out, and none that was attached later', async () => {
    const { id, attached } = await anIncident(3);
    const [before] = await read([id]);
    assert.ok(before);
    await say(id, 'tell', 'We look into it.');
    const [late, later] = (await opened(2)) as [TicketId, TicketId];
    await changeAll([late, later], ROUTE);
    await incidents.look([id]);
    // Decided on the incident as it was before the update, written after it was brought to all.
    await changeAll([late], { kind: 'attach', agentId: ADA, incident: before, wait: true });
    assert.deepEqual(await openIncidents(real.ticketing.database, 10), [id]);
    const [after] = await read([id]);
    assert.ok(after);
    await changeAll([later], { kind: 'attach', agentId: ADA, incident: after, wait: true });
    await incidents.sweep();
    assert.deepEqual((await told('We look into it.')).toSorted(), [...attached, late].toSorted());
    assert.deepEqual(await openIncidents(real.ticketing.database, 10), []);
  });

  it('solves also what waits in a queue or is in hands, tells nothing to what is solved, and waits for what is not routed', async () => {
    const { id, attached } = await anIncident(3, false);
    const [waiting, held] = attached as [TicketId, TicketId];
    await changeAll([held], { kind: 'claim', agentId: ADA, occupied: [] });
    const [fresh] = (await opened(1)) as [TicketId];
    const [ticket] = await read([id]);
    assert.ok(ticket);
    await changeAll([fresh], { kind: 'attach', agentId: ADA, incident: ticket, wait: true });
    await say(id, 'solve');
    await incidents.look([id]);
    const states = async (ids: TicketId[]) => (await read(ids)).map(({ state }) => state.kind);
    assert.deepEqual(await states([waiting, held]), ['solved', 'solved']);
    assert.deepEqual(await states([fresh]), ['new']);
    assert.equal((await read([id]))[0]?.incident?.pending, true);
    await changeAll([fresh], ROUTE);
    await incidents.sweep();
    assert.deepEqual(await states([fresh]), ['solved']);
    await say(id, 'tell', 'Once more.');
    await incidents.look([id]);
    assert.deepEqual(await told('Once more.'), []);
  });

  it('lets go what waits for the incident when that is solved', async () => {
    const { id, attached } = await anIncident(5);
    assert.ok(
      (await read(attached)).every(
        ({ state, clocks }) => state.kind === 'on-hold' && clocks.resolution?.state === 'paused',
      ),
    );
    await changeAll([id], { kind: 'claim', agentId: ADA, occupied: [] });
    await changeAll([id], { kind: 'solve', agentId: ADA });
    await incidents.sweep();
    for (const { state, clocks, messages } of await read(attached))
      assert.deepEqual([state.kind, clocks.resolution?.state, messages], ['waiting', 'running', 0]);
  });

  it('stops between pages when the process stops, and is gone on with elsewhere', async () => {
    const { id } = await anIncident(10);
    await say(id, 'tell');
    const stopping = new AbortController();
    stopping.abort();
    await processorOf(stopping.signal).look([id]);
    assert.equal((await told('It is fixed.')).length, 0);
    await incidents.sweep();
    assert.equal((await told('It is fixed.')).length, 10);
  });
});
