import { ticks } from 'd3-array';

import { type Clock, DAY, HOUR, inWords, length, type Measure, MINUTE, SECOND } from './measure.ts';

/** A mark on an axis: the value it is at and what is printed. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** From one tick to the next, on a linear axis; business time has no days. */
const UP_TO_HOURS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4].map((hours) => hours * HOUR),
];
const STEPS: Readonly<Record<Clock, readonly number[]>> = {
  wall: [...UP_TO_HOURS, 6 * HOUR, 12 * HOUR, ...[1, 2, 7, 14, 28].map((days) => days * DAY)],
  business: [...UP_TO_HOURS, ...[8, 16, 40, 80, 160].map((hours) => hours * HOUR)],
};

/** What a logarithmic axis may be marked at: the first list before the second, where there is no room for both. */
const MARKS: Readonly<Record<Clock, readonly [readonly number[], readonly number[]]>> = {
  wall: [
    [SECOND, MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY],
    [
      ...[10, 30].map((seconds) => seconds * SECOND),
      ...[10, 30, 5, 2].map((minutes) => minutes * MINUTE),
      ...[4, 8, 2, 12].map((hours) => hours * HOUR),
      ...[2, 4, 14, 90, 180].map((days) => days * DAY),
    ],
  ],
  business: [
    [SECOND, MINUTE, HOUR, 8 * HOUR, 40 * HOUR, 160 * HOUR, 1000 * HOUR],
    [
      ...[10, 30].map((seconds) => seconds * SECOND),
      ...[10, 30, 5, 2].map((minutes) => minutes * MINUTE),
      ...[2, 4, 16, 24, 80, 400].map((hours) => hours * HOUR),
    ],
  ],
};

/**
 * About `count` round values of the measure from `low` to `high`, ascending. Things are counted in whole numbers where
 * there are at least two in the range.
 */
export function linearTicks(measure: Measure, low: number, high: number, count: number): readonly Tick[] {
  const values =
    measure.kind === 'length' ? lengthTicks(low, high, count, measure.clock) : ticks(low, high, count);
  const whole = measure.kind === 'count' ? values.filter(Number.isInteger) : values;
  return (whole.length < 2 ? values : whole).map((value) => ({ value, label: labelOf(value, measure) }));
}

/** The first round step of at least this length; undefined where it is longer than any. */
export function stepOf(clock: Clock, least: number): number | undefined {
  return STEPS[clock].find((step) => step >= least);
}

function lengthTicks(low: number, high: number, count: number, clock: Clock): readonly number[] {
  const least = (high - low) / count;
  const longest = STEPS[clock].at(-1) ?? HOUR;
  const step = stepOf(clock, least) ?? Math.ceil(least / longest) * longest;
  const [from, to] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => (from + index) * step);
}

/** Zero needs no unit, and a tick no more decimals than it has. */
function labelOf(value: number, measure: Measure): string {
  if (value === 0 && measure.kind !== 'share') return '0';
  return measure.kind === 'share' ? `${Number((value * 100).toPrecision(6))} %` : inWords(value, measure);
}

/**
 * Round lengths of time from `low` to `high` (ms, above 0), ascending, for a logarithmic axis on which `position` gives
 * the pixel of a length; no two are nearer than `gap` pixels.
 */
export function logTicks(
  clock: Clock,
  [low, high]: readonly [number, number],
  position: (length: number) => number,
  gap: number,
): readonly Tick[] {
  const kept: number[] = [];
  for (const value of MARKS[clock].flat()) {
    if (value < low || value > high) continue;
    if (kept.every((other) => Math.abs(position(other) - position(value)) >= gap)) kept.push(value);
  }
  return kept.toSorted((a, b) => a - b).map((value) => ({ value, label: length(value, clock) }));
}
