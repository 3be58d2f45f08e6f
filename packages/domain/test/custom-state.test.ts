import assert from 'node:assert/strict';

import { type Command, decide, instant, type Policy, statusOf, type Ticket } from '@tierline/domain';
import { ADA, aLife, aPolicy, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { pausedWhile } from './office-policy.ts';

const { policy } = aPolicy(`states:
  - { name: in-review, category: open }
  - { name: needs-logs, category: pending }
  - { name: awaiting-parts, category: on-hold }
  - { name: awaiting-customs, category: on-hold }
  - { name: awaiting-release, category: on-hold, waitsFor: engineering }
  - { name: worked-around, category: solved }
`);
const HOUR = 3_600_000;
const inHand = aLife(INTO_ADAS_HANDS, { policy }).ticket;
const ask: Command = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Which page?',
  ask: true,
  as: 'needs-logs',
};
const WRITE: Command = {
  kind: 'reply',
  author: { kind: 'requester', id: 'customer@example.com' },
  visibility: 'public',
  body: 'This.',
  ask: false,
};

function after(ticket: Ticket, command: Command, hours = 0.1, by: Policy = policy): Ticket {
  const decision = decide(ticket, command, instant(MONDAY + hours * HOUR), by);
  return decision.kind === 'decided' ? decision.ticket : assert.fail(decision.message);
}

function refusal(ticket: Ticket, command: Command): string {
  const decision = decide(ticket, command, instant(MONDAY + HOUR / 10), policy);
  return decision.kind === 'refused' ? `${decision.code}: ${decision.message}` : 'decided';
}

const where = ({ state, customState }: Ticket) => [statusOf(state), customState];

describe("a state of the policy's own", () => {
  const held = after(inHand, { kind: 'hold', agentId: ADA, as: 'awaiting-parts' });
  const released = after(inHand, { kind: 'hold', agentId: ADA, as: 'awaiting-release' });
  const pending = after(inHand, ask);

  it('is what a command leads into, in its category', () => {
    assert.deepEqual(where(held), ['on-hold', 'awaiting-parts']);
    assert.deepEqual(where(pending), ['pending', 'needs-logs']);
    assert.deepEqual(where(after(inHand, { kind: 'solve', agentId: ADA, as: 'worked-around' })), [
      'solved',
      'worked-around',
    ]);
    assert.deepEqual(where(after(held, { kind: 'resume', agentId: ADA, as: 'in-review' })), [
      'open',
      'in-review',
    ]);
  });

  it('says whom a ticket on hold waits for', () => {
    assert.equal(held.state.kind === 'on-hold' && held.state.waitsFor, 'third-party');
    assert.equal(released.state.kind === 'on-hold' && released.state.waitsFor, 'engineering');
  });

  it('ends with its category, and lasts through changes within it', () => {
    assert.deepEqual(where(after(pending, WRITE, 0.2)), ['open', undefined]);
    const reviewed = after(held, { kind: 'resume', agentId: ADA, as: 'in-review' });
    assert.deepEqual(where(after(reviewed, { kind: 'claim', agentId: ADA, occupied: [] }, 0.2)), [
      'open',
      'in-review',
    ]);
  });

  it('pauses the clocks exactly as its category does', () => {
    const plain = after(inHand, { kind: 'hold', agentId: ADA, waitsFor: 'third-party' });
    assert.deepEqual(held.clocks, plain.clocks);
    const running = pausedWhile(policy, []);
    const inTheirHands = aLife(INTO_ADAS_HANDS, { policy: running }).ticket;
    const unpaused = after(inTheirHands, { kind: 'hold', agentId: ADA, as: 'awaiting-parts' }, 0.1, running);
    assert.equal(unpaused.clocks.resolution?.state, 'running');
  });

  it('is changed for another of the same category, and back to its own, by an update', () => {
    const other = after(held, { kind: 'update', agentId: ADA, changes: { state: 'awaiting-customs' } }, 0.2);
    assert.deepEqual(where(other), ['on-hold', 'awaiting-customs']);
    assert.deepEqual(other.clocks, held.clocks);
    assert.deepEqual(where(after(other, { kind: 'update', agentId: ADA, changes: { state: null } }, 0.3)), [
      'on-hold',
      undefined,
    ]);
    assert.deepEqual(
      where(after(inHand, { kind: 'update', agentId: ADA, changes: { state: 'in-review' } })),
      ['open', 'in-review'],
    );
  });

  it('is refused where the command does not lead, naming those that are there', () => {
    assert.match(
      refusal(inHand, { kind: 'hold', agentId: ADA, as: 'needs-logs' }),
      /unknown-state.*awaiting-parts/,
    );
    assert.match(refusal(inHand, { ...ask, as: 'nowhere' }), /unknown-state.*needs-logs/);
    assert.match(
      refusal(inHand, { kind: 'solve', agentId: ADA, as: 'in-review' }),
      /unknown-state.*worked-around/,
    );
    assert.match(
      refusal(held, { kind: 'resume', agentId: ADA, as: 'needs-logs' }),
      /unknown-state.*in-review/,
    );
    const update = (state: string): Command => ({ kind: 'update', agentId: ADA, changes: { state } });
    assert.match(refusal(held, update('in-review')), /unknown-state/);
    assert.match(refusal(held, update('awaiting-release')), /waits for engineering/);
  });

  it('that a later policy lacks stays with the ticket, which goes on as before', () => {
    const { policy: later } = aPolicy();
    assert.deepEqual(where(after(held, { kind: 'timer' }, 0.2, later)), ['on-hold', 'awaiting-parts']);
    assert.deepEqual(where(after(held, { kind: 'resume', agentId: ADA }, 0.2, later)), ['open', undefined]);
  });
});
