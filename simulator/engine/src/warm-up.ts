const GROUP = 5;

/**
 * How many values of a run's beginning to leave out, by MSER-5 (White, Cobb & Spratt 2000): the cut that makes the
 * standard error of the rest smallest, over means of five. Undefined when that lies in the second half, or the run has
 * fewer than 50 values: then the run is too short to tell.
 */
export function warmUp(values: ArrayLike<number>): number | undefined {
  const groups = Math.floor(values.length / GROUP);
  if (groups < 10) return undefined;
  const means = Float64Array.from({ length: groups }, (_, group) => groupMean(values, group));
  // Deviations from the overall mean, so that sums of squares lose no digits.
  const centre = means.reduce((sum, mean) => sum + mean, 0) / groups;
  let sum = 0;
  let squares = 0;
  let best = Infinity;
  let cut = groups;
  for (let start = groups - 1; start >= 0; start--) {
    const off = (means[start] as number) - centre;
    sum += off;
    squares += off * off;
    const left = groups - start;
    // The last few always agree with each other by chance.
    if (left < GROUP) continue;
    const score = (squares - (sum * sum) / left) / (left * left);
    if (score <= best) {
      best = score;
      cut = start;
    }
  }
  return cut > groups / 2 ? undefined : cut * GROUP;
}

function groupMean(values: ArrayLike<number>, group: number): number {
  let sum = 0;
  for (let index = 0; index < GROUP; index++) sum += values[group * GROUP + index] as number;
  return sum / GROUP;
}
