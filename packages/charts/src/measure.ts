import { lengthInWords } from '@tierline/domain';

/**
 * What the numbers of an axis are: so many things; a share from 0 to 1; a length of time in milliseconds, on the wall or
 * counted on a calendar; an amount in units of a currency (ISO 4217).
 */
export type Measure =
  | { readonly kind: 'count'; readonly of: string }
  | { readonly kind: 'share'; readonly of?: string }
  | { readonly kind: 'length'; readonly clock: Clock }
  | { readonly kind: 'money'; readonly currency: string; readonly per?: string };

/** A day of business time is not 24 hours, so lengths on that clock are told in hours at most. */
export type Clock = 'wall' | 'business';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const MINUS = '−';
const NBSP = '\u00a0';

/**
 * A value as it is printed beside a mark or in a table, such as `92 %`, `3h 27m`, `€12,400`. Throws RangeError for a
 * currency that is none.
 */
export function inWords(value: number, measure: Measure): string {
  if (!Number.isFinite(value)) return 'no number';
  switch (measure.kind) {
    case 'count':
      return number(value);
    case 'share':
      return percent(value);
    case 'length':
      return length(value, measure.clock);
    case 'money':
      return money(value, measure.currency);
  }
}

/** A difference: as {@link inWords}, with its sign always; of shares in percentage points. */
export function differenceInWords(value: number, measure: Measure): string {
  const words = measure.kind === 'share' ? `${number(value * 100)}${NBSP}points` : inWords(value, measure);
  return /[1-9]/.test(words) && value > 0 ? `+${words}` : words;
}

/** The unit, for the axis and the head of a column. */
export function unitInWords(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return measure.of;
    case 'share':
      return measure.of === undefined ? '%' : `% of ${measure.of}`;
    case 'length':
      return `${measure.clock} time`;
    case 'money':
      return measure.per === undefined ? measure.currency : `${measure.currency} per ${measure.per}`;
  }
}

/**
 * A share from 0 to 1 in percent, with one decimal near the ends. Only 1 is `100 %` and only 0 is `0 %`.
 */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (share > 0 && hundredths < 0.05) return `<0.1${NBSP}%`;
  if (share < 1 && hundredths >= 99.95) return `>99.9${NBSP}%`;
  const digits = Math.abs(hundredths) < 10 || (hundredths > 95 && hundredths < 100) ? 1 : 0;
  return `${plain(hundredths, digits)}${NBSP}%`;
}

/**
 * A length of time (ms) in its two greatest parts, such as `1d 3h` or `12m 5s`. A day is 24 hours, and only on the wall.
 */
export function length(millis: number, clock: Clock): string {
  const size = Math.abs(millis);
  const exactTo = size >= DAY && clock === 'wall' ? HOUR : size >= HOUR ? MINUTE : SECOND;
  const rounded = Math.round(size / exactTo) * exactTo;
  const days = clock === 'wall' ? Math.floor(rounded / DAY) : 0;
  const rest = rounded - days * DAY;
  const words = [
    ...(days > 0 ? [`${days}d`] : []),
    ...(rest > 0 || days === 0 ? [lengthInWords(rest)] : []),
  ].join(' ');
  return millis < 0 && rounded > 0 ? `${MINUS}${words}` : words;
}

function number(value: number): string {
  return plain(value, Math.abs(value) < 100 ? 1 : 0);
}

function plain(value: number, digits: number): string {
  return signed(numberFormats[digits === 0 ? 0 : 1].format(value));
}

function money(value: number, currency: string): string {
  const digits = Math.abs(value) < 100 && !Number.isInteger(value) ? 2 : 0;
  const key = `${currency} ${digits}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    moneyFormats.set(key, format);
  }
  return signed(format.format(value));
}

function signed(words: string): string {
  // What rounds to zero has no sign.
  return /[1-9]/.test(words) ? words.replace('-', MINUS) : words.replace('-', '');
}

/** To make a format takes longer than to draw a chart. */
const numberFormats = [0, 1].map(
  (digits) => new Intl.NumberFormat('en', { maximumFractionDigits: digits }),
) as [Intl.NumberFormat, Intl.NumberFormat];
const moneyFormats = new Map<string, Intl.NumberFormat>();
