import { checkCv, checkMean, type Distribution, exponential } from './distribution.ts';
import { tabulated } from './quantile-table.ts';

/**
 * The two-phase hyperexponential of this mean and coefficient of variation (at least 1), with balanced means: both
 * phases bring half of the mean. By a table, within 1e-6 of the value for every number of a stream.
 * Throws RangeError for a mean that is none or a cv below 1.
 */
export function hyperexponential(mean: number, cv: number): Distribution {
  checkMean(mean);
  checkCv(cv);
  if (cv < 1)
    throw new RangeError(`a hyperexponential with a coefficient of variation of ${cv}, less than 1`);
  if (cv === 1) return exponential(mean);
  const square = cv * cv;
  const share = (1 + Math.sqrt((square - 1) / (square + 1))) / 2;
  const unit = tabulated((p) => mixtureQuantile(p, share));
  return { mean, cv, quantile: (p) => mean * unit(p) };
}

/** For mean 1: rate 2 share with probability share, else rate 2 (1 - share). */
function mixtureQuantile(p: number, share: number): number {
  const goal = Math.log1p(-p);
  // The logarithm of the survival function is convex and falls: Newton's steps from 0 come from the left and stop there.
  let x = 0;
  for (let step = 0; step < 100; step++) {
    const quick = share * Math.exp(-2 * share * x);
    const slow = (1 - share) * Math.exp(-2 * (1 - share) * x);
    const survival = quick + slow;
    const slope = (2 * share * quick + 2 * (1 - share) * slow) / survival;
    const move = (Math.log(survival) - goal) / slope;
    x += move;
    if (move <= 1e-15 * x) break;
  }
  return x;
}
