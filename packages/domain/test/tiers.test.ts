import assert from 'node:assert/strict';

import { agentId, type Command, decide, instant, type Policy, replay, type Ticket } from '@tierline/domain';
import { ADA, aLife, CLEO, EVE, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import {
  as,
  BEN,
  claim,
  CUSTOMER,
  ENGINEER,
  NOTE,
  outcome,
  policy,
  reply,
  ROUTER,
  SOON,
  TICKETS,
} from './states.ts';

const MINUTE = 60_000;
const DAN = agentId('t2-dan');
const up = (agent: typeof ADA, reason = 'needs-expertise'): Command => ({
  kind: 'escalate',
  agentId: agent,
  reason,
  note: NOTE,
});
const down = (agent: typeof ADA, reason = 'resolved-lower'): Command => ({
  kind: 'de-escalate',
  agentId: agent,
  reason,
  note: NOTE,
});
const pass = (from: typeof ADA, to?: typeof ADA): Command => ({
  kind: 'reassign',
  agentId: from,
  reason: 'workload',
  ...(to && { to: { agentId: to, occupied: [] } }),
});
const ask = (agent: typeof ADA, asked: Extract<Command, { kind: 'ask-help' }>['asked']): Command => ({
  kind: 'ask-help',
  agentId: agent,
  asked,
  question: 'Have you seen this?',
});
const T3 = { kind: 'tier', tier: 'T3' } as const;

function escalating(escalation: Partial<Policy['escalation']>): Policy {
  return { ...policy, escalation: { ...policy.escalation, ...escalation } };
}

function after(ticket: Ticket, command: Command, under: Policy = policy): Ticket {
  const decision = decide(ticket, command, SOON, under);
  assert.equal(decision.kind, 'decided', outcome(decision));
  return decision.kind === 'decided' ? decision.ticket : ticket;
}

describe('an escalation', () => {
  it('has a reason out of the list of the policy, kept with the stay that it ends and the one that it begins', () => {
    const { ticket } = aLife([...INTO_ADAS_HANDS, up(ADA, 'bug'), claim(CLEO), down(CLEO)], { policy });
    assert.deepEqual(
      ticket.stays.map(({ tier, cameBy, leftBy }) => [tier, cameBy, leftBy]),
      [
        ['T1', { kind: 'routed' }, { kind: 'escalated', reason: 'bug' }],
        ['T2', { kind: 'escalated', reason: 'bug' }, { kind: 'de-escalated', reason: 'resolved-lower' }],
        ['T1', { kind: 'de-escalated', reason: 'resolved-lower' }, undefined],
      ],
    );
    const own = escalating({ reasons: ['vip'] });
    assert.equal(outcome(decide(TICKETS.working, up(ADA, 'vip'), SOON, own)), 'ticket.escalated');
    assert.equal(outcome(decide(TICKETS.working, up(ADA, 'bug'), SOON, own)), 'unknown-reason');
  });

  it('of a log from before there were reasons is still an escalation', () => {
    const { events } = aLife([...INTO_ADAS_HANDS, up(ADA)], { policy });
    const old = events.map((event) => {
      if (event.kind !== 'ticket.escalated') return event;
      const { reason: _, ...rest } = event;
      return rest;
    });
    const ticket = replay(old);
    assert.deepEqual(
      [ticket.tier, ticket.stays[0]?.leftBy, ticket.stays[1]?.cameBy],
      ['T2', { kind: 'escalated' }, { kind: 'escalated' }],
    );
  });
});

describe('a bounce', () => {
  const ladder = [...INTO_ADAS_HANDS, up(ADA), claim(CLEO)];

  it('is a return to a tier, not a move to a tier that the ticket has not seen', () => {
    const seen = (commands: readonly Command[]) =>
      aLife(commands, { policy: escalating({ max: 9 }) }).ticket.bounces;
    assert.deepEqual(
      [seen(ladder), seen([...ladder, down(CLEO)]), seen([...ladder, down(CLEO), claim(ADA), up(ADA)])],
      [0, 1, 2],
    );
    assert.equal(seen([...ladder, up(CLEO), claim(EVE)]), 0);
  });

  it('is a return to an agent by a colleague, too, but no claim from the queue', () => {
    const there = aLife([...INTO_ADAS_HANDS, pass(ADA, BEN)], { policy }).ticket;
    assert.deepEqual([there.state.kind, there.reassignments, there.bounces], ['working', 1, 0]);
    const back = after(there, pass(BEN, ADA));
    assert.deepEqual([back.reassignments, back.bounces], [2, 1]);
    const queued = after(after(there, pass(BEN)), claim(ADA));
    assert.deepEqual([queued.reassignments, queued.bounces], [2, 0]);
  });

  it('over the limit is refused, where the policy says so', () => {
    const once = escalating({ max: 1, maxReassignments: 0 });
    const { ticket } = aLife(ladder, { policy: once });
    assert.equal(outcome(decide(ticket, down(CLEO), SOON, once)), 'move-limit');
    assert.equal(outcome(decide(ticket, pass(CLEO, DAN), SOON, once)), 'reassignment-limit');
  });

  it('over the limit marks the ticket for a manager, once, and leaves it where it is, where the policy says so', () => {
    const once = escalating({ max: 1, maxReassignments: 0, atLimit: 'manager' });
    const { ticket } = aLife(ladder, { policy: once });
    for (const command of [down(CLEO), up(CLEO), pass(CLEO), pass(CLEO, DAN)]) {
      const decision = decide(ticket, command, SOON, once);
      assert.equal(outcome(decision), 'ticket.bounce-limited');
      assert.ok(decision.kind === 'decided');
      const { needsManagerSince, seq: _, ...left } = decision.ticket;
      const { seq: _seq, ...right } = ticket;
      assert.deepEqual([needsManagerSince, left], [SOON, right]);
    }
    const marked = after(ticket, down(CLEO), once);
    assert.equal(outcome(decide(marked, down(CLEO), SOON, once)), 'move-limit');
    assert.equal(after(marked, { kind: 'solve', agentId: CLEO }, once).needsManagerSince, undefined);
  });

  describe('over the limit', () => {
    const once = escalating({ max: 1, maxReassignments: 0, atLimit: 'manager' });
    const { ticket } = aLife(ladder, { policy: once });
    const marked = after(ticket, down(CLEO), once);
    const by = { manager: 'Mia' } as const;
    const decisions: readonly (readonly [string, Command, Partial<Ticket>])[] = [
      ['up', { kind: 'escalate', ...by, reason: 'bug', note: NOTE }, { tier: 'T3', moves: 2 }],
      ['down', { kind: 'de-escalate', ...by, reason: 'workload', note: NOTE }, { tier: 'T1', moves: 2 }],
      [
        'to a colleague',
        { kind: 'reassign', ...by, reason: 'workload', to: { agentId: DAN, occupied: [0] } },
        { state: { kind: 'working', since: SOON, holder: DAN, slots: [1] }, reassignments: 1 },
      ],
      [
        'to the queue',
        { kind: 'reassign', ...by, reason: 'workload' },
        { state: { kind: 'waiting', since: SOON, returnedBy: CLEO }, reassignments: 1 },
      ],
      [
        'nowhere: it stays',
        { kind: 'reassign', ...by, reason: 'workload', to: { agentId: CLEO, occupied: [0] } },
        { state: ticket.state, reassignments: 0 },
      ],
    ];
    for (const [where, command, expected] of decisions) {
      it(`is decided by a manager, who does not hold the ticket, and takes the mark away: ${where}`, () => {
        const decision = decide(marked, command, SOON, once);
        assert.ok(decision.kind === 'decided', outcome(decision));
        const { ticket: moved, events } = decision;
        assert.deepEqual(
          events.map(({ actor }) => actor),
          [{ kind: 'manager', id: 'Mia' }],
        );
        assert.equal(moved.needsManagerSince, undefined);
        const seen = Object.keys(expected).map((key) => moved[key as keyof Ticket]);
        assert.deepEqual(seen, Object.values(expected));
      });
    }

    it('is as before for agents after the decision: they mark it again', () => {
      const [, command] = decisions[4] ?? assert.fail();
      const kept = after(marked, command, once);
      assert.equal(outcome(decide(kept, down(CLEO), SOON, once)), 'ticket.bounce-limited');
    });

    it('is decided while the ticket waits in the queue as well, and stays there if the manager says so', () => {
      const queued = after(marked, { kind: 'take-back', holder: CLEO, by: ROUTER }, once);
      const there = after(queued, { kind: 'reassign', ...by, reason: 'workload' }, once);
      assert.deepEqual([there.state, there.needsManagerSince], [queued.state, undefined]);
      const to = { agentId: DAN, occupied: [] };
      const given = after(queued, { kind: 'reassign', ...by, reason: 'workload', to }, once);
      assert.deepEqual([given.state.kind, given.needsManagerSince], ['working', undefined]);
    });

    it('is no business of a manager who was not asked, nor while the customer is', () => {
      const command: Command = { kind: 'escalate', ...by, reason: 'bug', note: NOTE };
      assert.equal(outcome(decide(ticket, command, SOON, once)), 'no-manager-needed');
      const pending = after(marked, reply(as(CLEO), { ask: true }), once);
      assert.equal(outcome(decide(pending, command, SOON, once)), 'illegal-transition');
      const unknown: Command = { ...command, reason: 'because' };
      assert.equal(outcome(decide(marked, unknown, SOON, once)), 'unknown-reason');
    });
  });
});

describe('a reassignment', () => {
  it("is into a colleague's free slot, or back to the queue for anybody", () => {
    const { ticket } = aLife(INTO_ADAS_HANDS, { policy });
    const to = { agentId: BEN, occupied: [0] };
    const given = after(ticket, { kind: 'reassign', agentId: ADA, to, reason: 'workload' });
    assert.deepEqual(given.state, { kind: 'working', since: SOON, holder: BEN, slots: [1] });
    assert.deepEqual(after(ticket, pass(ADA)).state, { kind: 'waiting', since: SOON, returnedBy: ADA });
    assert.deepEqual([given.clocks, given.tier, given.moves], [ticket.clocks, 'T1', 0]);
  });

  it('to oneself is nothing', () => {
    assert.equal(outcome(decide(TICKETS.working, pass(ADA, ADA), SOON, policy)), 'nothing');
  });
});

describe('a stay', () => {
  it('knows who worked on it for how long, how long it waited, and how long it was paused', () => {
    const { ticket } = aLife(
      [
        ...INTO_ADAS_HANDS,
        pass(ADA, BEN),
        reply(as(BEN), { ask: true }),
        reply(CUSTOMER),
        claim(ADA),
        up(ADA),
      ],
      { policy },
    );
    const [first, second] = ticket.stays;
    assert.deepEqual(first, {
      tier: 'T1',
      enteredAt: MONDAY + MINUTE,
      cameBy: { kind: 'routed' },
      worked: 3 * MINUTE,
      waited: 2 * MINUTE,
      paused: MINUTE,
      by: [
        { agent: ADA, worked: 2 * MINUTE },
        { agent: BEN, worked: MINUTE },
      ],
      leftAt: MONDAY + 7 * MINUTE,
      leftBy: { kind: 'escalated', reason: 'needs-expertise' },
      target: 'met',
    });
    assert.deepEqual([second?.tier, second?.worked, second?.by], ['T2', 0, []]);
  });

  it("has missed its tier's target when it was left late", () => {
    const { ticket } = aLife(INTO_ADAS_HANDS, { policy });
    const late = decide(ticket, up(ADA), instant(MONDAY + 3 * 60 * MINUTE), policy);
    assert.ok(late.kind === 'decided');
    assert.deepEqual([late.ticket.stays[0]?.target, late.ticket.stays[1]?.target], ['missed', undefined]);
  });
});

describe('the contact owner', () => {
  const escalated = aLife([...INTO_ADAS_HANDS, up(ADA), claim(CLEO)], { policy }).ticket;

  it('stays a support agent when the ticket escalates, and goes on answering the customer', () => {
    assert.deepEqual([escalated.contact, escalated.state.kind], [ADA, 'working']);
    assert.equal(outcome(decide(escalated, reply(as(ADA)), SOON, policy)), 'message.added');
    assert.equal(outcome(decide(escalated, reply(as(CLEO)), SOON, policy)), 'message.added');
    assert.equal(outcome(decide(escalated, reply(as(EVE)), SOON, policy)), 'not-holder');
    assert.equal(outcome(decide(escalated, reply(as(ADA), { ask: true }), SOON, policy)), 'not-holder');
    assert.equal(outcome(decide(escalated, reply(ENGINEER), SOON, policy)), 'support-is-the-contact');
  });

  it('hears of what others write internally, and not of what is public or their own', () => {
    const notified = (command: Command) => {
      const decision = decide(escalated, command, SOON, policy);
      assert.ok(decision.kind === 'decided');
      return decision.events.flatMap((event) => (event.kind === 'message.added' ? [event.notifies] : []));
    };
    const internal = { visibility: 'internal' } as const;
    assert.deepEqual(notified(reply(as(CLEO), internal)), [ADA]);
    assert.deepEqual(notified(reply(ENGINEER, internal)), [ADA]);
    assert.deepEqual(notified(reply(as(ADA), internal)), [undefined]);
    assert.deepEqual(notified(reply(as(CLEO))), [undefined]);
  });

  it('is handed over by the contact or the holder, to anybody of support', () => {
    for (const by of [ADA, CLEO])
      assert.equal(after(escalated, { kind: 'hand-contact', agentId: by, to: DAN }).contact, DAN);
    assert.equal(
      outcome(decide(escalated, { kind: 'hand-contact', agentId: EVE, to: EVE }, SOON, policy)),
      'not-holder',
    );
    assert.equal(
      outcome(decide(escalated, { kind: 'hand-contact', agentId: ADA, to: ADA }, SOON, policy)),
      'nothing',
    );
  });

  it('is who first answers, where the policy says so', () => {
    const under = escalating({ contact: 'first-answer' });
    const { ticket } = aLife([...INTO_ADAS_HANDS, up(ADA), claim(CLEO)], { policy: under });
    assert.equal(ticket.contact, undefined);
    assert.equal(after(ticket, reply(as(CLEO), { visibility: 'internal' }), under).contact, undefined);
    assert.equal(after(ticket, reply(as(CLEO)), under).contact, CLEO);
    assert.equal(after(ticket, { kind: 'solve', agentId: CLEO, answer: 'Done.' }, under).contact, CLEO);
  });
});

describe('asking another tier for help', () => {
  const { working } = TICKETS;

  it('moves nothing: tier, holder, clocks and stays are as they were', () => {
    const { help, seq, ...rest } = after(working, ask(ADA, T3));
    const { help: none, seq: before, ...same } = working;
    assert.deepEqual(rest, same);
    assert.deepEqual(none, []);
    assert.deepEqual(help, [
      { seq: before + 1, askedAt: SOON, asker: ADA, tier: 'T3', question: 'Have you seen this?' },
    ]);
    assert.equal(seq, before + 1);
  });

  it('is answered by somebody of that tier, or by the agent who was asked, and once', () => {
    const tier = after(working, ask(ADA, T3));
    const agent = after(tier, ask(ADA, { kind: 'agent', id: CLEO }));
    const answer = (by: typeof ADA, request: number): Command => ({
      kind: 'answer-help',
      agentId: by,
      request,
      body: 'Like this.',
    });
    assert.equal(outcome(decide(agent, answer(CLEO, 4), SOON, policy)), 'not-asked');
    assert.equal(outcome(decide(agent, answer(DAN, 5), SOON, policy)), 'not-asked');
    const answered = after(after(agent, answer(EVE, 4)), answer(CLEO, 5));
    assert.deepEqual(answered.help, []);
    assert.equal(outcome(decide(answered, answer(EVE, 4), SOON, policy)), 'unknown-help-request');
  });

  it('is withdrawn by the asker or the holder, and ends with the solution', () => {
    const asked = after(working, ask(ADA, T3));
    const withdraw = (agent: typeof ADA): Command => ({ kind: 'withdraw-help', agentId: agent, request: 4 });
    assert.equal(outcome(decide(asked, withdraw(EVE), SOON, policy)), 'not-holder');
    assert.deepEqual(after(asked, withdraw(ADA)).help, []);
    assert.deepEqual(after(asked, { kind: 'solve', agentId: ADA }).help, []);
  });

  it('is for ten open questions at most', () => {
    let ticket: Ticket = working;
    for (let count = 0; count < 10; count += 1) ticket = after(ticket, ask(ADA, T3));
    assert.equal(outcome(decide(ticket, ask(ADA, T3), SOON, policy)), 'help-limit');
  });
});
