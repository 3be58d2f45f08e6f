/** The services of Tierline, each a process of its own, with replicas of it. */
export const SERVICES = ['intake', 'router', 'sla-monitor', 'notifier'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Values of a label that the policy or the code declares, one by one: few, but no list in the code. */
export interface Declared {
  /** Whose list it is. */
  readonly declaredBy: string;
  /** So many names are reckoned with. */
  readonly atMost: number;
}

/** A label's values: a closed list, or names that are declared elsewhere. */
export type LabelValues = readonly string[] | Declared;

export type Labels = Readonly<Record<string, LabelValues>>;

/** What a label can be set to. */
export type LabelSet<L extends Labels> = {
  readonly [K in keyof L]: L[K] extends readonly (infer V)[] ? V : string;
};

interface Described<L extends Labels> {
  /** The whole name. */
  readonly name: string;
  readonly help: string;
  readonly labels: L;
  readonly services: readonly ServiceName[];
  /** Sets of labels that there are at most, where one label goes with another; else all combinations. */
  readonly combinations?: number;
}

export interface CounterMetric<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'counter';
}

/** `shared`: it says how things are in the database or in Redis, so that replicas say the same and are never added up. */
export interface GaugeMetric<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'gauge';
  readonly shared: boolean;
}

export interface HistogramMetric<L extends Labels = Labels> extends Described<L> {
  readonly kind: 'histogram';
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

/** A metric as it is exported: its name and meaning, its labels, and which services have it. */
export type Metric = CounterMetric | GaugeMetric | HistogramMetric;

type About<L extends Labels> = Pick<Described<L>, 'help' | 'services' | 'combinations'> & {
  readonly labels?: L;
};

const NO_LABELS = {} as const;
export type NoLabels = typeof NO_LABELS;

/** Names are without `tierline_`. */
export function counter<const L extends Labels = NoLabels>(name: string, about: About<L>): CounterMetric<L> {
  return { kind: 'counter', ...described(name, about) };
}

export function gauge<const L extends Labels = NoLabels>(
  name: string,
  { shared = false, ...about }: About<L> & { readonly shared?: boolean },
): GaugeMetric<L> {
  return { kind: 'gauge', shared, ...described(name, about) };
}

export function histogram<const L extends Labels = NoLabels>(
  name: string,
  { buckets, ...about }: About<L> & { readonly buckets: readonly number[] },
): HistogramMetric<L> {
  return { kind: 'histogram', buckets, ...described(name, about) };
}

function described<L extends Labels>(name: string, { labels, ...about }: About<L>): Described<L> {
  // A metric that names no labels has none: the one place where types cannot follow.
  return { name: `tierline_${name}`, labels: labels ?? (NO_LABELS as unknown as L), ...about };
}

/** Lines that a metric has at most in one process: each set of labels, and of a histogram its buckets, sum and count. */
export function linesAtMost({ labels, combinations, ...metric }: Metric): number {
  const sizes = Object.values(labels).map((values) => ('length' in values ? values.length : values.atMost));
  const sets = combinations ?? sizes.reduce((product, size) => product * size, 1);
  return sets * (metric.kind === 'histogram' ? metric.buckets.length + 3 : 1);
}
