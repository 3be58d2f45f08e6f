import assert from 'node:assert/strict';

import {
  compileRule,
  millis,
  type Policy,
  policyEffects,
  reroute,
  type RoutingFacts,
} from '@tierline/domain';
import { ADA, aPolicy, aRequest, MONDAY } from '@tierline/testkit';

const { policy } = aPolicy();
const aboutWebhooks: RoutingFacts = { ...aRequest({ subject: 'Our webhook is silent' }), openedAt: MONDAY };

const withRule = (tier: 'T1' | 'T2' | 'T3', priority?: 'urgent'): Policy => ({
  ...policy,
  routing: [
    compileRule({ name: 'new', when: { text: ['silent'] }, tier, ...(priority && { priority }) }),
    ...policy.routing,
  ],
});

describe('a dry run of another policy', () => {
  it('says from where to where a ticket would go, and by which rules', () => {
    const { from, to } = reroute(aboutWebhooks, policy, withRule('T3')) ?? assert.fail();
    assert.deepEqual([from.tier, from.rule, to.tier, to.rule], ['T2', 'integrations', 'T3', 'new']);
  });

  it('names no ticket that would go where it went, by whatever rule', () => {
    assert.equal(reroute(aboutWebhooks, policy, policy), undefined);
    assert.equal(reroute(aboutWebhooks, policy, withRule('T2')), undefined);
  });

  it('names a ticket that would get another priority on the same tier', () => {
    assert.equal(reroute(aboutWebhooks, policy, withRule('T2', 'urgent'))?.to.priority, 'urgent');
  });

  it('asks the model of both policies, each as sure as it has to be', () => {
    const sure: Policy = { ...policy, routing: [], classifier: { ...policy.classifier, minConfidence: 0.5 } };
    const unsure: Policy = { ...sure, classifier: { ...policy.classifier, minConfidence: 0.9 } };
    const classification = { model: 'm', scores: { T1: 0.1, T2: 0.2, T3: 0.7 } };
    const { from, to } =
      reroute(aboutWebhooks, unsure, sure, { before: classification, after: classification }) ??
      assert.fail();
    assert.deepEqual([from.tier, to.tier, to.by], ['T1', 'T3', 'model']);
    assert.equal(reroute(aboutWebhooks, sure, sure, { after: classification })?.to.by, 'model');
  });

  it('says who is gone or moved, which rules, and what is promised otherwise', () => {
    const [first, ...others] = [...policy.agents.values()];
    const [sla] = policy.sla;
    assert.ok(first && sla);
    const after: Policy = {
      ...withRule('T3'),
      agents: new Map(
        others.map((agent, index) => [agent.id, index === 0 ? { ...agent, tier: 'T2' } : agent]),
      ),
      sla: [{ ...sla, tiers: { ...sla.tiers, T1: { ...sla.tiers.T1, target: millis(1) } } }],
    };
    const { agentsGone, agentsMoved, rulesGone, rulesNew, promises } = policyEffects(policy, after, MONDAY);
    assert.deepEqual(
      [agentsGone.map(({ id }) => id), agentsMoved.map(({ agent, to }) => [agent.id, to])],
      [[ADA], [['t1-ben', 'T2']]],
    );
    assert.deepEqual([rulesGone, rulesNew], [[], ['new']]);
    assert.deepEqual(
      promises.map(({ promise, after: then }) => [promise.to, promise.clock, then?.target]),
      [['T1', 'tier', 1]],
    );
  });

  it('finds no effect of a policy on itself', () => {
    const none = { agentsGone: [], agentsMoved: [], rulesGone: [], rulesNew: [], promises: [] };
    assert.deepEqual(policyEffects(policy, aPolicy('# another\n').policy, MONDAY), none);
  });
});
