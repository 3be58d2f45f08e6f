import assert from 'node:assert/strict';

import { METRICS, type Metric } from '@tierline/contracts';

import { allExpressions } from '../src/expressions.ts';
import { RULES } from '../src/rules.ts';
import { RUNTIME } from '../src/runtime-metrics.ts';
import type { Series } from '../src/situation.ts';

const groups = Object.values(RULES).flat();
const alerts = groups.flatMap((group) => group.alerts);
const recordings = groups.flatMap((group) => group.recordings);
const metrics = new Map<string, Metric>(
  [...Object.values(METRICS), ...Object.values(RUNTIME)].map((metric) => [metric.name, metric]),
);
const recorded = new Set(recordings.map(({ name }) => name));

/** Names that an expression asks for, of ours and recorded ones. */
function namesIn(expr: string): readonly string[] {
  return expr.match(/\btierline[_:][\w:]+/g) ?? [];
}

function metricOf(series: string): Metric | undefined {
  return metrics.get(series) ?? metrics.get(series.replace(/_(bucket|count|sum)$/, ''));
}

function instancesOf(series: readonly Series[]): ReadonlySet<string> {
  return new Set(series.flatMap((one) => /instance="([^"]+)"/.exec(one.series)?.[1] ?? []));
}

describe('the rules', () => {
  it('ask for metrics of the catalogue, and for what rules record', () => {
    for (const { where, expr } of allExpressions())
      for (const name of namesIn(expr))
        assert.ok(name.includes(':') ? recorded.has(name) : metricOf(name), `${where} asks for ${name}`);
  });

  it('never add up what replicas say alike', () => {
    const shared = [...metrics.values()].filter((metric) => metric.kind === 'gauge' && metric.shared);
    assert.ok(shared.length > 10);
    for (const { name } of shared) {
      const uses = allExpressions().flatMap(({ where, expr }) =>
        [...expr.matchAll(new RegExp(`.{0,60}\\b${name}\\b`, 'g'))].map(([text]) => ({ where, text })),
      );
      for (const { where, text } of uses)
        assert.match(
          text,
          new RegExp(`(max( by \\([a-z_, ]+\\))? \\(|absent\\(|"metric", ")${name}$`),
          `${where}: ${text}`,
        );
    }
  });

  it('have names of their own', () => {
    const names = alerts.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    const series = recordings.map(({ name, labels }) => JSON.stringify([name, labels]));
    assert.deepEqual(series, [...new Set(series)]);
  });

  it('tell support of the desk, and whoever runs the system of all else', () => {
    for (const { name, team, page } of alerts)
      assert.equal(team, page === 'capacity' || page === 'promises' ? 'support' : 'sre', name);
  });

  it('name the parts that have values while nothing is wrong', () => {
    for (const { name, expr, signals } of alerts) {
      if (name !== 'MetricMissing') assert.ok(signals.length > 0, name);
      for (const signal of signals) assert.ok(expr.includes(signal.expr), `${name}: ${signal.expr}`);
    }
  });

  it('are tested each by firing, by what is just bearable, by two replicas and by no data', () => {
    for (const { name, cases } of alerts) {
      const { fires, under, replicas, missing } = cases;
      assert.ok(fires.series.length > 0 && fires.said.length > 0, name);
      assert.ok(instancesOf(replicas.series).size > 1 && replicas.said.length > 0, name);
      // Watchdog is never silent.
      if (name !== 'Watchdog') assert.ok(under.length > 0, name);
      for (const { series } of under) assert.ok(series.length > 0, name);
      if (missing !== 'stays quiet')
        assert.ok(['ServiceDown', 'MetricMissing', 'Watchdog'].includes(name), name);
    }
  });

  it('are tested with series as they are exported', () => {
    for (const { name, cases } of alerts)
      for (const { series } of [cases.fires, cases.replicas, ...cases.under].flatMap((one) => one.series)) {
        const [, metricName = '', labels = ''] = /^(\w+)\{(.*)\}$/.exec(series) ?? [];
        const metric = metricOf(metricName);
        assert.ok(metric, `${name}: ${series}`);
        const known = new Set(['service', 'instance', 'le', ...Object.keys(metric.labels)]);
        for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
          assert.ok(known.has(label), `${name}: ${series} has a label ${label}`);
          const values = metric.labels[label];
          if (Array.isArray(values)) assert.ok(values.includes(value), `${name}: ${series}`);
        }
      }
  });
});
