import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { each, perProcess, promql } from '../promql.ts';
import { scraped, steady, turning, twice } from '../situation.ts';

function dependencyDown(): Alert {
  const up = perProcess(METRICS.dependencyUp, 'min', { by: ['service', 'dependency'] });
  const redis = (values: string, instance = 'one:9464') =>
    scraped(METRICS.dependencyUp, values, { service: 'router', dependency: 'redis', instance });
  const said = [{ labels: { service: 'router', dependency: 'redis' } }];
  return {
    name: 'DependencyDown',
    expr: promql`${up} == 0`,
    signals: [{ expr: up }],
    forMinutes: 1,
    severity: 'page',
    team: 'sre',
    summary: '{{ $labels.dependency }} does not answer {{ $labels.service }}',
    description:
      'At least one process of {{ $labels.service }} has had no answer from {{ $labels.dependency }} for a minute.',
    page: 'dependencies',
    cases: {
      fires: { what: 'away since the third minute', series: [redis(turning(1, 3, 0))], since: 3, said },
      under: [
        { what: 'there', series: [redis(steady(1))] },
        { what: 'away for less than a minute', series: [redis('1 1 1 0 1+0x200')] },
      ],
      replicas: {
        what: 'one of two does not reach it',
        series: [redis(steady(1)), redis(steady(0), 'two:9464')],
        since: 0,
        said,
      },
      missing: 'stays quiet',
    },
  };
}

function redisPolicyWrong(): Alert {
  const ok = perProcess(METRICS.redisPolicyOk, 'min');
  const says = (value: number, instance = 'one:9464') =>
    scraped(METRICS.redisPolicyOk, steady(value), { instance });
  return {
    name: 'RedisPolicyWrong',
    expr: promql`${ok} == 0`,
    signals: [{ expr: ok }],
    forMinutes: 1,
    severity: 'page',
    team: 'sre',
    summary: 'Redis may throw jobs away',
    description:
      'It evicts keys when it is full, or does not write down what it is given: its settings are not those that queues need.',
    page: 'dependencies',
    cases: {
      fires: { what: 'a Redis that evicts', series: [says(0)], since: 0, said: [{}] },
      under: [{ what: 'noeviction, with a file', series: [says(1)] }],
      replicas: {
        what: 'one of two is connected to a Redis that evicts',
        series: [says(1), says(0, 'two:9464')],
        since: 0,
        said: [{}],
      },
      missing: 'stays quiet',
    },
  };
}

function clockSkewed(
  o: Pick<Alert, 'name' | 'severity' | 'forMinutes'> & { readonly seconds: number },
): Alert {
  const { name, seconds, severity, forMinutes } = o;
  const ahead = each(METRICS.clockSkew);
  const skew = promql`max by (service, instance, peer) (abs(${ahead}))`;
  const clock = (seconds: number, instance = 'one:9464') =>
    scraped(METRICS.clockSkew, steady(seconds), { service: 'sla-monitor', instance, peer: 'mongodb' });
  const says = (instance: string) => ({
    labels: { service: 'sla-monitor', instance, peer: 'mongodb' },
    value: `${seconds + 0.5}s`,
  });
  return {
    name,
    section: 'ClockSkew',
    expr: promql`${skew} > ${seconds}`,
    signals: [{ expr: skew }],
    forMinutes,
    severity,
    team: 'sre',
    summary: 'The clock of {{ $labels.service }} at {{ $labels.instance }} is wrong',
    description:
      'It differs by {{ $value | humanizeDuration }} from that of {{ $labels.peer }}: its timers fire by its own.',
    page: 'dependencies',
    cases: {
      fires: {
        what: 'half a second too far behind',
        series: [clock(-seconds - 0.5)],
        since: 0,
        said: [says('one:9464')],
      },
      under: [{ what: 'as far ahead as may be', series: [clock(seconds)] }],
      replicas: {
        what: 'both of two are ahead, and named both',
        series: twice((instance) => [clock(seconds + 0.5, instance)]),
        since: 0,
        said: [says('one:9464'), says('two:9464')],
      },
      missing: 'stays quiet',
    },
  };
}

/** What the services need to be there: MongoDB, Redis, the time. */
export const DEPENDENCY_GROUP: RuleGroup = {
  name: 'tierline-dependencies',
  every: '30s',
  recordings: [],
  alerts: [
    dependencyDown(),
    redisPolicyWrong(),
    clockSkewed({ name: 'ClockSkew', seconds: 2, forMinutes: 5, severity: 'ticket' }),
    clockSkewed({ name: 'ClockSkewFar', seconds: 30, forMinutes: 1, severity: 'page' }),
  ],
};
