import { checkCv, checkMean, constant, type Distribution } from './distribution.ts';
import { normalQuantile } from './normal-quantile.ts';
import { tabulated } from './quantile-table.ts';

/**
 * The lognormal of this mean and coefficient of variation. By a table, within 1e-6 of the value (or 1e-12 of the mean where
 * that is more) for every number of a stream.
 * Throws RangeError for a mean or cv that is none.
 */
export function lognormal(mean: number, cv: number): Distribution {
  checkMean(mean);
  checkCv(cv);
  if (cv === 0) return constant(mean);
  const variance = Math.log1p(cv * cv);
  const mu = Math.log(mean) - variance / 2;
  const sigma = Math.sqrt(variance);
  return { mean, cv, quantile: tabulated((p) => Math.exp(mu + sigma * normalQuantile(p)), mean) };
}
