/** Halvings of p and of 1 - p: from 1/2 down to 2^-33, beyond which a stream has no numbers. */
const OCTAVES = 32;

/** Each octave has as few cells as its error allows. */
const FEWEST_CELLS = 8;
const MOST_CELLS = 4096;

/** Relative to the value, or to a millionth of the mean where that is more; a quarter of what is promised. */
const TOLERANCE = 2.5e-7;

/**
 * A cubic goes through these places of its cell: the ends, so that neighbours meet, and between them where the largest
 * error is smallest (the zeros of a Chebyshev polynomial stretched to the ends), in 256ths so that 1 - p stays exact.
 */
const EARLY = 75 / 256;
const LATE = 181 / 256;

/** Where such a cubic is farthest from a smooth curve. */
const FARTHEST = [30 / 256, 1 / 2];

/** Coefficients of a cell, lowest first. */
type Cubic = readonly [number, number, number, number];

/** Scale and shift of octaves come before the cells: of p from 0, of 1 - p from UPPER, two numbers each. */
const UPPER = 128;
const HEADER = 256;

/**
 * A fast stand-in for the quantile function of a distribution that is smooth and not negative: p to value. It takes some 20
 * KB (120 where a curve has a sharp knee) and some 3000 calls of `exact`.
 *
 * Within 1e-6 of the value, or 1e-12 of the mean where that is more, for every number of a stream, and ascending as `exact`
 * is (in the last digit of a double it may waver). The table is checked against `exact` while it is made.
 *
 * Cells of equal width within each octave of p below 1/2, and of 1 - p above, since that is how the tails run; in each a
 * cubic that does not fall. Scales and coefficients are in one array, a cell's side by side. An octave that no reasonable
 * number of cells follows is left to `exact`, as is what lies beyond the numbers of a stream.
 */
export function tabulated(exact: (p: number) => number, mean: number): (p: number) => number {
  const table = tableOf(exact, mean);
  return (p) => {
    // The distance from the nearer end. No branch at 1/2: it would be guessed wrong every second time.
    const tail = 0.5 - Math.abs(p - 0.5);
    const octave = (Math.clz32((tail * 0x2_0000_0000) >>> 0) << 1) | (((p + p) & 1) << 7);
    const scale = table[octave] as number;
    if (!(tail > 0 && scale > 0)) return exact(p);
    const place = tail * scale + (table[octave + 1] as number);
    const cell = place | 0;
    const x = place - cell;
    const at = cell << 2;
    return (
      (table[at] as number) +
      x * ((table[at + 1] as number) + x * ((table[at + 2] as number) + x * (table[at + 3] as number)))
    );
  };
}

function tableOf(exact: (p: number) => number, mean: number): Float64Array {
  const header = new Float64Array(HEADER);
  const numbers: number[] = [];
  const add = (octave: number, from: number, valueAt: (tail: number) => number): void => {
    const cubics = cubicsOf(valueAt, 2 ** -(octave + 2), TOLERANCE * mean * 1e-6);
    if (cubics === undefined) return;
    const before = (HEADER + numbers.length) / 4;
    header[from + 2 * octave] = cubics.length * 2 ** (octave + 2);
    header[from + 2 * octave + 1] = before - cubics.length;
    for (const cubic of cubics) numbers.push(...cubic);
  };
  for (let octave = 0; octave < OCTAVES; octave++) {
    add(octave, 0, exact);
    add(octave, UPPER, (tail) => exact(1 - tail));
  }
  const table = new Float64Array(HEADER + numbers.length);
  table.set(header);
  table.set(numbers, HEADER);
  return table;
}

/** Cubics for the octave from `start` to twice that, undefined when they would be too many. */
function cubicsOf(
  valueAt: (tail: number) => number,
  start: number,
  least: number,
): readonly Cubic[] | undefined {
  for (let count = FEWEST_CELLS; count <= MOST_CELLS; count *= 2) {
    const cubics: Cubic[] = [];
    for (let cell = 0; cell < count; cell++) {
      const at = (x: number): number => valueAt(start * (1 + (cell + x) / count));
      const cubic = cubicThrough(at(0), at(EARLY), at(LATE), at(1));
      const follows = FARTHEST.every((x) => {
        const value = at(x);
        return Math.abs(heightOf(cubic, x) - value) <= Math.max(TOLERANCE * value, least);
      });
      if (!follows) break;
      cubics.push(cubic);
    }
    if (cubics.length === count) return cubics;
  }
  return undefined;
}

/** Newton's divided differences; the straight line where the cubic would turn back. */
function cubicThrough(first: number, early: number, late: number, last: number): Cubic {
  const one = (early - first) / EARLY;
  const two = (late - early) / (LATE - EARLY);
  const three = (last - late) / (1 - LATE);
  const bend = (two - one) / LATE;
  const twist = (three - two) / (1 - EARLY) - bend;
  const cubic: Cubic = [
    first,
    one - EARLY * bend + EARLY * LATE * twist,
    bend - (EARLY + LATE) * twist,
    twist,
  ];
  return goesOneWay(cubic) ? cubic : [first, last - first, 0, 0];
}

function heightOf([constant, linear, square, cube]: Cubic, x: number): number {
  return constant + x * (linear + x * (square + x * cube));
}

/** Whether the slope has one sign from 0 to 1. */
function goesOneWay([, linear, square, cube]: Cubic): boolean {
  const slopeAt = (x: number): number => linear + x * (2 * square + 3 * x * cube);
  const start = slopeAt(0);
  const end = slopeAt(1);
  const turn = -square / (3 * cube);
  const between = turn > 0 && turn < 1 ? slopeAt(turn) : start;
  return (start >= 0 && end >= 0 && between >= 0) || (start <= 0 && end <= 0 && between <= 0);
}
