import assert from 'node:assert/strict';

import { predictionOf, streamOf } from '@tierline/engine';

describe('prediction', () => {
  it('lies between the k-th lowest and the k-th highest value', () => {
    const values = Array.from({ length: 39 }, (_, index) => (index * 7) % 39);
    assert.deepEqual(predictionOf(values, 0.95), { low: 0, high: 38, confidence: 0.95 });
    assert.deepEqual(predictionOf(values, 0.9), { low: 1, high: 37, confidence: 0.9 });
  });

  it('is never narrower than asked for', () => {
    const values = Array.from({ length: 49 }, (_, index) => index);
    const { low, high, confidence } = predictionOf(values, 0.95);
    assert.deepEqual([low, high], [0, 48]);
    assert.equal(confidence, 0.96);
  });

  it('holds one more value as often as it says, of a distribution that is far from normal', () => {
    const stream = streamOf({ seed: 1, replication: 0, purpose: 'prediction' });
    const draw = () => Math.exp(3 * stream.next()) ** 2;
    const trials = 4000;
    let inside = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { low, high } = predictionOf(Array.from({ length: 79 }, draw), 0.9);
      const next = draw();
      if (next >= low && next <= high) inside += 1;
    }
    // Four standard errors.
    assert.ok(Math.abs(inside / trials - 0.9) < 4 * Math.sqrt((0.9 * 0.1) / trials), String(inside));
  });

  it('refuses to predict from too few values', () => {
    assert.throws(() => predictionOf([1, 2, 3], 0.95), /3 values are too few/);
    assert.throws(() => predictionOf([1, 2, 3], 1), RangeError);
  });
});
