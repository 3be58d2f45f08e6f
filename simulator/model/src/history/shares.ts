/** How many of each there are, as shares that add up to 1, to four digits. Empty where there are none. */
export function sharesOf<K extends string>(
  names: readonly K[],
  values: Iterable<K | undefined>,
): Partial<Record<K, number>> {
  const counts = new Map<K, number>(names.map((name) => [name, 0]));
  let total = 0;
  for (const value of values) {
    if (value === undefined) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    total += 1;
  }
  if (total === 0) return {};
  const shares = [...counts].map(([name, count]) => [name, Math.round((count / total) * 1e4)] as [K, number]);
  // What rounding has lost or won goes to the largest.
  const off = 1e4 - shares.reduce((sum, [, share]) => sum + share, 0);
  const largest = shares.reduce((best, one) => (one[1] > best[1] ? one : best));
  largest[1] += off;
  return Object.fromEntries(shares.map(([name, share]) => [name, share / 1e4])) as Partial<Record<K, number>>;
}
