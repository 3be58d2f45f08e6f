import { differenceInWords, inWords, type Measure } from '@tierline/charts';
import { TIERS } from '@tierline/domain';
import type { Interval } from '@tierline/engine';
import { unitOf } from '@tierline/model';

const MINUTE = 60_000;

/** What the end of a figure's name means; lengths of time are below. */
const NAMES: Readonly<Record<string, string>> = {
  'tierTarget.attainment': 'tier target kept',
  'firstResponse.attainment': 'first response in time',
  'nextResponse.attainment': 'next response in time',
  'resolution.attainment': 'resolution in time',
  'abandoned.share': 'customers who gave up',
  'misrouted.share': 'tickets sent to a wrong tier',
  abandoned: 'tickets given up',
  asked: 'tickets with a question',
  bounces: 'bounces',
  busyHours: 'hours worked per week',
  costPerTicket: 'cost per ticket',
  costPerWeek: 'cost per week',
  created: 'tickets created',
  developerHours: 'hours of developers per week',
  developerInterruptions: 'interruptions of developers per week',
  escalatedIn: 'tickets handed up to it',
  escalatedOut: 'tickets handed up by it',
  handedOff: 'tickets handed over',
  onLower: 'time on tickets of lower tiers',
  open: 'tickets open at the end',
  paidHours: 'paid hours per week',
  reopened: 'tickets re-opened',
  satisfied: 'content customers',
  solved: 'tickets solved',
  takenUp: 'tickets taken up',
  tickets: 'tickets',
  timeShare: 'share of all work',
  utilisation: 'utilisation',
  waiting: 'tickets waiting on average',
};

const TIMES: Readonly<Record<string, string>> = {
  firstResponse: 'first response',
  resolution: 'resolution',
  wait: 'wait',
};

/** A figure as it is named in sentences and tables, such as `p90 of first response on T1`. What has no words stays as it is. */
export function figureInWords(figure: string): string {
  const [scope = '', ...rest] = figure.split('.');
  const what = whatInWords(rest);
  if (what === undefined) return figure;
  if (scope === 'all') return `${what} overall`;
  if ((TIERS as readonly string[]).includes(scope)) return `${what} on ${scope}`;
  // Queues and people are those of a team.
  return /^(wait|utilisation)\b/.test(rest.join('.'))
    ? `${what} of team ${scope}`
    : `${what} of ${scope} tickets`;
}

function whatInWords(path: readonly string[]): string | undefined {
  const named = NAMES[path.join('.')];
  if (named !== undefined) return named;
  const time = TIMES[path[0] ?? ''];
  const statistic = path.at(-1) ?? '';
  if (time === undefined || !/^(mean|p\d+)$/.test(statistic)) return undefined;
  const wall = path.includes('wall') ? ' in wall time' : '';
  return statistic === 'mean' ? `mean ${time}${wall}` : `${statistic} of ${time}${wall}`;
}

/** What the numbers of a figure are. Waits are wall time, as are figures that say so; other lengths are working time. */
export function measureOf(figure: string): Measure {
  switch (unitOf(figure)) {
    case 'minutes':
      return { kind: 'length', clock: /\.wall\.|\.wait\./.test(figure) ? 'wall' : 'business' };
    case 'share':
      return { kind: 'share' };
    case 'hours':
      return { kind: 'count', of: 'hours per week' };
    case 'money':
      // A scenario states money in the currency of the company, whichever that is.
      return { kind: 'count', of: 'units of currency' };
    case 'count':
      return { kind: 'count', of: 'tickets' };
  }
}

/** A figure's number in the unit of its measure: figures have minutes where measures have milliseconds. */
export function scaled(figure: string, value: number): number {
  return unitOf(figure) === 'minutes' ? value * MINUTE : value;
}

/** A figure's number with its unit, such as `92 %` or `3h 27m`. */
export function valueInWords(figure: string, value: number): string {
  return inWords(scaled(figure, value), measureOf(figure));
}

/** A difference of a figure with its sign; of shares in percentage points. */
export function changeInWords(figure: string, value: number): string {
  return differenceInWords(scaled(figure, value), measureOf(figure));
}

/** The size of a difference, without a sign. */
export function sizeInWords(figure: string, value: number): string {
  return changeInWords(figure, Math.abs(value)).replace('+', '');
}

/** A mean and how sure it is, such as `92 % ± 1.1 points`; only the mean where one value says nothing of its error. */
export function intervalInWords(figure: string, { mean, halfWidth }: Interval): string {
  const words = valueInWords(figure, mean);
  return Number.isFinite(halfWidth) ? `${words} ± ${sizeInWords(figure, halfWidth)}` : words;
}

/** `1 run`, `2 runs`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
