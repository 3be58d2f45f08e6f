/** Histograms as Prometheus keeps them, and the one way in which the benchmark reads a percentile from them. */

/** How often values fell into each bucket: `counts[i]` at most `bounds[i]`, the last count above every bound. */
export interface Histogram {
  /** Upper bounds in seconds, ascending. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** Those of sla-monitor's histogram: each 1.2 times the one before, from 2 ms to 5 s. */
const BOUNDS: readonly number[] = Array.from({ length: 44 }, (_, index) =>
  Number((0.002 * 1.2 ** index).toPrecision(3)),
);

/** Collects values in seconds into the buckets that all contenders share. */
export function createHistogram(): { observe(seconds: number): void; read(): Histogram } {
  const counts = Array.from<number>({ length: BOUNDS.length + 1 }).fill(0);
  return {
    observe(seconds) {
      const index = BOUNDS.findIndex((bound) => seconds <= bound);
      const slot = index === -1 ? BOUNDS.length : index;
      counts[slot] = (counts[slot] ?? 0) + 1;
    },
    read: () => ({ bounds: BOUNDS, counts: [...counts] }),
  };
}

/** The histogram of this name in a text that a service's /metrics answered. Throws RangeError when it has none. */
export function parseHistogram(text: string, name: string): Histogram {
  const lines = text.matchAll(new RegExp(`^${name}_bucket\\{[^}]*?le="([^"]+)"[^}]*\\} (\\d+)$`, 'gm'));
  const cumulative = [...lines].map(([, le, count]) => ({
    bound: le === '+Inf' ? Infinity : Number(le),
    count: Number(count),
  }));
  if (cumulative.length === 0) throw new RangeError(`no histogram ${name}`);
  return {
    bounds: cumulative.map(({ bound }) => bound).filter(Number.isFinite),
    counts: cumulative.map(({ count }, index) => count - (cumulative[index - 1]?.count ?? 0)),
  };
}

/** What was observed between two readings. Throws RangeError when they are not of the same buckets. */
export function difference(before: Histogram, after: Histogram): Histogram {
  if (String(before.bounds) !== String(after.bounds)) throw new RangeError('histograms of different buckets');
  return {
    bounds: after.bounds,
    counts: after.counts.map((count, index) => count - (before.counts[index] ?? 0)),
  };
}

/** How many values were observed. */
export function total({ counts }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The value in seconds below which the share `q` (0 to 1) of the values lies, as if the values of a bucket lay evenly in
 * it. Infinity when it is above the last bound. Throws RangeError for an empty histogram.
 */
export function percentile(histogram: Histogram, q: number): number {
  const rank = q * total(histogram);
  if (total(histogram) === 0) throw new RangeError('a percentile of nothing');
  let below = 0;
  let lower = 0;
  for (const [index, bound] of histogram.bounds.entries()) {
    const count = histogram.counts[index] ?? 0;
    if (count > 0 && below + count >= rank) return lower + (bound - lower) * ((rank - below) / count);
    below += count;
    lower = bound;
  }
  return Infinity;
}
