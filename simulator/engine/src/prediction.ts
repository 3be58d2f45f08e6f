/** Where one more value will lie. */
export interface Prediction {
  readonly low: number;
  readonly high: number;
  /** Of one more value, the probability to lie there, both ends included; higher where values are the same. */
  readonly confidence: number;
}

/**
 * The interval in which one more independent value of the same distribution lies with at least this confidence, whatever
 * the distribution: of n values, one more lies between the k-th lowest and the k-th highest with probability
 * 1 - 2k / (n + 1) (Wilks 1941), and k is the largest that is enough.
 * Throws RangeError where there are too few values, or for a confidence that is not between 0 and 1.
 */
export function predictionOf(values: Iterable<number>, confidence = 0.95): Prediction {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence of ${confidence}`);
  const sorted = Float64Array.from(values).toSorted();
  const size = sorted.length + 1;
  // 0.05 of 2000 is 100, not a hair less.
  const k = Math.floor((size * (1 - confidence)) / 2 + 1e-9);
  const [low, high] = [sorted[k - 1], sorted[sorted.length - k]];
  if (low === undefined || high === undefined)
    throw new RangeError(`${sorted.length} values are too few to predict with a confidence of ${confidence}`);
  return { low, high, confidence: 1 - (2 * k) / size };
}
