import assert from 'node:assert/strict';

import { type Command, decide, decideAt, type Ticket } from '@tierline/domain';
import { ADA, aLife, aRequest, CLEO, EVE, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { as, claim, CUSTOMER, NOTE, outcome, policy, reply, ROUTER, SOON, TICKETS } from './states.ts';

const decided = (ticket: Ticket, command: Command): Ticket => {
  const decision = decide(ticket, command, SOON, policy);
  assert.ok(decision.kind === 'decided');
  return decision.ticket;
};

describe('a decision', () => {
  it('is nothing the second time for the router', () => {
    const route: Command = { kind: 'route', by: ROUTER };
    const routed = decided(TICKETS.new, route);
    const again = decide(routed, route, SOON, policy);
    assert.deepEqual(again, { kind: 'decided', ticket: routed, events: [] });
  });

  it('gives a claimed ticket the lowest free slot', () => {
    const ticket = decided(TICKETS.waiting, claim(ADA, [0]));
    assert.deepEqual(ticket.state, { kind: 'working', since: SOON, holder: ADA, slots: [1] });
  });

  it('takes a ticket out of all hands when the customer is asked, and offers it to the same agent afterwards', () => {
    assert.deepEqual(TICKETS.pending.state, { kind: 'pending', since: MONDAY + 3 * 60_000, preferred: ADA });
    assert.deepEqual(decided(TICKETS.pending, reply(CUSTOMER)).state, {
      kind: 'waiting',
      since: SOON,
      preferred: ADA,
    });
    assert.deepEqual(decided(TICKETS.solved, reply(CUSTOMER)).state, {
      kind: 'waiting',
      since: SOON,
      preferred: ADA,
    });
  });

  it("shows the customer's words to the customer, whatever the client said", () => {
    const decision = decide(TICKETS.waiting, reply(CUSTOMER, { visibility: 'internal' }), SOON, policy);
    assert.ok(decision.kind === 'decided');
    assert.deepEqual(
      decision.events.map((event) => event.kind === 'message.added' && event.visibility),
      ['public'],
    );
  });

  it('escalates to the next tier unless one is named, with the note, and prefers nobody there', () => {
    for (const [to, expected] of [
      [undefined, 'T2'],
      ['T3', 'T3'],
    ] as const) {
      const decision = decide(
        TICKETS.working,
        { kind: 'escalate', agentId: ADA, ...(to && { to }), reason: 'needs-expertise', note: NOTE },
        SOON,
        policy,
      );
      assert.ok(decision.kind === 'decided');
      const [event] = decision.events;
      assert.ok(event?.kind === 'ticket.escalated');
      assert.deepEqual([event.from, event.to, event.note], ['T1', expected, NOTE]);
      assert.deepEqual(
        [decision.ticket.tier, decision.ticket.state],
        [expected, { kind: 'waiting', since: SOON }],
      );
    }
  });

  it('refuses to escalate from the highest tier', () => {
    const inEvesHands = aLife(
      [
        ...INTO_ADAS_HANDS,
        { kind: 'escalate', agentId: ADA, to: 'T3', reason: 'needs-expertise', note: NOTE },
        claim(EVE),
      ],
      { policy },
    );
    for (const to of [undefined, 'T1', 'T2', 'T3'] as const) {
      assert.equal(
        outcome(
          decide(
            inEvesHands.ticket,
            { kind: 'escalate', agentId: EVE, ...(to && { to }), reason: 'needs-expertise', note: NOTE },
            SOON,
            policy,
          ),
        ),
        'not-a-higher-tier',
      );
    }
  });

  it('refuses more escalations than the policy allows', () => {
    const once = { ...policy, escalation: { ...policy.escalation, max: 1 } };
    const inCleosHands = aLife(
      [
        ...INTO_ADAS_HANDS,
        { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
        claim(CLEO),
      ],
      { policy: once },
    );
    const onwards: Command = { kind: 'escalate', agentId: CLEO, reason: 'needs-expertise', note: NOTE };
    assert.equal(outcome(decide(inCleosHands.ticket, onwards, SOON, once)), 'move-limit');
    assert.equal(outcome(decide(inCleosHands.ticket, onwards, SOON, policy)), 'ticket.escalated');
    assert.equal(
      outcome(
        decide(
          TICKETS.working,
          { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
          SOON,
          {
            ...policy,
            escalation: { ...policy.escalation, max: 0 },
          },
        ),
      ),
      'move-limit',
    );
  });

  it('names the rule and the policy that chose the tier', () => {
    const { ticket } = aLife(INTO_ADAS_HANDS.slice(0, 1), {
      policy,
      request: aRequest({ subject: 'Our webhook fails' }),
    });
    assert.deepEqual(
      [ticket.tier, ticket.routing],
      ['T2', { by: 'rule', rule: 'integrations', policyVersion: policy.version, alternatives: [] }],
    );
  });
});

describe('deciding at a version', () => {
  const { working } = TICKETS;
  const note = reply(as(ADA), { visibility: 'internal' });

  it('is deciding, while the ticket is at that version', () => {
    assert.deepEqual(decideAt(working.seq, working, note, SOON, policy), decide(working, note, SOON, policy));
  });

  it('is refused, with both versions, when it is not', () => {
    const refused = decideAt(working.seq - 1, working, note, SOON, policy);
    assert.equal(outcome(refused), 'stale-version');
    assert.match(refused.kind === 'refused' ? refused.message : '', /at version 3, .* on version 2$/);
  });
});
