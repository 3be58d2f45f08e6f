import assert from 'node:assert/strict';

import {
  type Command,
  decide,
  instant,
  mergeTickets,
  recomputed,
  type Ticket,
  ticketId,
  type WantedUpdate,
} from '@tierline/domain';
import { ADA, aLife, aRequest, CLEO, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { as, BEN, CUSTOMER, GHOST, outcome, policy, reply, SOON, STATES, TICKETS } from './states.ts';

const OTHER = ticketId('fedcba9876543210fedcba98');
const HOUR = 3_600_000;

/** Another ticket after these commands. */
function other(commands: readonly Command[] = [], fields = {}, at = MONDAY): Ticket {
  return { ...aLife(commands, { policy, at, request: aRequest({ ...fields }) }).ticket, id: OTHER };
}

describe('merging a ticket into another', () => {
  const open = other(INTO_ADAS_HANDS.slice(0, 1));

  for (const state of STATES) {
    const [source, target] = mergeTickets(TICKETS[state], open, { agentId: ADA }, SOON, policy).map(outcome);
    it(`ends one that is ${state}: ${source}`, () => {
      assert.equal(source, state === 'closed' ? 'illegal-transition' : 'ticket.merged');
      assert.equal(target, 'ticket.absorbed');
    });
  }

  for (const state of STATES) {
    const over = state === 'solved' || state === 'closed';
    it(`into one that is ${state}: ${over ? 'is refused' : 'goes on there'}`, () => {
      const target = { ...TICKETS[state], id: OTHER };
      const [, absorbed] = mergeTickets(TICKETS.waiting, target, { agentId: ADA }, SOON, policy);
      assert.equal(outcome(absorbed), over ? 'illegal-transition' : 'ticket.absorbed');
      if (absorbed.kind === 'decided') assert.deepEqual(absorbed.ticket.state, target.state);
    });
  }

  it('is for an agent, and for the holder where somebody holds it', () => {
    const merging = (agentId: typeof ADA) =>
      outcome(mergeTickets(TICKETS.working, open, { agentId }, SOON, policy)[0]);
    assert.deepEqual([BEN, GHOST, ADA].map(merging), ['not-holder', 'unknown-agent', 'ticket.merged']);
  });

  it('is of the version that was read, where the agent says so', () => {
    const at = (version: number) =>
      outcome(mergeTickets(TICKETS.waiting, open, { agentId: ADA, version }, SOON, policy)[0]);
    assert.deepEqual([at(TICKETS.waiting.seq), at(1)], ['ticket.merged', 'stale-version']);
  });

  it('is never into itself, and neither of nor into one that is merged', () => {
    const self = mergeTickets(open, open, { agentId: ADA }, SOON, policy).map(outcome);
    assert.deepEqual(self, ['same-ticket', 'same-ticket']);
    const [merged] = mergeTickets(TICKETS.waiting, open, { agentId: ADA }, SOON, policy);
    assert.ok(merged.kind === 'decided');
    const again = mergeTickets(merged.ticket, open, { agentId: ADA }, SOON, policy);
    assert.equal(outcome(again[0]), 'merged');
    const into = mergeTickets(open, merged.ticket, { agentId: ADA }, SOON, policy);
    assert.equal(outcome(into[1]), 'merged');
  });

  it('takes it out of hands and queues and stops its clocks: a merged ticket never escalates (Z#904)', () => {
    for (const state of ['new', 'waiting', 'working', 'pending', 'on-hold', 'solved'] as const) {
      const [merged] = mergeTickets(TICKETS[state], open, { agentId: ADA }, SOON, policy);
      assert.ok(merged.kind === 'decided');
      const { ticket } = merged;
      assert.deepEqual(ticket.state, { kind: 'closed', since: SOON, by: ADA });
      assert.deepEqual([ticket.rank, ticket.nextTimer, ticket.mergedInto], [undefined, undefined, OTHER]);
      assert.ok(ticket.stays.every(({ leftAt }) => leftAt !== undefined));
      for (const clock of Object.values(ticket.clocks)) assert.equal(clock.state, 'stopped');
      const muchLater = instant(MONDAY + 500 * HOUR);
      assert.equal(outcome(decide(ticket, { kind: 'timer' }, muchLater, policy)), 'nothing');
      for (const author of [CUSTOMER, as(ADA), as(CLEO)])
        assert.equal(outcome(decide(ticket, reply(author), muchLater, policy)), 'merged');
    }
  });

  it('records a breach of the source before it ends: a merge hides none', () => {
    const late = instant(MONDAY + 5 * HOUR);
    const [merged] = mergeTickets(TICKETS.waiting, open, { agentId: ADA }, late, policy);
    assert.match(outcome(merged), /sla\.breached.* \+ ticket\.merged$/);
  });

  it('lets the target keep its promises where they are due sooner', () => {
    const younger = other(INTO_ADAS_HANDS.slice(0, 1), {}, instant(MONDAY + 5 * 60_000));
    const [, absorbed] = mergeTickets(younger, TICKETS.waiting, { agentId: ADA }, SOON, policy);
    assert.ok(absorbed.kind === 'decided');
    assert.deepEqual(absorbed.ticket.clocks, TICKETS.waiting.clocks);
  });

  it("takes over the source's promises to the customer that are due sooner, and never its tier's", () => {
    const urgent = other(INTO_ADAS_HANDS.slice(0, 1), { priority: 'urgent' });
    const [, absorbed] = mergeTickets(urgent, TICKETS.waiting, { agentId: ADA }, SOON, policy);
    assert.ok(absorbed.kind === 'decided');
    const { clocks, rank } = absorbed.ticket;
    assert.deepEqual(
      [clocks.firstResponse?.target, clocks.resolution?.target, clocks.tier],
      [HOUR / 4, 4 * HOUR, TICKETS.waiting.clocks.tier],
    );
    assert.ok(Number(rank) < Number(TICKETS.waiting.rank));
  });

  it('takes over a promise paused where the target waits, and none that the target has kept already', () => {
    const urgent = other(INTO_ADAS_HANDS.slice(0, 1), { priority: 'urgent' });
    const [, absorbed] = mergeTickets(urgent, TICKETS.pending, { agentId: ADA }, SOON, policy);
    assert.ok(absorbed.kind === 'decided');
    const { firstResponse, resolution } = absorbed.ticket.clocks;
    assert.deepEqual([firstResponse, resolution?.state], [TICKETS.pending.clocks.firstResponse, 'paused']);
    assert.equal(resolution?.spent, SOON - MONDAY);
  });

  it('never has what it took over due later, by another policy or by a change of its own; sooner it may be', () => {
    const high = other(INTO_ADAS_HANDS.slice(0, 1), { priority: 'high' });
    const [, absorbed] = mergeTickets(high, TICKETS.waiting, { agentId: ADA }, SOON, policy);
    assert.ok(absorbed.kind === 'decided');
    const { ticket } = absorbed;
    assert.equal(ticket.clocks.resolution?.takenFrom, high.id);
    const next = { ...policy, number: policy.number + 1 };
    assert.deepEqual(recomputed(ticket, SOON, next), {});
    const updated = (changes: WantedUpdate) => {
      const decision = decide(ticket, { kind: 'update', agentId: ADA, changes }, SOON, next);
      assert.ok(decision.kind === 'decided');
      return decision.ticket.clocks.resolution;
    };
    assert.deepEqual(updated({ tags: { add: ['merged'] } }), ticket.clocks.resolution);
    assert.deepEqual(updated({ priority: 'low' }), ticket.clocks.resolution);
    const sooner = updated({ priority: 'urgent' });
    assert.deepEqual([sooner?.target, sooner?.takenFrom], [4 * HOUR, undefined]);
  });

  it('makes customers of the source participants of the target, each once', () => {
    const another = { ...other(), requester: 'another@example.com', participants: ['third@example.com'] };
    const [, first] = mergeTickets(another, TICKETS.waiting, { agentId: ADA }, SOON, policy);
    assert.ok(first.kind === 'decided');
    assert.deepEqual(first.ticket.participants, ['another@example.com', 'third@example.com']);
    const more = {
      ...other(),
      id: ticketId('111111111111111111111111'),
      participants: ['third@example.com'],
    };
    const [, second] = mergeTickets(more, first.ticket, { agentId: ADA }, SOON, policy);
    assert.ok(second.kind === 'decided');
    assert.deepEqual(second.ticket.participants, ['another@example.com', 'third@example.com']);
    assert.deepEqual(second.ticket.merged, [OTHER, more.id]);
  });
});
