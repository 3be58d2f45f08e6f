/** A stretch [from, to) of any line of numbers. */
export type Interval = readonly [from: number, to: number];

/** All that is in any of them: ascending, disjoint, and joined where they touch. Empty ones vanish. */
export function union(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) append(result, from, to);
  return result;
}

/** Adds one that does not begin before the last: joined to it where they touch or overlap, left out when it is empty. */
export function append(intervals: Interval[], from: number, to: number): void {
  if (to <= from) return;
  const last = intervals.at(-1);
  if (last === undefined || last[1] < from) intervals.push([from, to]);
  else if (last[1] < to) intervals[intervals.length - 1] = [last[0], to];
}

/** What is left of `intervals` without `taken`; both ascending and disjoint, as is the result. */
export function without(intervals: readonly Interval[], taken: readonly Interval[]): readonly Interval[] {
  if (taken.length === 0) return intervals;
  const result: Interval[] = [];
  let first = 0;
  for (const [from, to] of intervals) {
    while ((taken[first]?.[1] ?? Infinity) <= from) first += 1;
    let start = from;
    for (let index = first; index < taken.length; index += 1) {
      const [closes = to, opens = to] = taken[index] ?? [];
      if (closes >= to) break;
      if (closes > start) result.push([start, closes]);
      start = Math.max(start, opens);
    }
    if (start < to) result.push([start, to]);
  }
  return result;
}
