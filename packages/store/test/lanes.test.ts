import assert from 'node:assert/strict';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import {
  type Agent,
  agentId,
  type Command,
  decide,
  type Instant,
  instant,
  type Ticket,
  type TicketRequest,
} from '@tierline/domain';
import { recordPresence } from '@tierline/store';
import {
  ADA,
  aRequest,
  MONDAY,
  policyText,
  realTicketing,
  type RealTicketing,
  TEAMS,
} from '@tierline/testkit';

import { lanesOf, waitingIn } from '../src/waiting.ts';

const GUS = agentId('t1-gus');
const BEN = agentId('t1-ben');
const RULES = `routing:
  - { name: bills, when: { text: [invoice] }, tier: T1, team: billing, needs: { books: 2 }, effort: 2 }
  - { name: accounts, when: { text: [receipt] }, tier: T1, team: billing }
`;
const loaded: LoadedPolicy = parsePolicy(policyText(TEAMS).replace('routing:\n', RULES));

describe('claiming by team, skill and effort', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(loaded);
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const minute = (minutes: number): Instant => instant(MONDAY + minutes * 60_000);

  function agent(id: Agent['id']): Agent {
    const found = loaded.policy.agents.get(id);
    assert.ok(found);
    return found;
  }

  async function change(id: string, command: Command, now: Instant): Promise<void> {
    const outcome = await real.ticketing.store.change(id, (ticket) =>
      decide(ticket, command, now, loaded.policy),
    );
    assert.equal(outcome.kind, 'changed', JSON.stringify(outcome));
  }

  /** A ticket in the queue that its text leads to. */
  async function waiting(fields: Partial<TicketRequest> = {}, at = MONDAY): Promise<string> {
    const { ticket } = await real.ticketing.store.create(aRequest(fields), at);
    await change(ticket.id, { kind: 'route', by: { kind: 'system', name: 'router' } }, at);
    return ticket.id;
  }

  async function claimed(id: Agent['id'], now = minute(1)): Promise<Ticket | string> {
    const next = await real.ticketing.claimNext(agent(id), () => now);
    if (next === undefined) return 'nothing';
    return next.kind === 'claimed' ? next.ticket : next.code;
  }

  const idOf = (ticket: Ticket | string) => (typeof ticket === 'string' ? ticket : ticket.id);

  it('gives the lowest rank whose team and skills the agent has', async () => {
    const front = await waiting();
    const invoice = await waiting({ subject: 'An invoice' }, minute(0));
    const receipt = await waiting({ subject: 'A receipt', priority: 'urgent' });
    assert.deepEqual(
      [idOf(await claimed(GUS)), idOf(await claimed(ADA)), idOf(await claimed(ADA))],
      [receipt, front, 'nothing'],
    );
    assert.equal(idOf(await claimed(GUS)), 'at-capacity');
    await change(receipt, { kind: 'solve', agentId: GUS }, minute(1));
    assert.equal(idOf(await claimed(GUS)), invoice);
  });

  it('fills an agent by effort, never above capacity, whatever comes at once', async () => {
    for (let index = 0; index < 6; index += 1)
      await waiting({ subject: index % 2 ? 'An invoice' : 'A receipt' });
    await Promise.all(Array.from({ length: 12 }, () => claimed(GUS)));
    const held = await real.ticketing.database.tickets.find({ 'state.holder': GUS }).toArray();
    const slots = held.flatMap(({ state }) => (state.kind === 'working' ? state.slots : []));
    assert.equal(new Set(slots).size, slots.length);
    assert.ok(slots.length >= 2 && slots.length <= 3, String(slots));
  });

  it('keeps what comes back for who had it, for a while', async () => {
    const id = await waiting();
    assert.equal(idOf(await claimed(ADA)), id);
    await change(
      id,
      { kind: 'reply', author: { kind: 'agent', id: ADA }, visibility: 'public', body: 'Which?', ask: true },
      minute(2),
    );
    const author = { kind: 'requester', id: 'customer@example.com' } as const;
    await change(id, { kind: 'reply', author, visibility: 'public', body: 'This.', ask: false }, minute(3));
    const other = await waiting({ priority: 'low' });
    assert.equal(idOf(await claimed(BEN, minute(4))), other);
    assert.equal(idOf(await claimed(BEN, minute(5))), 'nothing');
    assert.equal(idOf(await claimed(ADA, minute(6))), id);
  });

  it('gives what was kept to anybody after that while', async () => {
    const id = await waiting();
    await claimed(ADA);
    await change(id, { kind: 'hold', agentId: ADA, waitsFor: 'third-party' }, minute(2));
    await change(id, { kind: 'resume', agentId: ADA }, minute(3));
    assert.equal(idOf(await claimed(BEN, minute(32))), 'nothing');
    assert.equal(idOf(await claimed(BEN, minute(33))), id);
  });

  it('gives what an agent gave back to others first, for an hour, and passes over nothing else for it', async () => {
    const [first, second] = [await waiting(), await waiting({ priority: 'low' })];
    await recordPresence(real.ticketing.database, { agent: BEN, said: 'available', now: minute(1) });
    assert.equal(idOf(await claimed(ADA)), first);
    await change(first, { kind: 'reassign', agentId: ADA, reason: 'workload' }, minute(2));
    assert.equal(idOf(await claimed(ADA, minute(3))), second);
    await change(second, { kind: 'solve', agentId: ADA }, minute(4));
    assert.equal(idOf(await claimed(ADA, minute(5))), 'nothing');
    await recordPresence(real.ticketing.database, { agent: BEN, said: 'available', now: minute(60) });
    assert.equal(idOf(await claimed(ADA, minute(61))), 'nothing');
    assert.equal(idOf(await claimed(ADA, minute(62))), first);
    await change(first, { kind: 'reassign', agentId: ADA, reason: 'workload' }, minute(63));
    assert.equal(idOf(await claimed(BEN, minute(64))), first);
  });

  it('gives what an agent gave back to the same one while nobody else is at work', async () => {
    const id = await waiting();
    assert.equal(idOf(await claimed(ADA)), id);
    await change(id, { kind: 'reassign', agentId: ADA, reason: 'workload' }, minute(2));
    assert.equal(idOf(await claimed(ADA, minute(3))), id);
  });

  it('finds the lowest rank among more lanes than one query merges', async () => {
    const { database } = real.ticketing;
    const { seq: _seq, ...base } =
      (await database.tickets.findOne({ _id: await waiting() })) ?? assert.fail();
    await database.tickets.deleteMany({});
    await database.tickets.insertMany(
      Array.from({ length: 400 }, (_, index) => ({
        ...base,
        seq: 2,
        _id: index.toString(16).padStart(24, '0'),
        lane: `front:s${index}=1`,
        rank: (index * 7919) % 400,
      })),
    );
    const lanes = await lanesOf(database, 'T1');
    assert.equal(lanes.length, 400);
    const found = await waitingIn(database, { tier: 'T1', lanes, limit: 20 });
    assert.deepEqual(
      found.map(({ rank }) => rank),
      Array.from({ length: 20 }, (_, index) => index),
    );
  });
});
