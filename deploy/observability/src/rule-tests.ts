import type { Alert, RuleGroup } from './alert.ts';
import { labelsOf, runbookUrl, withNote } from './rule-file.ts';
import type { Firing, Said, Series } from './situation.ts';

/** How long a case is watched after it would have fired. */
const AFTER_MINUTES = 10;

/**
 * The file by which `promtool test rules` tests a rule file: for each alert that it fires at the minute at which it should, with its whole
 * text, and not one minute earlier; that it does not just under; what two replicas make it say; and what no data does.
 */
export function ruleTests(groups: readonly RuleGroup[], ruleFile: string, runbooks: string): string {
  return withNote({
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: groups.flatMap(({ alerts }) => alerts.flatMap((alert) => testsOf(alert, runbooks))),
  });
}

function testsOf(alert: Alert, runbooks: string): readonly object[] {
  const { fires, under, replicas, missing } = alert.cases;
  const at = fires.since + alert.forMinutes;
  return [
    test(`${alert.name} fires: ${fires.what}`, fires.series, firing(alert, fires, runbooks)),
    ...under.map(({ what, series, from = 0 }) =>
      test(
        `${alert.name} does not fire: ${what}`,
        series,
        quiet(alert, from, Math.max(from + alert.forMinutes, at) + AFTER_MINUTES),
      ),
    ),
    test(
      `${alert.name} with two replicas: ${replicas.what}`,
      replicas.series,
      firing(alert, replicas, runbooks),
    ),
    missing === 'stays quiet'
      ? test(`${alert.name} without data`, [], quiet(alert, 0, at + AFTER_MINUTES))
      : test(`${alert.name} without data`, [], firing(alert, missing, runbooks)),
  ];
}

function test(name: string, series: readonly Series[], expectations: object): object {
  return { name, interval: '1m', input_series: series, ...expectations };
}

/** Not a minute before its time, then with all that it says. */
function firing(alert: Alert, { since, said }: Pick<Firing, 'since' | 'said'>, runbooks: string): object {
  const at = since + alert.forMinutes;
  return {
    alert_rule_test: [
      ...(at > 0 ? [{ eval_time: `${at - 1}m`, alertname: alert.name, exp_alerts: [] }] : []),
      {
        eval_time: `${at}m`,
        alertname: alert.name,
        exp_alerts: said.map((one) => expected(alert, one, runbooks)),
      },
    ],
  };
}

/** At no minute between these. */
function quiet({ name }: Alert, from: number, until: number): object {
  return {
    promql_expr_test: [
      {
        expr: `count(count_over_time(ALERTS{alertname="${name}",alertstate="firing"}[${Math.max(1, until - from)}m]))`,
        eval_time: `${until}m`,
        exp_samples: [],
      },
    ],
  };
}

function expected(alert: Alert, { labels = {}, value = '' }: Said, runbooks: string): object {
  const text = (template: string) =>
    template
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
      .replaceAll(/\{\{ \$value[^}]*\}\}/g, value);
  return {
    exp_labels: { ...labelsOf(alert), ...labels },
    exp_annotations: {
      summary: text(alert.summary),
      description: text(alert.description),
      runbook_url: runbookUrl(alert, runbooks),
    },
  };
}
