import assert from 'node:assert/strict';

import {
  type Agent,
  type AgentId,
  agentId,
  type Candidate,
  distribute,
  isForOthers,
  instant,
  type Instant,
  millis,
  type Policy,
  teamId,
  type Ticket,
  ticketId,
  unfitFor,
} from '@tierline/domain';
import { aLife, aPolicy, MONDAY, TEAMS } from '@tierline/testkit';
import * as fc from 'fast-check';

import { ROUTER } from './states.ts';

const CREW = teamId('crew');
const base = aPolicy(TEAMS).policy;
const NOW = instant(MONDAY + 60_000);

function person(name: string, fields: Partial<Agent> = {}): Agent {
  return { id: agentId(name), name, tier: 'T1', capacity: 2, skills: {}, changes: [], ...fields };
}

/** A policy in which these people make up one push team. */
function crew(people: readonly Agent[]): Policy {
  return {
    ...base,
    assignment: { claimOffShift: 'allow', onLeave: 'queue', stickFor: millis(1_800_000) },
    teams: new Map([[CREW, { id: CREW, name: 'Crew', tier: 'T1', assignment: 'push', overflow: [] }]]),
    agents: new Map(people.map((agent) => [agent.id, agent])),
  };
}

const there = (agent: Agent, more: Partial<Candidate> = {}): Candidate => ({
  agent,
  occupied: [],
  presence: 'available',
  ...more,
});

const waiting = aLife([{ kind: 'route', by: ROUTER }], { policy: crew([]) }).ticket;

function tickets(count: number, fields: Partial<Ticket> = {}): readonly Ticket[] {
  return Array.from({ length: count }, (_, index) => ({
    ...waiting,
    ...fields,
    id: ticketId(index.toString(16).padStart(24, '0')),
  }));
}

function given(
  list: readonly Ticket[],
  people: readonly Agent[],
  more: (agent: Agent) => Partial<Candidate> = () => ({}),
): readonly AgentId[] {
  const candidates = people.map((agent) => there(agent, more(agent)));
  return distribute(list, candidates, NOW, crew(people)).gifts.map(({ agent }) => agent.id);
}

const ANN = person('ann');
const BOB = person('bob');
const CYD = person('cyd');

