import assert from 'node:assert/strict';

import { type AgentId, agentId, decide, type Instant, instant, type TicketId } from '@tierline/domain';
import { compressedClock, loadConfig, serviceConfig } from '@tierline/platform';
import { recordSeen, silentlyHeld } from '@tierline/store';
import { ADA, aPolicy, aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { silence } from '../src/silence.ts';

const MINUTE = 60_000;
const BEN = agentId('t1-ben');

describe('the sweep for silent agents', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(aPolicy('assignment: { takeBackAfter: 30m }\n'));
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const minute = (minutes: number): Instant => instant(MONDAY + minutes * MINUTE);

  /** A ticket that the agent claimed in the first minute, heard of then. */
  async function heldBy(agent: AgentId): Promise<TicketId> {
    const { store, claimNext, database } = real.ticketing;
    const { policy } = real.loaded;
    const { ticket } = await store.create(aRequest(), MONDAY);
    await store.change(ticket.id, (now) =>
      decide(now, { kind: 'route', by: { kind: 'system', name: 'router' } }, MONDAY, policy),
    );
    const known = policy.agents.get(agent);
    assert.ok(known);
    await claimNext(known, () => minute(1));
    await recordSeen(database, agent, minute(1));
    return ticket.id;
  }

  function sweepAt(now: Instant): Promise<number> {
    const { ticketing, policies, config } = real;
    const clock = compressedClock({ epoch: now, origin: Date.now(), speed: 1 });
    const full = loadConfig(
      serviceConfig({}),
      { ...config, POLICY_FILE: 'unread.yaml' },
      { service: 'test' },
    );
    return silence({ ticketing, config: full, clock, policies }).run();
  }

  const stateOf = async (id: string) => (await real.ticketing.store.read([id]))[0]?.state.kind;

  it('gives back what a silent agent holds, once, and nothing of one who was heard of', async () => {
    const silent = await heldBy(ADA);
    const heard = await heldBy(BEN);
    await recordSeen(real.ticketing.database, BEN, minute(20));

    await sweepAt(minute(25));
    assert.deepEqual([await stateOf(silent), await stateOf(heard)], ['working', 'working']);
    await Promise.all([sweepAt(minute(40)), sweepAt(minute(40))]);
    await sweepAt(minute(40));
    assert.deepEqual([await stateOf(silent), await stateOf(heard)], ['waiting', 'working']);
    const { database } = real.ticketing;
    await real.ticketing.relay.idle();
    assert.equal(await database.events.countDocuments({ ticketId: silent, kind: 'ticket.taken-back' }), 1);
  });

  it('counts an agent who was never heard of as silent, but not before the ticket was held that long', async () => {
    const id = await heldBy(ADA);
    await real.ticketing.database.presence.deleteMany({});
    assert.deepEqual(await silentlyHeld(real.ticketing.database, minute(0), 10), []);
    const held = await silentlyHeld(real.ticketing.database, minute(2), 10);
    assert.deepEqual(held, [{ ticketId: id, holder: ADA }]);
  });

  it('never forgets a later sign of life for an earlier one', async () => {
    const { database } = real.ticketing;
    await recordSeen(database, ADA, minute(10));
    await recordSeen(database, ADA, minute(5));
    assert.equal((await database.presence.findOne({ _id: ADA }))?.seenAt, minute(10));
  });
});
