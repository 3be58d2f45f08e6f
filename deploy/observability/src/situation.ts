import type { HistogramMetric, LabelSet, Metric } from '@tierline/contracts';

/** A series as it is scraped every minute: `{...}` with all its labels, and its values in the notation of promtool. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** What an alert is expected to say: the labels that its expression gave it, and its value as the description has it. */
export interface Said {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value?: string;
}

/** What is scraped. */
export interface Situation {
  /** What this situation shows. */
  readonly what: string;
  readonly series: readonly Series[];
}

export interface Firing extends Situation {
  /**
   * The minute at which it begins to be so. The alert fires after the minutes for which it has to be so, which is what
   * `said` describes, and not a minute earlier.
   */
  readonly since: number;
  readonly said: readonly Said[];
}

/** The cases by which an alert is tested. */
export interface Cases {
  readonly fires: Firing;
  /** What is just bearable: it does not fire from that minute on, 0 where none is said. */
  readonly under: readonly (Situation & { readonly from?: number })[];
  /** Two replicas: they say the same, or each counts a part. */
  readonly replicas: Firing;
  /** Nothing is scraped at all. */
  readonly missing: 'stays quiet' | Pick<Firing, 'since' | 'said'>;
}

/** Longer than any case lasts. */
const MINUTES = 200;

interface From {
  /** Which replica; one where none is said. */
  readonly instance?: string;
  readonly service?: string;
}

/** The labels of a series, and where it is from. */
type Labelled<M extends Metric> = Omit<From, keyof M['labels']> & LabelSet<M['labels']>;

/** A series of a metric. */
export function scraped<M extends Metric>(metric: M, values: string, labels: Labelled<M>): Series {
  return { series: named(metric.name, metric, labels), values };
}

/** The number of observations of a histogram. */
function scrapedCount<M extends HistogramMetric>(metric: M, values: string, labels: Labelled<M>): Series {
  return { series: named(`${metric.name}_count`, metric, labels), values };
}

/** The series of a histogram for one of its bounds, as far as expressions ask for them: values of the bucket and of all. */
export function scrapedHistogram<M extends HistogramMetric>(
  metric: M,
  values: { readonly most: number; readonly within: string; readonly all: string },
  labels: Labelled<M>,
): readonly Series[] {
  const bucket = `${metric.name}_bucket`;
  return [
    { series: named(bucket, metric, { ...labels, le: String(values.most) }), values: values.within },
    { series: named(bucket, metric, { ...labels, le: '+Inf' }), values: values.all },
    scrapedCount(metric, values.all, labels),
  ];
}

function named(name: string, metric: Metric, labels: object): string {
  const all = { service: metric.services[0], instance: 'one:9464', ...labels };
  return `${name}{${Object.entries(all)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}

/** The same value all the time. */
export function steady(value: number): string {
  return `${value}+0x${MINUTES}`;
}

/** A counter that grows by so much a minute, from 0; after `until` minutes it stays. */
export function growing(perMinute: number, until = MINUTES): string {
  return changingPace({ first: perMinute, minutes: until, later: 0 });
}

/** A counter that grows by `first` a minute, from 0, and after so many minutes by `later`. */
export function changingPace(pace: {
  readonly first: number;
  readonly minutes: number;
  readonly later: number;
}): string {
  const { first, minutes, later } = pace;
  const grown = `0+${first}x${minutes}`;
  return minutes >= MINUTES ? grown : `${grown} ${first * minutes + later}+${later}x${MINUTES - minutes}`;
}

/** One value for so many minutes, then another. */
export function turning(first: number, minutes: number, then: number): string {
  return `${first}+0x${minutes - 1} ${then}+0x${MINUTES - minutes}`;
}

/** A counter that jumps once, after so many minutes. */
export function jumping(minutes: number, by: number): string {
  return turning(0, minutes, by);
}

/** The same situation, as two replicas of a service each tell it. */
export function twice(series: (instance: string) => readonly Series[]): readonly Series[] {
  return ['one:9464', 'two:9464'].flatMap(series);
}
