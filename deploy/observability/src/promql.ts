import type { CounterMetric, GaugeMetric, HistogramMetric, LabelSet, Metric } from '@tierline/contracts';

/** Who is told: who runs the system, or who runs the desk. */
export type Team = 'sre' | 'support';

declare const brand: unique symbol;

/** A PromQL expression. The names in it come from the catalogue of metrics, or from recording rules. */
export type Expr = string & { readonly [brand]: true };

/** Spans over which rates are taken. */
export type Window = '5m' | '10m' | '15m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d' | '7d';

/** Labels that Prometheus puts on whatever it scrapes: the role of the process, and its address. */
type TargetLabel = 'service' | 'instance';

export type LabelOf<M extends Metric> = (keyof M['labels'] & string) | TargetLabel;

/** What a label has to be: a value, one of some, or like a regular expression, or not like it. */
type Matcher<V extends string> =
  | V
  | { readonly oneOf: readonly V[] }
  | { readonly like: string }
  | { readonly unlike: string };

type ValueOf<M extends Metric, K> = K extends keyof LabelSet<M['labels']>
  ? LabelSet<M['labels']>[K] & string
  : string;

/** Which series of a metric are meant. */
export type Where<M extends Metric> = { readonly [K in LabelOf<M>]?: Matcher<ValueOf<M, K>> };

interface Of<M extends Metric> {
  readonly where?: Where<M>;
  /** What is told apart; the rest is put together. */
  readonly by?: readonly LabelOf<M>[];
}

interface Over<M extends Metric> extends Of<M> {
  readonly over: Window;
}

/** A name that the text of an expression must not bring along: it is taken from a metric or a recording rule. */
const NAME = /tierline[_:]|nodejs_|process_|\bup\b/;

/** An expression of expressions and numbers. Throws TypeError when its text names a metric. */
export function promql(text: TemplateStringsArray, ...parts: readonly (Expr | number)[]): Expr {
  const named = text.find((piece) => NAME.test(piece));
  if (named !== undefined) throw new TypeError(`a metric is named in the text of an expression: ${named}`);
  return asExpr(String.raw({ raw: text }, ...parts.map(bracketed)));
}

const BRACKETS = /"[^"]*"|\([^()]*\)|\{[^{}]*\}|\[[^\]]*\]/g;
const OPERATOR = /\s(?:[-+*/<>=!]+|and|or|unless)\s/;

/** What has an operator of its own is one operand in another expression. */
function bracketed(part: Expr | number): string {
  let outside = String(part);
  for (let before = ''; before !== outside;) {
    before = outside;
    outside = outside.replaceAll(BRACKETS, '');
  }
  return OPERATOR.test(outside) ? `(${part})` : String(part);
}

/** The only place where text becomes an expression. */
function asExpr(text: string): Expr {
  return text as Expr;
}

/** How much a counter grows a second, replicas added up. */
export function rate<M extends CounterMetric>(metric: M, { over, ...of }: Over<M>): Expr {
  return sum(of.by, `rate(${series(metric.name, of.where)}[${over}])`);
}

/** By how much a counter grew, replicas added up; a number that need not be whole. */
export function increase<M extends CounterMetric>(metric: M, { over, ...of }: Over<M>): Expr {
  return sum(of.by, `increase(${series(metric.name, of.where)}[${over}])`);
}

/** Observations a second, replicas added up. */
export function observed<M extends HistogramMetric>(metric: M, { over, ...of }: Over<M>): Expr {
  return sum(of.by, `rate(${series(`${metric.name}_count`, of.where)}[${over}])`);
}

/** Observations of at most `most`, a second. Throws RangeError where no bucket ends there. */
export function observedWithin<M extends HistogramMetric>(
  metric: M,
  { most, over, ...of }: Over<M> & { readonly most: number },
): Expr {
  if (!metric.buckets.includes(most))
    throw new RangeError(`${metric.name} has no bucket that ends at ${most}`);
  const labels = [...matchers(of.where ?? {}), bucketLabel(most)];
  return sum(of.by, `rate(${metric.name}_bucket{${labels.join(',')}}[${over}])`);
}

/** Prometheus 3 writes whole bounds as 5.0, earlier ones as 5. */
function bucketLabel(bound: number): string {
  return Number.isInteger(bound) ? String.raw`le=~"${bound}(\\.0)?"` : `le="${bound}"`;
}

