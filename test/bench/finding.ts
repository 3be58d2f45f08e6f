/** What a benchmark says in a line: a figure, and the target that it is held against, if any. */
export interface Finding {
  readonly what: string;
  readonly figure: string;
  /** The figure as a number, in the unit that it names. */
  readonly value?: number;
  readonly target?: string;
  readonly isMet?: boolean;
}

/** A figure that should be at least, or at most, so much. */
export function held(
  what: string,
  value: number,
  {
    is,
    target,
    words,
  }: { readonly is: '>=' | '<='; readonly target: number; readonly words: (value: number) => string },
): Finding {
  const isMet = is === '>=' ? value >= target : value <= target;
  return { what, figure: words(value), value, target: `${is} ${words(target)}`, isMet };
}

/** A whole number that is held against nothing. */
export function counted(what: string, value: number): Finding {
  return { what, figure: inCount(value), value };
}

export const inSeconds = (value: number): string => `${value.toFixed(value < 1 ? 4 : 2)} s`;
export const inTimes = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} x`;
export const inMillis = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const inPercent = (value: number): string => `${(value * 100).toFixed(0)} %`;
export const inCount = (value: number): string => Math.round(value).toLocaleString('en');

/** The least and the median of some times. */
export function timesOf(times: readonly number[]): { readonly least: number; readonly median: number } {
  const ascending = times.toSorted((a, b) => a - b);
  return { least: ascending[0] ?? Number.NaN, median: ascending[ascending.length >> 1] ?? Number.NaN };
}
