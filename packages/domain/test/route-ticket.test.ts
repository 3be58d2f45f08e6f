import assert from 'node:assert/strict';

import { compileRule, decide, evolve, instant, type Policy, replay, type Ticket } from '@tierline/domain';
import { aLife, aPolicy, aRequest, MONDAY } from '@tierline/testkit';

const MINUTE = 60_000;
const ROUTER = { kind: 'system', name: 'router' } as const;

function policyWith(fields: Partial<Policy>): Policy {
  return { ...aPolicy().policy, ...fields };
}

/** Routes a new ticket after so many minutes. */
function routed(policy: Policy, minutes: number, request = aRequest()): Ticket {
  const life = aLife([], { request, policy });
  const decision = decide(
    life.ticket,
    { kind: 'route', by: ROUTER },
    instant(MONDAY + minutes * MINUTE),
    policy,
  );
  assert.equal(decision.kind, 'decided');
  if (decision.kind !== 'decided') throw new Error('refused');
  assert.deepEqual(replay([...life.events, ...decision.events]), decision.ticket);
  return decision.ticket;
}

describe('routing a ticket', () => {
  it('keeps why it was put there: who decided, the rule, the policy, and what else spoke', () => {
    const ticket = routed(aPolicy().policy, 1, aRequest({ subject: 'webhook and data breach' }));
    assert.deepEqual(ticket.routing, {
      by: 'rule',
      rule: 'security',
      policyVersion: aPolicy().policy.version,
      alternatives: [{ by: 'rule', rule: 'integrations', tier: 'T2' }],
    });
  });

  it('asks the model that it is given, and the policy says how sure it must be', () => {
    const classification = { model: 'm7', scores: { T1: 0.1, T2: 0.2, T3: 0.7 } };
    for (const [minConfidence, tier] of [
      [0.7, 'T3'],
      [0.71, 'T1'],
    ] as const) {
      const policy = policyWith({ classifier: { use: 'latest', minConfidence } });
      const { ticket } = aLife([{ kind: 'route', by: ROUTER, classification }], { policy });
      assert.deepEqual([ticket.tier, ticket.routing?.model], [tier, 'm7']);
    }
  });

  it('gives the ticket the priority and the tags of the rule, with the promises of that priority', () => {
    const rule = compileRule({
      name: 'outage',
      when: { text: ['outage'] },
      tier: 'T3',
      priority: 'urgent',
      tags: ['incident', 'vip'],
    });
    const policy = policyWith({ routing: [rule] });
    const request = aRequest({ subject: 'outage', tags: ['vip'] });
    const ticket = routed(policy, 5, request);
    const same = routed(policyWith({ routing: [] }), 5, { ...request, priority: 'urgent' });
    assert.deepEqual([ticket.priority, ticket.tags], ['urgent', ['vip', 'incident']]);
    // As if the customer had said so: due, rank and next timer are those of an urgent ticket of the same age.
    const dues = ({ clocks, headStart }: Ticket) => [
      ...[clocks.firstResponse, clocks.resolution].map(
        (clock) => clock?.state === 'running' && [clock.warnAt, clock.dueAt],
      ),
      headStart,
    ];
    assert.deepEqual(dues(ticket), dues(same));
    assert.equal(ticket.nextTimer, same.nextTimer);
  });

  it('forgets a breach of the promise before that the new one has not come to', () => {
    const rule = compileRule({ name: 'calm', when: { plans: ['free'] }, tier: 'T1', priority: 'low' });
    const ticket = routed(
      policyWith({ routing: [rule] }),
      60,
      aRequest({ priority: 'urgent', plan: 'free' }),
    );
    assert.equal(ticket.clocks.firstResponse?.target, 8 * 60 * MINUTE);
    assert.equal(ticket.clocks.firstResponse?.breachedAt, undefined);
  });

  it('folds a decision that was recorded before there were traces', () => {
    const life = aLife();
    const old = {
      kind: 'ticket.routed',
      tier: 'T2',
      rule: 'integrations',
      clocks: {},
      policyVersion: 'old',
      ticketId: life.ticket.id,
      seq: 2,
      at: MONDAY,
      actor: ROUTER,
    } as const;
    assert.deepEqual(evolve(life.ticket, old).routing, { rule: 'integrations', policyVersion: 'old' });
  });
});