/** The value that a share of observations does not exceed, estimated from the buckets of all replicas. */
export function quantile<M extends HistogramMetric>(
  metric: M,
  { share, over, by = [], where }: Over<M> & { readonly share: number },
): Expr {
  const buckets = sum(['le', ...by], `rate(${series(`${metric.name}_bucket`, where)}[${over}])`);
  return asExpr(`histogram_quantile(${share}, ${buckets})`);
}

/** The mean of observations. */
export function mean<M extends HistogramMetric>(metric: M, { over, by, where }: Over<M>): Expr {
  const total = sum(by, `rate(${series(`${metric.name}_sum`, where)}[${over}])`);
  return promql`${total} / ${observed(metric, { over, ...(by && { by }), ...(where && { where }) })}`;
}

/**
 * How something is that several replicas say alike: what one of them says. Throws TypeError for a gauge of which every
 * process has its own.
 */
export function shared<M extends GaugeMetric>(metric: M, { by, where }: Of<M> = {}): Expr {
  if (!metric.shared)
    throw new TypeError(`${metric.name} is each process's own: say how to put them together`);
  return asExpr(`max${grouped(by)} (${series(metric.name, where)})`);
}

/** A gauge of which every process has its own, put together. Throws TypeError for one that is shared. */
export function perProcess<M extends GaugeMetric>(
  metric: M,
  together: 'sum' | 'min' | 'max',
  { by, where }: Of<M> = {},
): Expr {
  if (metric.shared) throw new TypeError(`${metric.name} is shared: replicas say the same`);
  return asExpr(`${together}${grouped(by)} (${series(metric.name, where)})`);
}

/** The series of a gauge one by one. Throws TypeError for one that is shared. */
export function each<M extends GaugeMetric>(metric: M, where?: Where<M>): Expr {
  if (metric.shared) throw new TypeError(`${metric.name} is shared: replicas say the same`);
  return asExpr(series(metric.name, where));
}

/** 1, with these values as its labels, where there is no such series. */
export function absent<M extends Metric>(metric: M, where?: Where<M>): Expr {
  return asExpr(`absent(${series(metric.name, where)})`);
}

/** 1, with the metric's name as a label, where nobody exports it. */
export function missing(metric: Metric): Expr {
  return asExpr(`label_replace(${absent(metric)}, "metric", "${metric.name}", "", "")`);
}

/** How many alerts fire for a team, by name; the one that always does is not among them. */
export function firing(team: Team): Expr {
  return asExpr(`count by (alertname) (ALERTS{alertstate="firing",team="${team}",severity!="none"})`);
}

/** A series that a recording rule makes. */
export interface Recorded<L extends string = string> {
  readonly name: string;
  readonly labels: readonly L[];
}

export function recorded<L extends string>(
  { name }: Recorded<L>,
  where?: { readonly [K in L]?: string },
): Expr {
  return asExpr(series(name, where));
}

/** The expression, and 0 where only `like` has a value: a counter without an event yet has no series. */
export function orZero(expr: Expr, like: Expr): Expr {
  return promql`${expr} or 0 * ${like}`;
}

/** Either of them. */
export function anyOf(exprs: readonly Expr[]): Expr {
  return asExpr(exprs.join('\nor\n'));
}

function sum(by: readonly string[] | undefined, text: string): Expr {
  return asExpr(`sum${grouped(by)} (${text})`);
}

function grouped(by: readonly string[] = []): string {
  return by.length === 0 ? '' : ` by (${by.join(', ')})`;
}

function series(name: string, where: object = {}): string {
  const labels = matchers(where);
  return labels.length === 0 ? name : `${name}{${labels.join(',')}}`;
}

function matchers(where: object): readonly string[] {
  return Object.entries(where).map(([label, matcher]) => `${label}${matched(matcher)}`);
}

function matched(matcher: Matcher<string>): string {
  if (typeof matcher === 'string') return `="${matcher}"`;
  if ('unlike' in matcher) return `!~"${matcher.unlike}"`;
  if ('oneOf' in matcher) return `=~"${matcher.oneOf.join('|')}"`;
  return `=~"${matcher.like}"`;
}
