import assert from 'node:assert/strict';

import { parsePolicy, type PolicySource } from '@tierline/contracts';
import { TIERS } from '@tierline/domain';
import { compressedClock, createMetrics } from '@tierline/platform';
import { createRouteTickets } from '@tierline/router';
import { openClassifier } from '@tierline/service';
import { findModel, requestModel } from '@tierline/store';
import {
  aRequest,
  eventually,
  MONDAY,
  policyText,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

import { createTraining } from '../src/training.ts';

const ABOUT = {
  T1: ['password reset mail is missing', 'copy of the invoice please', 'change my avatar picture'],
  T2: ['scheduled import stops halfway', 'permission matrix is confusing us', 'report numbers disagree'],
  T3: ['kernel panics under load', 'heap grows until the agent dies', 'replica falls behind every night'],
} as const;

/** A policy that may be replaced, as the one in force is. */
function policies(use: string): PolicySource & { use: (next: string) => void } {
  const loaded = (which: string) =>
    parsePolicy(policyText(`classifier: { use: ${which}, minConfidence: 0.7 }\n`));
  let now = loaded(use);
  return { current: () => now, use: (next) => (now = loaded(next)) };
}

describe('routing by a trained model', () => {
  let real: RealTicketing;
  before(async function () {
    this.timeout(60_000);
    real = await realTicketing();
    const { database, store } = real.ticketing;
    // What the tiers solved, as a year of work leaves it.
    const { ticket } = await store.create(aRequest(), MONDAY);
    const document = await database.tickets.findOne({ _id: ticket.id });
    assert.ok(document);
    await database.tickets.deleteMany({});
    await database.tickets.insertMany(
      Array.from({ length: 600 }, (_, index) => {
        const tier = TIERS[index % 3] ?? 'T1';
        const subject = ABOUT[tier][Math.floor(index / 3) % 3] ?? '';
        return {
          ...document,
          _id: String(index).padStart(24, '0'),
          subject,
          description: `${subject}, says customer ${index}`,
          tier,
          state: { kind: 'closed', since: MONDAY, by: 't1-ada' } as never,
          solvedAt: MONDAY,
          outbox: [],
        };
      }),
    );
  });
  after(() => real[Symbol.asyncDispose]());

  /** Routes a new ticket by the model in use, as the router does. */
  async function routed(
    classifier: Awaited<ReturnType<typeof openClassifier>>,
    source: PolicySource,
    subject: string,
  ) {
    const { store } = real.ticketing;
    const clock = compressedClock({ epoch: MONDAY, origin: Date.now(), speed: 1 });
    const { registry } = createMetrics({ service: 'test' });
    const { classify } = classifier;
    const route = createRouteTickets({ store, policies: source, classify, clock, registry });
    const { ticket } = await store.create(aRequest({ subject, description: '-' }), MONDAY);
    await route([ticket.id]);
    const [found] = await store.read([ticket.id]);
    assert.ok(found?.routing);
    const { confidence = 0, alternatives = [], ...why } = found.routing;
    return { ...why, tier: found.tier, confidence, alternatives, metrics: await registry.metrics() };
  }

  it('is trained on request from solved tickets, followed without a restart, and falls back when it is broken', async function () {
    this.timeout(60_000);
    const { ticketing, logger, registry } = real;
    const { database } = ticketing;
    const source = policies('latest');
    const classifier = await openClassifier({ database, policies: source, logger, registry });
    const subject = 'Every night the replica falls behind';
    assert.equal((await routed(classifier, source, subject)).by, 'default');

    await requestModel(database, { by: 'k1' });
    const training = createTraining({ database, logger, everySeconds: 1 });
    await Promise.all([training.sweep.run(), training.sweep.run()]);
    await eventually(async () => assert.equal((await findModel(database, 1))?.state, 'ready'), 30_000);
    await training.stage.stop();
    const model = await findModel(database, 1);
    assert.deepEqual([model?.read, model?.between], [600, { from: MONDAY, to: MONDAY }]);
    assert.ok(Number(model?.evaluation?.macroAccuracy) > 0.9, JSON.stringify(model?.evaluation));

    await classifier.refresh();
    const found = await routed(classifier, source, subject);
    assert.deepEqual([found.tier, found.by, found.model], ['T3', 'model', 'm1']);
    assert.ok(found.confidence >= 0.7 && found.alternatives.length === 2, JSON.stringify(found));
    assert.match(found.metrics, /tierline_tickets_routed_total\{tier="T3",by="model",rule="model"\} 1/);
    // A rule goes first, and tells what the model would have said; without a known word nothing is said.
    const ruled = await routed(classifier, source, 'Our webhook and the replica');
    assert.deepEqual([ruled.by, ruled.rule, ruled.model], ['rule', 'integrations', 'm1']);
    const unknown = await routed(classifier, source, 'qwyx blorf');
    assert.deepEqual([unknown.by, unknown.model], ['default', undefined]);

    source.use('off');
    await classifier.refresh();
    assert.equal((await routed(classifier, source, subject)).by, 'default');

    await database.modelParameters.updateOne({}, { $set: { sha256: 'broken' } });
    source.use('m1');
    await classifier.refresh();
    assert.equal((await routed(classifier, source, subject)).by, 'default');
    const metrics = await registry.metrics();
    assert.match(metrics, /tierline_classifier_failures_total [1-9]/);
    assert.match(metrics, /tierline_classifier_info\{model="none"\} 1/);
    await classifier.stage.stop();
  });

  it('says why there is no model, and gives a training back that it has to stop', async function () {
    this.timeout(60_000);
    await using empty = await realTicketing();
    const { ticketing, logger } = empty;
    const { database } = ticketing;
    await requestModel(database, { by: 'k1' });
    const training = createTraining({ database, logger, everySeconds: 1 });
    await training.sweep.run();
    await training.stage.stop();
    assert.equal((await findModel(database, 1))?.state, 'requested');

    const again = createTraining({ database, logger, everySeconds: 1 });
    await again.sweep.run();
    await eventually(
      async () => assert.match((await findModel(database, 1))?.failure ?? '', /too few/),
      30_000,
    );
    await again.stage.stop();
  });
});
