import { checkCv, checkMean, type Distribution } from './distribution.ts';
import { exponential } from './exponential.ts';
import { tabulated } from './quantile-table.ts';

/**
 * The two-phase hyperexponential of this mean and coefficient of variation (at least 1), with balanced means: both
 * phases bring half of the mean. By a table, within 1e-6 of the value (or 1e-12 of the mean where that is more) for every
 * number of a stream. Where the one phase gives way to the other the curve has a knee: above a cv of some 40 that is solved
 * for each draw, to 1e-12.
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
  return { mean, cv, quantile: tabulated((p) => mean * mixtureQuantile(p, share), mean) };
}

/** For mean 1: rate 2 share with probability share, else rate 2 (1 - share). */
function mixtureQuantile(p: number, share: number): number {
  const goal = Math.log1p(-p);
  const quickRate = 2 * share;
  const slowRate = 2 * (1 - share);
  // Each phase alone survives less than both. The logarithm of the survival function is convex and falls, so Newton's
  // steps from such a start never pass the solution.
  let x = Math.max(0, (Math.log(share) - goal) / quickRate, (Math.log(1 - share) - goal) / slowRate);
  for (let step = 0; step < 100; step++) {
    const quick = share * Math.exp(-quickRate * x);
    const slow = (1 - share) * Math.exp(-slowRate * x);
    const survival = quick + slow;
    const gone = share * Math.expm1(-quickRate * x) + (1 - share) * Math.expm1(-slowRate * x);
    // Each has its digits at its own end.
    const height = gone > -0.5 ? Math.log1p(gone) : Math.log(survival);
    const move = ((height - goal) * survival) / (quickRate * quick + slowRate * slow);
    x += move;
    if (move <= 1e-13 * x) break;
  }
  return x;
}
