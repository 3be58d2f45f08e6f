import normalCdf from '@stdlib/stats-base-dists-normal-cdf';

/**
 * Halfin and Whitt (1981): the share that waits when a load of `a` is served by a + beta sqrt(a), for large loads. 1 for
 * beta 0, and falling.
 */
export function delayedAt(beta: number): number {
  const density = Math.exp((-beta * beta) / 2) / Math.sqrt(2 * Math.PI);
  return 1 / (1 + (beta * normalCdf(beta, 0, 1)) / density);
}

/** The beta at which this share waits, to 1e-12. Throws RangeError unless 0 < delayed < 1. */
export function betaFor(delayed: number): number {
  if (!(delayed > 0 && delayed < 1)) throw new RangeError(`a share of ${delayed}`);
  let low = 0;
  let high = 1;
  while (delayedAt(high) > delayed) high *= 2;
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (delayedAt(middle) > delayed) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The servers that square-root staffing gives to an offered load. */
export function squareRootStaffing(offered: number, delayed: number): number {
  return Math.ceil(offered + betaFor(delayed) * Math.sqrt(offered));
}
