import { checkMean, type Distribution } from './distribution.ts';
import { tabulated } from './quantile-table.ts';

/**
 * The exponential of this mean. By a table, within 1e-6 of the value (or 1e-12 of the mean where that is more) for every
 * number of a stream.
 * Throws RangeError unless the mean is positive.
 */
export function exponential(mean: number): Distribution {
  checkMean(mean);
  return { mean, cv: 1, quantile: tabulated((p) => -mean * Math.log1p(-p), mean) };
}
