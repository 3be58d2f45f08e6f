import assert from 'node:assert/strict';

import {
  type Command,
  decide,
  followUp,
  instant,
  type LifePolicy,
  millis,
  type Policy,
  type Ticket,
} from '@tierline/domain';
import { ADA, aLife, aRequest, CLEO, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { pausedWhile } from './office-policy.ts';
import { CUSTOMER, NOTE, outcome, policy, reply } from './states.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };
const HOLD: Command = { kind: 'hold', agentId: ADA, waitsFor: 'engineering' };

function living(life: Partial<LifePolicy>): Policy {
  return { ...policy, life: { ...policy.life, ...life } };
}

function at(ticket: Ticket, command: Command, later: number, under: Policy = policy): Ticket {
  const decision = decide(ticket, command, instant(MONDAY + later), under);
  assert.equal(decision.kind, 'decided');
  return decision.kind === 'decided' ? decision.ticket : ticket;
}

describe('a ticket on hold', () => {
  it("takes none of the holder's capacity, says whom it waits for, and goes back to who knows it", () => {
    const held = at(aLife(INTO_ADAS_HANDS).ticket, HOLD, HOUR / 2);
    assert.deepEqual(held.state, {
      kind: 'on-hold',
      since: MONDAY + HOUR / 2,
      preferred: ADA,
      waitsFor: 'engineering',
    });
    const resumed = at(held, { kind: 'resume', agentId: ADA }, 2 * HOUR);
    assert.deepEqual(resumed.state, { kind: 'waiting', since: MONDAY + 2 * HOUR, preferred: ADA });
  });

  it('has its clocks paused, or not, as the policy says', () => {
    const { ticket } = aLife(INTO_ADAS_HANDS);
    const paused = at(ticket, HOLD, HOUR / 2);
    assert.deepEqual([paused.clocks.resolution?.state, paused.clocks.tier?.state], ['paused', 'paused']);
    assert.equal(paused.nextTimer, undefined);
    const unpausing = pausedWhile(policy, ['pending']);
    const inHand = aLife(INTO_ADAS_HANDS, { policy: unpausing }).ticket;
    assert.deepEqual(at(inHand, HOLD, HOUR / 2, unpausing).clocks, inHand.clocks);
    const resumed = at(paused, { kind: 'resume', agentId: ADA }, 10 * HOUR);
    assert.equal(resumed.clocks.resolution?.spent, HOUR / 2);
  });

  it('comes back when the customer writes', () => {
    const held = at(aLife(INTO_ADAS_HANDS).ticket, HOLD, HOUR / 2);
    assert.equal(
      outcome(decide(held, reply(CUSTOMER), instant(MONDAY + HOUR), policy)),
      'message.added + ticket.resumed',
    );
  });
});

describe('a solved ticket', () => {
  const solved = aLife([...INTO_ADAS_HANDS, SOLVE], {
    policy: living({ closeAfter: millis(3 * DAY) }),
  }).ticket;
  const closesAt = MONDAY + 3 * 60_000 + 3 * DAY;

  it('closes at its time, by itself, exactly once', () => {
    assert.equal(solved.nextTimer, closesAt);
    assert.equal(outcome(decide(solved, { kind: 'timer' }, instant(closesAt - 1), policy)), 'nothing');
    const closing = decide(solved, { kind: 'timer' }, instant(closesAt + DAY), policy);
    assert.equal(outcome(closing), 'ticket.closed');
    const closed = at(solved, { kind: 'timer' }, closesAt - MONDAY);
    assert.deepEqual(
      [closed.state.kind, closed.nextTimer, closed.solvedAt],
      ['closed', undefined, solved.solvedAt],
    );
    assert.equal(outcome(decide(closed, { kind: 'timer' }, instant(closesAt + DAY), policy)), 'nothing');
  });

  it('does not close when the customer came back in time, also if the timer fires late', () => {
    const reopened = at(solved, reply(CUSTOMER), closesAt - MONDAY - 1);
    assert.equal(reopened.state.kind, 'waiting');
    const late = decide(reopened, { kind: 'timer' }, instant(closesAt + DAY), policy);
    assert.ok(late.kind === 'decided' && late.events.every(({ kind }) => kind !== 'ticket.closed'));
  });

  it('is closed for a customer who comes too late, even if no timer has fired yet', () => {
    const late = instant(closesAt + 1);
    assert.equal(
      outcome(decide(solved, reply(CUSTOMER), late, living({ replyToClosed: 'reject' }))),
      'closed',
    );
    assert.equal(
      outcome(decide(solved, reply(CUSTOMER), late, living({ replyToClosed: 'reopen' }))),
      'ticket.closed + message.added + ticket.reopened',
    );
  });
});

describe('a follow-up', () => {
  it('is about the same, by the same customer, and says what it follows', () => {
    const closed = aLife([], { request: aRequest({ plan: 'gold', priority: 'high', tags: ['vip'] }) }).ticket;
    const request = followUp(closed, 'It is broken again.');
    assert.deepEqual(request, {
      subject: `Re: ${closed.subject}`,
      description: 'It is broken again.',
      requester: closed.requester,
      channel: 'api',
      priority: 'high',
      plan: 'gold',
      tags: ['vip'],
      followUpOf: closed.id,
    });
    assert.equal(followUp({ ...closed, subject: 'RE: Hello' }, 'x').subject, 'RE: Hello');
    assert.equal(followUp({ ...closed, subject: 'x'.repeat(200) }, 'x').subject.length, 200);
  });
});

describe('a ticket that moves between tiers', () => {
  const up: Command = { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE };
  const down: Command = { kind: 'de-escalate', agentId: CLEO, reason: 'needs-expertise', note: NOTE };
  const claimed = (agentId: typeof ADA): Command => ({ kind: 'claim', agentId, occupied: [] });

  it('keeps a stay for each tier it was on, and a fresh clock on each', () => {
    const { ticket } = aLife([...INTO_ADAS_HANDS, up, claimed(CLEO), down]);
    assert.deepEqual(
      ticket.stays.map(({ tier }) => tier),
      ['T1', 'T2', 'T1'],
    );
    assert.deepEqual([ticket.tier, ticket.moves, ticket.escalations], ['T1', 2, 1]);
    assert.deepEqual([ticket.clocks.tier?.spent, ticket.clocks.tier?.target], [0, HOUR]);
  });

  it('is bounced no more often than the policy allows, whichever way', () => {
    const { ticket } = aLife([...INTO_ADAS_HANDS, up, claimed(CLEO), down, claimed(ADA)]);
    assert.equal(policy.escalation.max, 2);
    assert.equal(outcome(decide(ticket, up, instant(MONDAY + HOUR / 2), policy)), 'move-limit');
  });
});

describe('a ticket taken back from an agent who fell silent', () => {
  it('waits for anybody of its tier, its clocks running, the time in hand recorded', () => {
    const { ticket } = aLife(INTO_ADAS_HANDS);
    const back = at(
      ticket,
      { kind: 'take-back', holder: ADA, by: { kind: 'system', name: 'router' } },
      HOUR / 2,
    );
    assert.deepEqual(back.state, { kind: 'waiting', since: MONDAY + HOUR / 2 });
    assert.deepEqual(back.clocks, ticket.clocks);
    assert.equal(back.stays.at(-1)?.worked, HOUR / 2 - 2 * 60_000);
    assert.notEqual(back.rank, undefined);
  });
});
