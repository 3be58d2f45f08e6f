import { METRICS, type Metric, type ServiceName, SERVICES } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { absent, anyOf, each, increase, missing, perProcess, promql, rate } from '../promql.ts';
import { RUNTIME } from '../runtime-metrics.ts';
import { growing, scraped, type Series, steady, turning, twice } from '../situation.ts';

const OURS = { service: { oneOf: SERVICES } } as const;
const BY_PROCESS = ['service', 'instance'] as const;

const up = (service: string, values: string, instance = 'one:9464') =>
  scraped(RUNTIME.up, values, { service, instance });

const allUpBut = (service: ServiceName) =>
  SERVICES.filter((other) => other !== service).map((other) => up(other, steady(1)));

function serviceDown(): Alert {
  const replicas = perProcess(RUNTIME.up, 'sum', { by: ['service'], where: OURS });
  return {
    name: 'ServiceDown',
    section: 'TargetDown',
    // Where processes are looked up by name, one that is gone has no series that could be 0.
    expr: anyOf([promql`${replicas} == 0`, ...SERVICES.map((service) => absent(RUNTIME.up, { service }))]),
    signals: [{ expr: replicas }],
    forMinutes: 1,
    severity: 'page',
    team: 'sre',
    summary: 'No process of {{ $labels.service }} answers',
    description: 'For a minute Prometheus has had no answer of any, or has known of none.',
    page: 'processes',
    cases: {
      fires: {
        what: 'the only one, since the third minute',
        series: [...allUpBut('router'), up('router', turning(1, 3, 0))],
        since: 3,
        said: [{ labels: { service: 'router' } }],
      },
      under: [
        {
          what: 'one of two, and something else',
          series: [
            ...allUpBut('router'),
            up('router', steady(1)),
            up('router', steady(0), 'two:9464'),
            up('node-exporter', steady(0)),
          ],
        },
      ],
      replicas: {
        what: 'both of two',
        series: [...allUpBut('intake'), ...twice((instance) => [up('intake', steady(0), instance)])],
        since: 0,
        said: [{ labels: { service: 'intake' } }],
      },
      missing: { since: 0, said: SERVICES.map((service) => ({ labels: { service } })) },
    },
  };
}

