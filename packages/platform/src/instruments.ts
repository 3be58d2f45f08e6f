import type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  Labels,
  LabelSet,
  Metric,
} from '@tierline/contracts';
import * as prom from 'prom-client';

/** The labels of a metric, where it has any. */
type Given<L extends Labels> = keyof L extends never ? [] : [labels: LabelSet<L>];

/** Counts up. Series whose labels are all closed lists are there from the start, with 0. */
export interface Counter<L extends Labels> {
  inc(...given: [...Given<L>, by?: number]): void;
}

export interface Gauge<L extends Labels> {
  set(...given: [...Given<L>, value: number]): void;
  /** Adds to it, by a number that may be below 0. */
  add(...given: [...Given<L>, by: number]): void;
  /** Takes all series away: nothing is known. */
  clear(): void;
}

export interface Histogram<L extends Labels> {
  observe(...given: [...Given<L>, value: number]): void;
  /** Seconds from now until the function that is returned is called are observed then. */
  startTimer(...given: Given<L>): () => void;
}

/** Series of one counter that are there from the start, at most. */
const MOST_AT_START = 64;

/** The counter of that metric in the registry; made where it is not there yet. */
export function counterOf<L extends Labels>(registry: prom.Registry, metric: CounterMetric<L>): Counter<L> {
  const known = registry.getSingleMetric(metric.name);
  if (known !== undefined) return known as unknown as Counter<L>;
  const counter = new prom.Counter(options(registry, metric));
  for (const labels of closedLabels(metric)) counter.inc(labels, 0);
  return counter as unknown as Counter<L>;
}

/** The gauge of that metric in the registry; made where it is not there yet. `collect` is asked whenever metrics are read. */
export function gaugeOf<L extends Labels>(
  registry: prom.Registry,
  metric: GaugeMetric<L>,
  collect?: (gauge: Gauge<L>) => void | Promise<void>,
): Gauge<L> {
  const known = registry.getSingleMetric(metric.name);
  if (known !== undefined) return known as unknown as Gauge<L>;
  const gauge: Gauge<L> = narrowed(
    metric,
    new prom.Gauge({
      ...options(registry, metric),
      ...(collect && { collect: () => collect(gauge) }),
    }),
  );
  // Without labels it would say 0 from the start.
  if (metric.shared) gauge.clear();
  return gauge;
}

/** The histogram of that metric in the registry; made where it is not there yet. */
export function histogramOf<L extends Labels>(
  registry: prom.Registry,
  metric: HistogramMetric<L>,
): Histogram<L> {
  const known = registry.getSingleMetric(metric.name);
  return (known ??
    new prom.Histogram({
      ...options(registry, metric),
      buckets: [...metric.buckets],
    })) as unknown as Histogram<L>;
}

/** prom-client's gauge adds by `inc`, knows any label, and a reset one without labels is 0. */
function narrowed<L extends Labels>({ labels }: GaugeMetric<L>, gauge: prom.Gauge): Gauge<L> {
  const clear = () => {
    gauge.reset();
    if (Object.keys(labels).length === 0) gauge.remove();
  };
  return Object.assign(gauge, { add: gauge.inc.bind(gauge), clear }) as unknown as Gauge<L>;
}

function options(registry: prom.Registry, { name, help, labels }: Metric) {
  return { name, help, labelNames: Object.keys(labels), registers: [registry] };
}

/** All combinations of labels that are closed lists; none where one is not, where there are too many, or there is no label. */
function closedLabels({ labels }: CounterMetric): readonly Readonly<Record<string, string>>[] {
  const names = Object.entries(labels);
  if (names.length === 0) return [];
  let combinations: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [name, values] of names) {
    if (!('length' in values) || combinations.length * values.length > MOST_AT_START) return [];
    combinations = combinations.flatMap((labels) => values.map((value) => ({ ...labels, [name]: value })));
  }
  return combinations;
}
