import { checkCv, checkMean, constant, type Distribution } from './distribution.ts';
import { normalQuantile } from './normal-quantile.ts';

/** The lognormal of this mean and coefficient of variation. Throws RangeError for a mean or cv that is none. */
export function lognormal(mean: number, cv: number): Distribution {
  checkMean(mean);
  checkCv(cv);
  if (cv === 0) return constant(mean);
  const variance = Math.log1p(cv * cv);
  const mu = Math.log(mean) - variance / 2;
  const sigma = Math.sqrt(variance);
  return { mean, cv, quantile: (p) => Math.exp(mu + sigma * normalQuantile(p)) };
}