function targetDown(): Alert {
  const target = perProcess(RUNTIME.up, 'max', { by: BY_PROCESS, where: OURS });
  const says = (instance: string) => ({ labels: { service: 'notifier', instance } });
  return {
    name: 'TargetDown',
    expr: promql`${target} == 0`,
    signals: [{ expr: target }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: '{{ $labels.service }} at {{ $labels.instance }} does not answer',
    description: 'Prometheus has had no metrics of it for five minutes.',
    page: 'processes',
    cases: {
      fires: {
        what: 'one, since the third minute',
        series: [up('notifier', turning(1, 3, 0))],
        since: 3,
        said: [says('one:9464')],
      },
      under: [{ what: 'a restart of four minutes', series: [up('notifier', '1 0 0 0 0 1+0x200')] }],
      replicas: {
        what: 'both of two are named',
        series: twice((instance) => [up('notifier', steady(0), instance)]),
        since: 0,
        said: [says('one:9464'), says('two:9464')],
      },
      missing: 'stays quiet',
    },
  };
}

/** What some process always exports, however little is to be said: shared gauges whose labels the policy has no part in. */
const ALWAYS_THERE: readonly Metric[] = Object.values(METRICS).filter(
  (metric: Metric) =>
    metric.kind === 'gauge' &&
    metric.shared &&
    Object.values(metric.labels).every((values) => Array.isArray(values)),
);

function metricMissing(): Alert {
  const there = (instance: string): readonly Series[] =>
    ALWAYS_THERE.map(({ name }) => ({ series: `${name}{instance="${instance}"}`, values: steady(0) }));
  const gone = METRICS.outboxOldest.name;
  const withoutOne = (instance: string) =>
    there(instance).map(({ series, values }) => ({
      series,
      values: series.startsWith(gone) ? '0+0x6' : values,
    }));
  return {
    name: 'MetricMissing',
    expr: anyOf(ALWAYS_THERE.map(missing)),
    signals: [],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'Nobody exports {{ $labels.metric }}',
    description: 'Alerts and dashboards that look at it are blind.',
    page: 'processes',
    cases: {
      fires: {
        what: 'one is gone after the sixth minute',
        series: withoutOne('one:9464'),
        // Prometheus shows the last value of a series for five minutes.
        since: 12,
        said: [{ labels: { metric: gone } }],
      },
      under: [{ what: 'all are there', series: there('one:9464') }],
      replicas: {
        what: 'one of two routers is gone, then the other',
        series: [...withoutOne('one:9464'), { series: `${gone}{instance="two:9464"}`, values: '0+0x8' }],
        since: 14,
        said: [{ labels: { metric: gone } }],
      },
      missing: { since: 0, said: ALWAYS_THERE.map(({ name }) => ({ labels: { metric: name } })) },
    },
  };
}

function collectorFailing(): Alert {
  const errors = increase(METRICS.collectorErrors, { over: '10m', by: ['collector'] });
  const failed = (perMinute: number, until?: number) => (instance: string) => [
    scraped(METRICS.collectorErrors, growing(perMinute, until), { instance, collector: 'queues' }),
  ];
  return {
    name: 'CollectorFailing',
    expr: promql`${errors} > 0`,
    signals: [{ expr: errors }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'The router cannot look at {{ $labels.collector }}',
    description: '{{ $value | humanize }} looks in 10 minutes failed: what they would have said is missing.',
    page: 'processes',
    cases: {
      fires: {
        what: 'one a minute',
        series: failed(1)('one:9464'),
        since: 1,
        said: [{ labels: { collector: 'queues' }, value: '10' }],
      },
      under: [{ what: 'one', series: failed(1, 1)('one:9464') }],
      replicas: {
        what: 'two routers fail',
        series: twice(failed(1)),
        since: 1,
        said: [{ labels: { collector: 'queues' }, value: '20' }],
      },
      missing: 'stays quiet',
    },
  };
}

function eventLoopLag(): Alert {
  const lag = perProcess(RUNTIME.eventLoopLag, 'max', { by: BY_PROCESS });
  const late = (seconds: number) => (instance: string) => [
    scraped(RUNTIME.eventLoopLag, steady(seconds), { service: 'router', instance }),
  ];
  const says = (instance: string) => ({ labels: { service: 'router', instance }, value: '250ms' });
  return {
    name: 'EventLoopLag',
    expr: promql`${lag} > 0.2`,
    signals: [{ expr: lag }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: '{{ $labels.service }} at {{ $labels.instance }} is busy to the brim',
    description:
      'One in a hundred of its timers runs {{ $value | humanizeDuration }} late: everything it does is.',
    page: 'processes',
    cases: {
      fires: {
        what: 'a quarter of a second',
        series: late(0.25)('one:9464'),
        since: 0,
        said: [says('one:9464')],
      },
      under: [{ what: 'a fifth of a second', series: late(0.2)('one:9464') }],
      replicas: {
        what: 'both of two are named',
        series: twice(late(0.25)),
        since: 0,
        said: [says('one:9464'), says('two:9464')],
      },
      missing: 'stays quiet',
    },
  };
}

function errorsLogged(): Alert {
  const lines = rate(METRICS.logMessages, {
    over: '10m',
    by: ['service'],
    where: { level: { oneOf: ['error', 'fatal'] } },
  });
  const logged = (level: 'error' | 'warn', perMinute: number, until?: number) => (instance: string) => [
    scraped(METRICS.logMessages, growing(perMinute, until), { service: 'intake', instance, level }),
  ];
  return {
    name: 'ErrorsLogged',
    expr: promql`${lines} > 0.1`,
    signals: [{ expr: lines }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: '{{ $labels.service }} logs errors all the time',
    description: '{{ $value | printf "%.2f" }} lines a second of level error or fatal.',
    page: 'processes',
    cases: {
      fires: {
        what: 'one every two seconds',
        series: logged('error', 30)('one:9464'),
        since: 3,
        said: [{ labels: { service: 'intake' }, value: '0.50' }],
      },
      under: [
        { what: 'one every ten seconds', series: logged('error', 6)('one:9464') },
        { what: 'warnings', series: logged('warn', 600)('one:9464') },
      ],
      replicas: {
        what: 'two processes log half each',
        series: twice(logged('error', 15)),
        since: 3,
        said: [{ labels: { service: 'intake' }, value: '0.50' }],
      },
      missing: 'stays quiet',
    },
  };
}

function restarting(): Alert {
  const starts = promql`max by (service, instance) (changes(${each(RUNTIME.startTime)}[30m]))`;
  const begun = (values: string, instance = 'one:9464') =>
    scraped(RUNTIME.startTime, values, { service: 'sla-monitor', instance });
  const said = (instance: string) => ({ labels: { service: 'sla-monitor', instance }, value: '4' });
  const often = '100 100 200 200 300 300 400 400 500+0x200';
  return {
    name: 'ServiceRestarting',
    expr: promql`${starts} > 3`,
    signals: [{ expr: starts }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: '{{ $labels.service }} at {{ $labels.instance }} starts again and again',
    description: '{{ $value }} times in half an hour.',
    page: 'processes',
    cases: {
      fires: { what: 'four times', series: [begun(often)], since: 8, said: [said('one:9464')] },
      under: [{ what: 'three times', series: [begun('100 100 200 200 300 300 400+0x200')] }],
      replicas: {
        what: 'both of two are named',
        series: twice((instance) => [begun(often, instance)]),
        since: 8,
        said: [said('one:9464'), said('two:9464')],
      },
      missing: 'stays quiet',
    },
  };
}

function watchdog(): Alert {
  return {
    name: 'Watchdog',
    expr: promql`vector(1)`,
    signals: [{ expr: promql`vector(1)` }],
    forMinutes: 0,
    severity: 'none',
    team: 'sre',
    summary: 'Alerting works',
    description: 'Always fires. Where it stops to arrive, no other alert would arrive either.',
    page: 'processes',
    cases: {
      fires: { what: 'all is well', series: [up('intake', steady(1))], since: 0, said: [{}] },
      // There is no state in which it is silent, and so nothing just under it.
      under: [],
      replicas: {
        what: 'it says so once',
        series: twice((instance) => [up('intake', steady(1), instance)]),
        since: 0,
        said: [{}],
      },
      missing: { since: 0, said: [{}] },
    },
  };
}

/** The processes themselves, and whether what watches them can see. */
export const PROCESS_GROUP: RuleGroup = {
  name: 'tierline-processes',
  every: '30s',
  recordings: [],
  alerts: [
    serviceDown(),
    targetDown(),
    metricMissing(),
    collectorFailing(),
    eventLoopLag(),
    errorsLogged(),
    restarting(),
    watchdog(),
  ],
};
