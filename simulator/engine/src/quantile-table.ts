/** The table covers p from 3e-11 to 1 - 3e-11, wider than the numbers of a stream. */
const REACH = 24;
const CELLS = 768;
const STEP = (2 * REACH) / CELLS;

/** Below e^-690 a value is taken to be there: still a normal double, and nothing in any unit of time. */
const SMALLEST = -690;

/**
 * A fast stand-in for the quantile function of a positive distribution: the logarithm of the value over the logit of
 * p, which is nearly straight in both tails, by a monotone cubic (Hermite; slopes of fourth order, limited as Fritsch
 * and Carlson do). Ascending as `exact` is. The error is stated and tested where it is used; p beyond the table counts
 * as its end.
 */
export function tabulated(exact: (p: number) => number): (p: number) => number {
  const heights = Float64Array.from({ length: CELLS + 1 }, (_, index) => heightAt(exact, index));
  const slopes = Float64Array.from(heights, (_, index) => slopeAt(heights, index));
  return (p) => {
    const place = (Math.log(p / (1 - p)) + REACH) / STEP;
    const bounded = place < 0 ? 0 : place > CELLS - 1e-9 ? CELLS - 1e-9 : place;
    const cell = Math.floor(bounded);
    const x = bounded - cell;
    const low = heights[cell] as number;
    const rise = (heights[cell + 1] as number) - low;
    const start = slopes[cell] as number;
    const end = slopes[cell + 1] as number;
    return Math.exp(low + x * (start + x * (3 * rise - 2 * start - end + x * (start + end - 2 * rise))));
  };
}

function heightAt(exact: (p: number) => number, index: number): number {
  const logit = index * STEP - REACH;
  // 1 - p loses digits for a large logit, but exact() takes p itself; the curve has no more digits there either.
  const height = Math.log(exact(1 / (1 + Math.exp(-logit))));
  return height > SMALLEST ? height : SMALLEST;
}

/** Per cell, not per unit. */
function slopeAt(heights: Float64Array, index: number): number {
  const at = (offset: number): number => heights[index + offset] as number;
  if (index === 0) return at(1) - at(0);
  if (index === CELLS) return at(0) - at(-1);
  const before = at(0) - at(-1);
  const after = at(1) - at(0);
  const slope =
    index === 1 || index === CELLS - 1
      ? (before + after) / 2
      : (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / 12;
  return Math.max(0, Math.min(slope, 3 * before, 3 * after));
}
