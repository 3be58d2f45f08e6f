import { bin } from 'd3-array';

/**
 * Points in ascending order of `x`, at most five in each of so many columns: where there are more, a column keeps its
 * first, its last, those with the least and the greatest `y`, and one whose `y` is not finite, so that neither a peak nor
 * a gap is lost.
 */
export function thinned<P>(
  points: readonly P[],
  x: (point: P) => number,
  y: (point: P) => number,
  columns: number,
): readonly P[] {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length <= columns * 5 || first === undefined || last === undefined) return points;
  const [from, to] = [x(first), x(last)];
  const edges = Array.from(
    { length: columns - 1 },
    (_, index) => from + ((index + 1) * (to - from)) / columns,
  );
  const inColumns = bin<P, number>().value(x).domain([from, to]).thresholds(edges);
  return inColumns([...points]).flatMap((column) => kept(column, y));
}

function kept<P>(column: readonly P[], y: (point: P) => number): readonly P[] {
  const byHeight = column.filter((point) => Number.isFinite(y(point))).toSorted((a, b) => y(a) - y(b));
  const gap = column.find((point) => !Number.isFinite(y(point)));
  const wanted = new Set([column[0], byHeight[0], byHeight.at(-1), gap, column.at(-1)]);
  return column.filter((point) => wanted.has(point));
}

/** Of so many points, one in how many makes at most `most` rows. */
export function oneIn(points: number, most: number): number {
  return Math.max(1, Math.ceil(points / most));
}
