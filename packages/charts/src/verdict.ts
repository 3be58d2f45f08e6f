import type { Better } from './frontier.ts';

/** A difference and the interval that it is known to. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A difference in a word: `better` or `worse` where one knows which is, else `more` or `less`; `no clear difference` where
 * 0 is within the interval or at its end, or the interval is none.
 */
export function verdict({ low, high }: Interval, better?: Better): string {
  if (low > 0 && high >= low) return better === undefined ? 'more' : better === 'higher' ? 'better' : 'worse';
  if (high < 0 && low <= high) return better === undefined ? 'less' : better === 'lower' ? 'better' : 'worse';
  return 'no clear difference';
}
