import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { increase, perProcess, promql, rate } from '../promql.ts';
import { growing, jumping, scraped, type Series, steady, twice } from '../situation.ts';
import { minuteOld } from './minute-old.ts';

function invariantViolated(): Alert {
  const differing = increase(METRICS.differingTickets, { over: '15m', by: ['kind'] });
  const found = (values: string, instance = 'one:9464') =>
    scraped(METRICS.differingTickets, values, { kind: 'different', instance });
  return {
    name: 'InvariantViolated',
    expr: promql`${differing} > 0`,
    signals: [{ expr: differing }],
    forMinutes: 0,
    severity: 'page',
    team: 'sre',
    summary: 'Tickets are not what their events make of them',
    description: '{{ $value | humanize }} were found to be {{ $labels.kind }} in 15 minutes of checks.',
    page: 'truth',
    cases: {
      fires: {
        what: 'one, in the third minute',
        series: [found(jumping(3, 1))],
        since: 3,
        said: [{ labels: { kind: 'different' }, value: '1' }],
      },
      under: [{ what: 'those of last week', series: [found(steady(2))] }],
      replicas: {
        what: 'two intakes found one each',
        series: twice((instance) => [found(jumping(3, 1), instance)]),
        since: 3,
        said: [{ labels: { kind: 'different' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

function staleWrites(): Alert {
  const lost = rate(METRICS.staleWrites, { over: '10m' });
  const events = rate(METRICS.outboxPublished, { over: '10m', where: { result: 'ok' } });
  const writes =
    (o: { readonly lost: number; readonly events: number }) =>
    (instance: string): readonly Series[] => [
      scraped(METRICS.staleWrites, growing(o.lost), { instance }),
      scraped(METRICS.outboxPublished, growing(o.events), { instance, result: 'ok' }),
    ];
  return {
    name: 'StaleWritesSpike',
    expr: promql`${lost} > 0.25 * ${events} and ${lost} > 1`,
    signals: [{ expr: lost }, { expr: events }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'Many changes lose the race for their ticket',
    description:
      '{{ $value | printf "%.2f" }} a second had to be decided again, more than one for every four events: somebody changes the same tickets all the time.',
    page: 'truth',
    cases: {
      fires: {
        what: 'two a second, beside six events',
        series: writes({ lost: 120, events: 360 })('one:9464'),
        since: 6,
        said: [{ value: '2.00' }],
      },
      under: [
        { what: 'two a second, beside eight events', series: writes({ lost: 120, events: 480 })('one:9464') },
        { what: 'one a second', series: writes({ lost: 60, events: 60 })('one:9464') },
      ],
      replicas: {
        what: 'two processes count half each',
        series: twice(writes({ lost: 60, events: 180 })),
        since: 6,
        said: [{ value: '2.00' }],
      },
      missing: 'stays quiet',
    },
  };
}

function recomputationFailed(): Alert {
  const failed = increase(METRICS.recomputationFailures, { over: '15m' });
  const count = (values: string, instance = 'one:9464') =>
    scraped(METRICS.recomputationFailures, values, { instance });
  return {
    name: 'RecomputationFailed',
    expr: promql`${failed} > 0`,
    signals: [{ expr: failed }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: 'Open tickets could not follow a policy',
    description: '{{ $value | humanize }} in 15 minutes still have the promises of the policy before.',
    page: 'truth',
    cases: {
      fires: {
        what: 'one, in the fifth minute',
        series: [count(jumping(5, 1))],
        since: 5,
        said: [{ value: '1' }],
      },
      under: [{ what: 'those of an earlier policy', series: [count(steady(4))] }],
      replicas: {
        what: 'one on each of two',
        series: twice((instance) => [count(jumping(5, 1), instance)]),
        since: 5,
        said: [{ value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

function policyDrift(): Alert {
  const newest = perProcess(METRICS.policyApplication, 'max');
  const here = perProcess(METRICS.policyApplication, 'max', { by: ['service', 'instance'] });
  const decides = (service: string, instance: string, application: number) =>
    scraped(METRICS.policyApplication, steady(application), { service, instance });
  return {
    name: 'PolicyDrift',
    expr: promql`${here} < on () group_left () ${newest}`,
    signals: [{ expr: here }, { expr: newest }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: '{{ $labels.service }} at {{ $labels.instance }} decides by an old policy',
    description:
      'It decides by application {{ $value }} of a policy; others have a later one for five minutes.',
    page: 'truth',
    cases: {
      fires: {
        what: 'one of three is one behind',
        series: [
          decides('intake', 'one:9464', 3),
          decides('router', 'two:9464', 2),
          decides('sla-monitor', 'three:9464', 3),
        ],
        since: 0,
        said: [{ labels: { service: 'router', instance: 'two:9464' }, value: '2' }],
      },
      under: [
        {
          what: 'all have the same',
          series: [decides('intake', 'one:9464', 3), decides('router', 'two:9464', 3)],
        },
        {
          what: 'one follows four minutes later',
          series: [
            decides('intake', 'one:9464', 3),
            scraped(METRICS.policyApplication, '2+0x4 3+0x200', { service: 'router', instance: 'two:9464' }),
          ],
        },
      ],
      replicas: {
        what: 'two replicas of one service are behind, and named both',
        series: [decides('intake', 'zero:9464', 3), ...twice((instance) => [decides('router', instance, 1)])],
        since: 0,
        said: ['one:9464', 'two:9464'].map((instance) => ({
          labels: { service: 'router', instance },
          value: '1',
        })),
      },
      missing: 'stays quiet',
    },
  };
}

/** Whether what is stored agrees with itself, and everybody goes by it: events, outboxes and the policy. */
export const TRUTH_GROUP: RuleGroup = {
  name: 'tierline-truth',
  every: '30s',
  recordings: [],
  alerts: [
    invariantViolated(),
    minuteOld(METRICS.outboxOldest, {
      name: 'OutboxStuck',
      forMinutes: 2,
      summary: 'Events stay in their outboxes',
      description:
        'The oldest has waited {{ $value | humanizeDuration }} to be published: nobody is woken up for what happened since.',
    }),
    staleWrites(),
    recomputationFailed(),
    policyDrift(),
  ],
};
