import { UsageError } from '../failure.ts';
import { pathOf } from './overrides.ts';

/** A field that a sweep varies. */
export interface Axis {
  /** As it was named, such as `t1`. */
  readonly name: string;
  readonly path: string;
  readonly values: readonly number[];
}

const MOST = 100_000;

/** Reads `t1=6..16`, `t1=6..16:2` or `load.ticketsPerDay=300,400`. Throws UsageError for anything else. */
export function axisOf(text: string): Axis {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  const values = at < 1 ? [] : valuesOf(text.slice(at + 1).trim());
  if (values.length === 0)
    throw new UsageError(`--vary: "${text}" is not like t1=6..16, t1=6..16:2 or load.ticketsPerDay=300,400`);
  return { name, path: pathOf(name), values };
}

function valuesOf(text: string): number[] {
  const [, low, high, step = '1'] =
    /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (low === undefined || high === undefined) {
    const listed = text.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
    return listed.every(Number.isFinite) ? listed : [];
  }
  const count = Math.floor((Number(high) - Number(low)) / Number(step) + 1e-9) + 1;
  if (!(count >= 1 && count <= MOST)) return [];
  return Array.from({ length: count }, (_, index) => Number((Number(low) + index * Number(step)).toFixed(9)));
}

/** All points of a grid, the last axis running fastest. Throws UsageError for more than a hundred thousand. */
export function gridOf(axes: readonly Axis[]): Record<string, number>[] {
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST) throw new UsageError(`--vary: ${size} plans are more than ${MOST}; take larger steps`);
  return axes.reduce<Record<string, number>[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}
