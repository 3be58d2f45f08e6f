import assert from 'node:assert/strict';

import { loadClassifier, type TextClassifier, train, type TrainedModel } from '@tierline/classifier';
import { route, type Tier, TIERS } from '@tierline/domain';
import type { Preset } from '@tierline/presets';
import type { GeneratedTicket } from '@tierline/replay';

import { evaluate } from '../../packages/classifier/src/evaluation.ts';
import { examplesOf, saas, syntheticTickets } from './synthetic.ts';

const LEARNED_SEED = 1;
const HELD_OUT_SEED = 2;
const MIN_CONFIDENCE = 0.8;

describe('a model trained on a synthetic company', () => {
  let preset: Preset;
  let model: TrainedModel;
  let classifier: TextClassifier;
  let heldOut: readonly GeneratedTicket[];

  before(async function () {
    this.timeout(120_000);
    preset = await saas();
    model = await train(examplesOf(syntheticTickets(preset, LEARNED_SEED, 8000), LEARNED_SEED));
    classifier = loadClassifier(model.parameters);
    heldOut = syntheticTickets(preset, HELD_OUT_SEED, 4000);
  });

  /** Where a ticket is put, with the model asked or not. */
  function tierOf({ request, at }: GeneratedTicket, asked: boolean): Tier {
    const scores = asked ? classifier.classify(request) : undefined;
    const opinion = scores && { model: 'm1', scores, minConfidence: MIN_CONFIDENCE };
    return route({ ...request, tags: [], openedAt: at }, preset.policy.routing, opinion).tier;
  }

  const certain = (tier: Tier) => ({ T1: 0, T2: 0, T3: 0, [tier]: 1 });
  const routing = (asked: boolean) =>
    evaluate(heldOut.map((ticket) => ({ tier: ticket.trueTier, scores: certain(tierOf(ticket, asked)) })));

  it('puts tickets of another seed on the right tier far more often than rules alone', () => {
    const [rules, both] = [routing(false), routing(true)];
    assert.ok(
      both.macroAccuracy > rules.macroAccuracy + 0.2,
      `rules ${rules.macroAccuracy.toFixed(3)}, with the model ${both.macroAccuracy.toFixed(3)}; true tier, then where it was put: ${JSON.stringify(both.confusion)}`,
    );
    assert.ok(both.macroAccuracy > 0.9, both.macroAccuracy.toFixed(3));
  });

  it('sends obvious complex tickets straight to T2 and T3, rules or not', () => {
    const obvious = heldOut.filter((ticket) => ticket.obvious);
    const right = obvious.filter((ticket) => {
      const scores = classifier.classify(ticket.request);
      return scores !== undefined && TIERS.every((tier) => scores[tier] <= scores[ticket.trueTier]);
    });
    assert.ok(right.length / obvious.length > 0.95, `${right.length} of ${obvious.length}`);
  });

  it('is about as often right as it says it is sure, where a fifth of the tickets says nothing of the tier', async () => {
    // These texts are so clear that a model is right about all of them; people are not.
    const unclear = examplesOf(syntheticTickets(preset, 4, 8000), 4).map((example, index) =>
      index % 5 === 0 ? { ...example, tier: TIERS[index % 3] ?? 'T1' } : example,
    );
    const { evaluation } = await train(unclear);
    assert.ok(evaluation.accuracy > 0.75 && evaluation.accuracy < 0.95, `${evaluation.accuracy}`);
    for (const { from, to, tickets, right } of evaluation.confidence) {
      const rate = right / tickets;
      if (tickets > 50)
        assert.ok(rate > from - 0.05 && rate < to + 0.15, `${from} to ${to}: ${right} of ${tickets}`);
    }
  });

  it('is not misled by words that nobody wrote before', () => {
    const nonsense = 'qwyx blorf snarp ghufl';
    assert.equal(classifier.classify({ subject: nonsense, description: nonsense }), undefined);
    const changed = heldOut.slice(0, 500).filter(({ request }) => {
      const plain = classifier.classify(request);
      const noisy = classifier.classify({ ...request, description: `${request.description} ${nonsense}` });
      return JSON.stringify(plain) !== JSON.stringify(noisy);
    });
    assert.deepEqual(changed, []);
  });
});
