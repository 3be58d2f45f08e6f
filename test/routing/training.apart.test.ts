import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import {
  BrokenModelError,
  type Example,
  loadClassifier,
  TooLittleToLearnError,
  train,
  trainApart,
} from '@tierline/classifier';
import { TIERS } from '@tierline/domain';

import { examplesOf, saas, syntheticTickets } from './synthetic.ts';

/** Examples of words that are drawn, so that each is another and most words are rare. */
function* drawn(count: number): Generator<Example> {
  let state = 42;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
  for (let number = 0; number < count; number += 1) {
    const tier = TIERS[next(3)] ?? 'T1';
    const words = Array.from({ length: 40 }, () => {
      const rarity = next(5);
      return rarity < 4 ? `${tier.toLowerCase()}w${next(400)}` : `rare${next(1_000_000_000)}`;
    });
    yield { id: `t${number}`, tier, subject: words.slice(0, 5).join(' '), description: words.join(' ') };
  }
}

describe('training', () => {
  it('gives the same model for the same tickets, and keeps apart what it learns from and is measured on', async () => {
    const preset = await saas();
    const examples = examplesOf(syntheticTickets(preset, 3, 1000), 3);
    const [first, second] = [await train(examples), await train(examples)];
    assert.deepEqual(first, second);
    const { learned, calibrated, evaluation } = first;
    assert.equal(learned + calibrated + evaluation.tickets, 1000);
    assert.ok(learned > 600 && calibrated > 50 && evaluation.tickets > 130);
    const counted = TIERS.flatMap((actual) => TIERS.map((named) => evaluation.confusion[actual][named]));
    assert.equal(
      counted.reduce((sum, cell) => sum + cell, 0),
      evaluation.tickets,
    );
    assert.equal(
      evaluation.confidence.reduce((sum, { tickets }) => sum + tickets, 0),
      evaluation.tickets,
    );
  });

  it('gives scores from 0 to 1 that add up to 1, and reads any text', async () => {
    const preset = await saas();
    const { parameters } = await train(examplesOf(syntheticTickets(preset, 3, 1000), 3));
    const classifier = loadClassifier(parameters);
    const texts = [
      '',
      '42',
      'constructor __proto__ toString hasOwnProperty invoice',
      '発票 invoice',
      '\uD800 invoice',
    ];
    for (const subject of texts) {
      const scores = classifier.classify({ subject, description: '' });
      if (scores === undefined) continue;
      const values = Object.values(scores);
      assert.ok(
        values.every((score) => score >= 0 && score <= 1),
        JSON.stringify(scores),
      );
      assert.ok(Math.abs(values.reduce((sum, score) => sum + score, 0) - 1) < 1e-9);
    }
    assert.ok('T1' in (classifier.classify({ subject: 'invoice', description: '' }) ?? {}));
  });

  it('keeps no word that only one ticket had', async () => {
    const { parameters } = await train(drawn(2000));
    assert.ok(parameters.includes('t1w') && !parameters.includes('rare'));
  });

  it('says so when there is nothing to learn from', async () => {
    await assert.rejects(train([...drawn(49)]), TooLittleToLearnError);
    const oneTier = [...drawn(200)].map((example) => ({ ...example, tier: 'T1' as const }));
    await assert.rejects(train(oneTier), /by one tier/);
    const wordless = [...drawn(200)].map((example) => ({ ...example, subject: '1', description: '2' }));
    await assert.rejects(train(wordless), TooLittleToLearnError);
  });
});

/** Examples a batch at a time, as a database gives them. */
async function* batched(examples: Iterable<Example>, size: number): AsyncGenerator<readonly Example[]> {
  let batch: Example[] = [];
  for (const example of examples) {
    batch.push(example);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

describe('training in a process of its own', () => {
  it('gives the same model as training does', async () => {
    assert.deepEqual(await trainApart(batched(drawn(3000), 500)), await train(drawn(3000)));
  });

  it('learns from a hundred thousand tickets in bounded memory, and the process goes on', async function () {
    this.timeout(300_000);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const seen: number[] = [];
    delay.enable();
    const model = await trainApart(batched(drawn(100_000), 500), { onProgress: (read) => seen.push(read) });
    delay.disable();
    assert.equal(seen.at(-1), 100_000);
    assert.ok(model.words <= 50_000 && model.parameters.length < 8_000_000, `${model.words} words`);
    assert.ok(model.evaluation.accuracy > 0.95);
    const held = delay.percentile(99) / 1e6;
    assert.ok(held < 200, `99 of 100 waits of the process were below ${held.toFixed(0)} ms`);
  });

  it('ends when it is told to', async () => {
    const stopping = new AbortController();
    const trained = trainApart(batched(drawn(100_000), 500), {
      signal: stopping.signal,
      onProgress: (read) => read > 5000 && stopping.abort(new Error('stopping')),
    });
    await assert.rejects(trained, /stopping/);
  });

  it('says so when there is nothing to learn from', async () => {
    await assert.rejects(trainApart(batched([], 10)), TooLittleToLearnError);
  });
});

describe('the parameters of a model', () => {
  it('are refused when they are broken', () => {
    for (const text of [
      '',
      '{}',
      'null',
      '{"format":1,"calibration":{"temperature":1,"confidence":[]},"naiveBayes":"[]"}',
      '{"format":2}',
    ])
      assert.throws(() => loadClassifier(text), BrokenModelError, text);
  });
});
