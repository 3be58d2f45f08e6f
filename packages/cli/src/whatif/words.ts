import type { Interval } from '@tierline/engine';
import { isReached, scopesOf, type Summary, type TargetOutcome, unitOf } from '@tierline/model';
import type { WarmUpDecision } from '@tierline/whatif';

/** A length of time in minutes for people: `45s`, `12m`, `3h 05m`, `2d 4h`. */
function minutesInWords(minutes: number): string {
  if (minutes < 1) return `${Math.round(minutes * 60)}s`;
  if (minutes < 60) return `${minutes < 10 ? minutes.toFixed(1) : Math.round(minutes)}m`;
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)}h ${String(whole % 60).padStart(2, '0')}m`;
}

/** A value of a figure in its unit. */
export function valueInWords(figure: string, value: number): string {
  switch (unitOf(figure)) {
    case 'share':
      return `${(value * 100).toFixed(1)}%`;
    case 'minutes':
      return value < 0 ? `-${minutesInWords(-value)}` : minutesInWords(value);
    case 'hours':
      return `${value.toFixed(1)}h`;
    case 'money':
      return value.toFixed(Math.abs(value) < 100 ? 2 : 0);
    case 'count':
      return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0);
  }
}

/** A mean and half of its interval. */
export function intervalInWords(figure: string, interval: Interval | undefined): string {
  if (interval === undefined) return '-';
  const { mean, halfWidth } = interval;
  if (!(halfWidth < Infinity)) return valueInWords(figure, mean);
  return `${valueInWords(figure, mean)} ±${valueInWords(figure, halfWidth)}`;
}

const COLUMNS = [
  ['tickets', 'tickets'],
  ['first resp. p50', 'firstResponse.p50'],
  ['p90', 'firstResponse.p90'],
  ['resolution p50', 'resolution.p50'],
  ['p90', 'resolution.p90'],
  ['p95', 'resolution.p95'],
  ['in tier target', 'tierTarget.attainment'],
  ['utilisation', 'utilisation'],
  ['waiting', 'waiting'],
  ['left open', 'open'],
  ['cost/week', 'costPerWeek'],
] as const;

/** Rows for a table: one per tier, one of all, and one per named class and team. */
export function tierRows({ figures }: Summary): string[][] {
  return [
    ['', ...COLUMNS.map(([title]) => title)],
    ...scopesOf(figures).map((scope) => [
      scope,
      ...COLUMNS.map(([, name]) => {
        const figure = `${scope}.${name}`;
        const interval = figures[figure];
        if (interval === undefined) return '-';
        return /attainment|utilisation/.test(name)
          ? intervalInWords(figure, interval)
          : valueInWords(figure, interval.mean);
      }),
    ]),
  ];
}

/** A target and what became of it, with a tick or a cross. */
export function targetLine(outcome: TargetOutcome): string {
  const { text, interval, verdict, target } = outcome;
  const mark = isReached(outcome) ? '✓' : '✗';
  return `${mark} ${text}: ${intervalInWords(target.figure, interval)}, ${verdict}`;
}

/** How the warm-up was decided. */
export function warmUpInWords({ days, isSteady, pilotRuns, pilotDays }: WarmUpDecision): string {
  const by = `by MSER-5 in ${pilotRuns} pilot runs of ${pilotDays} days`;
  return isSteady
    ? `Warm-up: ${days} days, ${by}.`
    : `No steady state ${by}: figures depend on how long is simulated; ${days} days are left out as warm-up.`;
}
