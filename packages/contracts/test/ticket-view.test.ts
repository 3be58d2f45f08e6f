import assert from 'node:assert/strict';

import { ticketView, viewOf } from '@tierline/contracts';
import { type Command, decide, instant, type Ticket } from '@tierline/domain';
import { ADA, aLife, aPolicy, aRequest, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

const { policy } = aPolicy();
const ASK: Command = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Which page?',
  ask: true,
};
const SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };
const WRITE: Command = { ...ASK, author: { kind: 'requester', id: 'customer@example.com' } };

const after = (commands: readonly Command[]): Ticket =>
  aLife(commands, { policy, request: aRequest({ plan: 'pro', tags: ['vip'] }) }).ticket;

function breached(): Ticket {
  const decision = decide(
    after(INTO_ADAS_HANDS),
    { kind: 'timer' },
    instant(MONDAY + 48 * 3_600_000),
    policy,
  );
  assert.ok(decision.kind === 'decided');
  return decision.ticket;
}

const TICKETS = {
  new: { ticket: after([]), status: 'new' },
  waiting: { ticket: after(INTO_ADAS_HANDS.slice(0, 1)), status: 'open' },
  working: { ticket: after(INTO_ADAS_HANDS), status: 'open' },
  pending: { ticket: after([...INTO_ADAS_HANDS, ASK]), status: 'pending' },
  solved: { ticket: after([...INTO_ADAS_HANDS, SOLVE]), status: 'solved' },
  reopened: { ticket: after([...INTO_ADAS_HANDS, SOLVE, WRITE]), status: 'open' },
  breached: { ticket: breached(), status: 'open' },
} as const;

const due = (name: keyof typeof TICKETS) => viewOf(TICKETS[name].ticket).clocks.resolution?.dueAt;

describe('the view of a ticket', () => {
  for (const [name, { ticket, status }] of Object.entries(TICKETS)) {
    it(`that is ${name} is as documented, also as JSON, and says ${status}`, () => {
      const view = viewOf(ticket);
      assert.deepEqual(ticketView.parse(view), view);
      assert.deepEqual(ticketView.parse(JSON.parse(JSON.stringify(view))), view);
      assert.equal(view.status, status);
    });
  }

  it('shows times in ISO 8601 and lengths of time in seconds', () => {
    const view = viewOf(after([...INTO_ADAS_HANDS, SOLVE]));
    assert.equal(view.openedAt, '2026-03-02T09:00:00.000Z');
    assert.deepEqual(view.stays, [
      {
        tier: 'T1',
        enteredAt: '2026-03-02T09:01:00.000Z',
        leftAt: '2026-03-02T09:03:00.000Z',
        cameBy: { kind: 'routed' },
        leftBy: { kind: 'solved' },
        workedSeconds: 60,
        waitedSeconds: 60,
        pausedSeconds: 0,
        by: [{ agent: 't1-ada', workedSeconds: 60 }],
        target: 'met',
      },
    ]);
    assert.deepEqual(view.clocks.firstResponse, {
      state: 'met',
      targetSeconds: 14_400,
      spentSeconds: 180,
      since: '2026-03-02T09:03:00.000Z',
    });
  });

  it('shows when a promise is due only while its clock runs', () => {
    assert.deepEqual(
      [due('working'), due('pending'), due('solved')],
      ['2026-03-03T09:00:00.000Z', undefined, undefined],
    );
  });

  it('shows who holds the ticket, and nothing of slots, ranks and head starts', () => {
    const view = viewOf(after(INTO_ADAS_HANDS));
    assert.equal(view.holder, 't1-ada');
    for (const inner of ['slots', 'rank', 'headStart', 'seq']) assert.ok(!(inner in view), inner);
    assert.equal(viewOf(after(INTO_ADAS_HANDS.slice(0, 1))).holder, undefined);
  });
});
