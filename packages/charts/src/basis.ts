import { momentInWords } from './time-ticks.ts';

/** What a figure rests on; printed under each. */
export interface Basis {
  /** How many, and of what, such as 40 `replications`. */
  readonly n: number;
  readonly of: string;
  /** How bands and intervals were made, such as `95 % intervals: Student's t over replications`. */
  readonly method: string;
  /** The name of the time zone (IANA) of every time in the figure, and of its calendars. */
  readonly zone: string;
  /** From, and not to (epoch ms). */
  readonly period?: { readonly from: number; readonly to: number };
  /** Anything more that one must know to make the figure again, such as the seed. */
  readonly source?: string;
}

/** In sentences. Throws RangeError for an unknown zone. */
export function basisInWords(unit: string, { n, of, method, zone, period, source }: Basis): string {
  return [
    `Unit: ${unit}`,
    period === undefined
      ? `Zone: ${zone}`
      : `${momentInWords(period.from, zone)} to before ${momentInWords(period.to, zone)}, ${zone}`,
    `n = ${n} ${of}`,
    method,
    ...(source === undefined ? [] : [source]),
  ]
    .map((part) => (part.endsWith('.') ? part : `${part}.`))
    .join(' ');
}