describe('distributing what waits', () => {
  it('gives in the order of the tickets to the agent who was given nothing for longest', () => {
    const last = new Map<AgentId, Instant>([
      [ANN.id, instant(MONDAY - 1)],
      [BOB.id, instant(MONDAY - 3)],
      [CYD.id, instant(MONDAY - 2)],
    ]);
    const order = given(tickets(4), [ANN, BOB, CYD], ({ id }) => ({ assignedAt: last.get(id) ?? MONDAY }));
    assert.deepEqual(order, [BOB.id, CYD.id, ANN.id, BOB.id]);
  });

  it('gives first to who was never given anything, then to who has most room', () => {
    const big = person('zed', { capacity: 9 });
    assert.deepEqual(given(tickets(2), [ANN, big]), [big.id, ANN.id]);
  });

  it('gives a ticket to the agent who knows it, and to nobody else while it is kept', () => {
    const state = { kind: 'waiting', since: MONDAY, preferred: ANN.id } as const;
    assert.deepEqual(given(tickets(1, { state }), [BOB, ANN]), [ANN.id]);
    assert.deepEqual(
      given(tickets(1, { state }), [BOB, ANN], ({ id }) => (id === ANN.id ? { occupied: [0, 1] } : {})),
      [],
    );
  });

  it('gives a ticket back to who gave it back only where there is nobody else for it', () => {
    const state = { kind: 'waiting', since: MONDAY, returnedBy: ANN.id } as const;
    const lately = ({ id }: Agent) => (id === BOB.id ? { assignedAt: instant(NOW - 1) } : {});
    assert.deepEqual(given(tickets(1, { state }), [ANN, BOB], lately), [BOB.id]);
    assert.deepEqual(given(tickets(1, { state }), [ANN]), [ANN.id]);
  });

  it('knows whether a ticket is for others than one: at work, able, with room', () => {
    const [ticket] = tickets(1);
    assert.ok(ticket);
    const policy = crew([ANN, BOB]);
    const others = (more: Partial<Candidate>) =>
      isForOthers(ticket, ANN.id, [there(ANN), there(BOB, more)], { now: NOW, policy });
    assert.deepEqual(
      [others({}), others({ presence: 'away' }), others({ occupied: [0, 1] })],
      [true, false, false],
    );
    const elsewhere = there(person('eve', { tier: 'T2' }));
    assert.equal(isForOthers(ticket, ANN.id, [there(ANN), elsewhere], { now: NOW, policy }), false);
  });

  it('holds what nobody has room for', () => {
    assert.equal(given(tickets(9), [ANN, BOB, CYD]).length, 6);
  });

  it('keeps room for a heavy ticket from lighter ones after it', () => {
    const [heavy, light] = [tickets(1, { effort: 2 }), tickets(1)];
    const [one, other] = [...heavy, ...light].map((ticket, index) => ({
      ...ticket,
      id: ticketId(index.toString(16).padStart(24, 'a')),
    }));
    assert.ok(one && other);
    const half = () => ({ occupied: [0] });
    assert.deepEqual(given([one, other], [ANN], half), []);
    assert.deepEqual(given([other, one], [ANN], half), [ANN.id]);
  });

  it('passes by who is away, offline, off shift, gone, unskilled or of a pull team', () => {
    const gone = person('old', { until: MONDAY });
    const needs = tickets(1, { needs: { network: 1 } });
    assert.deepEqual(given(tickets(1), [gone]), []);
    assert.deepEqual(
      given(tickets(1), [ANN], () => ({ presence: 'away' })),
      [],
    );
    assert.deepEqual(
      given(tickets(1), [ANN], () => ({ presence: 'offline' })),
      [],
    );
    assert.deepEqual(given(needs, [ANN, person('net', { skills: { network: 1 } })]), ['net']);
    const sunday = instant(MONDAY - 24 * 3_600_000);
    const shift = person('day', { calendar: 'office' });
    assert.deepEqual(distribute(tickets(1), [there(shift)], sunday, crew([shift])).gifts, []);
  });

  it('never goes above capacity nor to who may not have it, whatever waits and whoever is there', () => {
    const agent = fc.record({
      capacity: fc.integer({ min: 1, max: 4 }),
      level: fc.integer({ min: 0, max: 2 }),
      presence: fc.constantFrom('available' as const, 'away' as const, 'offline' as const),
      used: fc.nat(4),
    });
    const ticket = fc.record({
      effort: fc.integer({ min: 1, max: 5 }),
      level: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(agent, { maxLength: 6 }), fc.array(ticket, { maxLength: 20 }), (staff, wanted) => {
        const people = staff.map(({ capacity, level }, index) =>
          person(`p${index}`, { capacity, ...(level > 0 && { skills: { network: level } }) }),
        );
        const policy = crew(people);
        const candidates = people.map((one, index) =>
          there(one, {
            presence: staff[index]?.presence ?? 'away',
            occupied: Array.from(
              { length: Math.min(staff[index]?.used ?? 0, one.capacity) },
              (_, slot) => slot,
            ),
          }),
        );
        const list = tickets(wanted.length).map((one, index) => ({
          ...one,
          effort: wanted[index]?.effort ?? 1,
          ...(wanted[index]?.level && { needs: { network: wanted[index].level } }),
        }));
        const { gifts } = distribute(list, candidates, NOW, policy);
        assert.equal(new Set(gifts.map((gift) => gift.ticket.id)).size, gifts.length);
        for (const { agent: to, ticket: what } of gifts)
          assert.equal(unfitFor(what, to, NOW, policy), undefined);
        for (const { agent: one, occupied, presence } of candidates) {
          const own = gifts.filter((gift) => gift.agent.id === one.id);
          const slots = own.reduce(
            (sum, { ticket: { effort = 1 } }) => sum + Math.min(effort, one.capacity),
            0,
          );
          assert.ok(occupied.length + slots <= one.capacity);
          if (presence !== 'available') assert.equal(own.length, 0);
        }
      }),
    );
  });

  it('is fair: of equal agents nobody gets two more than another, also one ticket at a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
        (size, batches) => {
          const people = Array.from({ length: size }, (_, index) => person(`p${index}`, { capacity: 40 }));
          const policy = crew(people);
          const counts = new Map(people.map(({ id }) => [id, 0]));
          const last = new Map<AgentId, Instant>();
          let now = NOW;
          for (const batch of batches) {
            now = instant(now + 1000);
            const candidates = people.map((one) => {
              const assignedAt = last.get(one.id);
              return there(one, { ...(assignedAt !== undefined && { assignedAt }) });
            });
            for (const [index, { agent }] of distribute(
              tickets(batch),
              candidates,
              now,
              policy,
            ).gifts.entries()) {
              counts.set(agent.id, (counts.get(agent.id) ?? 0) + 1);
              // Given one after the other, as the store writes them.
              last.set(agent.id, instant(now + index));
            }
            const all = [...counts.values()];
            assert.ok(Math.max(...all) - Math.min(...all) <= 1, all.join(' '));
          }
        },
      ),
    );
  });
});
