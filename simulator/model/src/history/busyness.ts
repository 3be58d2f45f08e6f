/** Of a normal distribution: what would come once in a hundred times by chance alone. */
const CLEAR = 2.326;

/** A day of history: tickets that came and were to be expected, and how many days of its weekday there are. */
export interface DayCount {
  readonly count: number;
  readonly expected: number;
  readonly alike: number;
}

/**
 * How much days differ beyond chance: the coefficient of variation of the factor of a day. The variance of the counts of days
 * is that of Poisson, the mean, and the square of mean and coefficient on top; what the expectation, a mean of so many days
 * itself, takes of the variance is given back. 0 where chance alone would do (one test in a hundred errs).
 */
export function busynessOf(days: readonly DayCount[]): number {
  const usable = days.filter(({ expected, alike }) => expected > 0 && alike > 1);
  let [excess, squares, pearson, free, noise] = [0, 0, 0, 0, 0];
  for (const { count, expected, alike } of usable) {
    const share = (alike - 1) / alike;
    const square = (count - expected) ** 2;
    excess += square / share - expected;
    squares += expected ** 2;
    pearson += square / expected;
    free += share;
    noise += (2 + 1 / expected) * share;
  }
  if (free === 0 || (pearson - free) / Math.sqrt(noise) < CLEAR) return 0;
  return Math.sqrt(Math.max(0, excess / squares));
}
