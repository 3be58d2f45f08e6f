import { METRICS, type Metric } from '@tierline/contracts';

import { CPU, RUNTIME } from '../src/runtime-metrics.ts';
import type { Series } from '../src/situation.ts';

/** One value, or a few that rules ask for, of labels whose values are declared elsewhere. */
const DECLARED: Readonly<Record<string, readonly string[]>> = {
  code: ['200', '503'],
  sweep: ['outbox', 'overdue', 'horizon'],
};
/** Series of one metric and process: more would say nothing more. */
const MOST = 200;

/** All that two processes export which have every metric there is: counters that count, gauges at 1. */
export function everyMetricTwice(minutes: number): readonly Series[] {
  return [...Object.values(METRICS), ...Object.values(RUNTIME), CPU].flatMap((metric: Metric) =>
    ['one:9464', 'two:9464'].flatMap((instance) =>
      labelSets(metric).flatMap((labels) =>
        seriesOf(metric, { service: 'intake', instance, ...labels }, minutes),
      ),
    ),
  );
}

type Labels = Readonly<Record<string, string>>;

function labelSets({ labels }: Metric): readonly Labels[] {
  let sets: readonly Labels[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    const known = 'declaredBy' in values ? (DECLARED[label] ?? ['some']) : values;
    sets = sets.flatMap((set) => known.map((value) => ({ ...set, [label]: value })));
  }
  return sets.slice(0, MOST);
}

function seriesOf(metric: Metric, labels: Labels, minutes: number): readonly Series[] {
  const { name } = metric;
  const grows = `0+1x${minutes}`;
  const series = (name: string, labels: Labels, values: string) => ({
    series: `${name}{${Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',')}}`,
    values,
  });
  switch (metric.kind) {
    case 'counter':
      return [series(name, labels, grows)];
    case 'gauge':
      return [series(name, labels, `1+0x${minutes}`)];
    case 'histogram':
      return [
        ...[...metric.buckets, '+Inf'].map((le) =>
          series(`${name}_bucket`, { ...labels, le: String(le) }, grows),
        ),
        series(`${name}_count`, labels, grows),
        series(`${name}_sum`, labels, grows),
      ];
  }
}
