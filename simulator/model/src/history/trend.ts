const WEEK = 7 * 86_400_000;
const YEAR = 365.25 * 86_400_000;
/** Fewer weeks say nothing of a trend. */
const FEWEST_WEEKS = 8;
/** Of a normal distribution: a trend is clear where 0 is outside of the interval of 99 %. */
const CLEAR = 2.576;

/** Growth in a year, 0.3 for 30 % more, and half of its 95 % interval on the scale of a logarithm. */
export interface Trend {
  readonly perYear: number;
  readonly error: number;
  readonly isClear: boolean;
}

/**
 * The trend of a count week by week, from a moment on: a Poisson regression of whole weeks with a logarithmic link, its error
 * widened by how much weeks vary beyond Poisson (quasi-Poisson). Undefined where there are fewer than eight weeks.
 * `moments` are ascending.
 */
export function trendOf(moments: readonly number[], from: number, until: number): Trend | undefined {
  const weeks = Math.floor((until - from) / WEEK);
  if (weeks < FEWEST_WEEKS) return undefined;
  const counts = Array.from({ length: weeks }, () => 0);
  for (const at of moments) {
    const week = Math.floor((at - from) / WEEK);
    if (week >= 0 && week < weeks) counts[week] = (counts[week] ?? 0) + 1;
  }
  const total = counts.reduce((sum, one) => sum + one, 0);
  if (total === 0) return undefined;
  const middle = (weeks - 1) / 2;
  let level = Math.log(total / weeks);
  let slope = 0;
  let information = 0;
  // Newton's method; the likelihood is concave, and a few steps are enough.
  for (let step = 0; step < 50; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const [week, count] of counts.entries()) {
      const x = week - middle;
      const expected = Math.exp(level + slope * x);
      g0 += count - expected;
      g1 += (count - expected) * x;
      h00 += expected;
      h01 += expected * x;
      h11 += expected * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [up, on] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    level += up;
    slope += on;
    information = determinant / h00;
    if (Math.abs(on) < 1e-12 && Math.abs(up) < 1e-12) break;
  }
  const spread =
    counts.reduce((sum, count, week) => {
      const expected = Math.exp(level + slope * (week - middle));
      return sum + (count - expected) ** 2 / expected;
    }, 0) /
    (weeks - 2);
  const error = Math.sqrt(Math.max(1, spread) / information);
  const inYear = YEAR / WEEK;
  return {
    perYear: Math.exp(slope * inYear) - 1,
    error: 1.96 * error * inYear,
    isClear: Math.abs(slope) > CLEAR * error,
  };
}

/** What a trend makes of the load at a moment, against another. */
export function growthBetween(perYear: number, at: number, against: number): number {
  return (1 + perYear) ** ((at - against) / YEAR);
}
