import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { anyOf, type Expr, increase, perProcess, promql } from '../promql.ts';
import { growing, scraped, type Series, steady, twice } from '../situation.ts';
import { minuteOld } from './minute-old.ts';

/** When a sweep last succeeded, on whichever process it was. */
function age(sweep: string): Expr {
  return promql`time() - ${perProcess(METRICS.sweepSuccess, 'max', { by: ['sweep'], where: { sweep } })}`;
}

/** Time goes by a minute a minute: a sweep that succeeds all the time, and one that did so at the start alone. */
const ALIVE = '0+60x200';
const DEAD = steady(0);

function succeeded(sweep: string, values: string, service: string, instance = 'one:9464'): Series {
  return scraped(METRICS.sweepSuccess, values, { sweep, service, instance });
}

/**
 * Three periods of SWEEP_SECONDS (5) and of HORIZON_SWEEP_SECONDS (60) as they are unless told otherwise, and what two
 * scrapes may miss.
 */
const OVERDUE_SECONDS = 60;
const HORIZON_SECONDS = 240;

function slaSweepStalled(): Alert {
  return {
    name: 'SlaSweepStalled',
    expr: anyOf([
      promql`${age('overdue')} > ${OVERDUE_SECONDS}`,
      promql`${age('horizon')} > ${HORIZON_SECONDS}`,
    ]),
    signals: [{ expr: age('overdue') }, { expr: age('horizon') }],
    forMinutes: 1,
    severity: 'page',
    team: 'sre',
    summary: 'The sweep {{ $labels.sweep }} of promises does not succeed',
    description:
      'It last did {{ $value | humanizeDuration }} ago: promises whose timers were lost are not noticed, and later ones get none.',
    page: 'truth',
    cases: {
      fires: {
        what: 'no look at the horizon since the start',
        series: [succeeded('horizon', DEAD, 'sla-monitor'), succeeded('overdue', ALIVE, 'sla-monitor')],
        since: 5,
        said: [{ labels: { sweep: 'horizon' }, value: '6m 0s' }],
      },
      under: [
        {
          what: 'each as late as may be',
          series: [
            succeeded('overdue', '-60+60x200', 'sla-monitor'),
            succeeded('horizon', '-240+60x200', 'sla-monitor'),
          ],
        },
        { what: 'the sweep of another service', series: [succeeded('outbox', DEAD, 'intake')] },
      ],
      replicas: {
        what: 'neither of two succeeds; one stopped long before the other',
        series: [
          succeeded('overdue', '0+60x10 600+0x200', 'sla-monitor'),
          succeeded('overdue', DEAD, 'sla-monitor', 'two:9464'),
        ],
        since: 12,
        said: [{ labels: { sweep: 'overdue' }, value: '3m 0s' }],
      },
      missing: 'stays quiet',
    },
  };
}

const OTHER_SWEEPS_SECONDS = 300;
/** Sweeps of their own alert, and the one that comes every ten minutes. */
const NOT_THESE = 'overdue|horizon|uploads';

function sweepStalled(): Alert {
  const others = promql`time() - ${perProcess(METRICS.sweepSuccess, 'max', { by: ['sweep'], where: { sweep: { unlike: NOT_THESE } } })}`;
  return {
    name: 'SweepStalled',
    expr: promql`${others} > ${OTHER_SWEEPS_SECONDS}`,
    signals: [{ expr: others }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: 'The sweep {{ $labels.sweep }} does not succeed',
    description: 'It last did {{ $value | humanizeDuration }} ago, on whichever process.',
    page: 'truth',
    cases: {
      fires: {
        what: 'no sweep of outboxes since the start',
        series: [succeeded('outbox', DEAD, 'intake'), succeeded('unrouted', ALIVE, 'router')],
        since: 6,
        said: [{ labels: { sweep: 'outbox' }, value: '11m 0s' }],
      },
      under: [
        { what: 'five minutes ago, each time', series: [succeeded('outbox', '-300+60x200', 'intake')] },
        { what: 'another alert has these', series: [succeeded('overdue', DEAD, 'sla-monitor')] },
        {
          what: 'one process has not had a turn for long, another has',
          series: [succeeded('outbox', DEAD, 'intake'), succeeded('outbox', ALIVE, 'router', 'two:9464')],
        },
      ],
      replicas: {
        what: 'neither of two succeeds',
        series: twice((instance) => [succeeded('deliveries', DEAD, 'notifier', instance)]),
        since: 6,
        said: [{ labels: { sweep: 'deliveries' }, value: '11m 0s' }],
      },
      missing: 'stays quiet',
    },
  };
}

function sweepRepairs(): Alert {
  const repairs = increase(METRICS.sweepRepairs, { over: '10m', by: ['sweep'] });
  const repaired = (perMinute: number, until?: number) => (instance: string) => [
    scraped(METRICS.sweepRepairs, growing(perMinute, until), {
      sweep: 'unrouted',
      service: 'router',
      instance,
    }),
  ];
  return {
    name: 'SweepsRepairAllTheTime',
    expr: promql`${repairs} > 0`,
    signals: [{ expr: repairs }],
    forMinutes: 30,
    severity: 'ticket',
    team: 'sre',
    summary: 'The sweep {{ $labels.sweep }} finds work left behind again and again',
    description: '{{ $value | humanize }} pieces in 10 minutes, for half an hour now: wake-ups get lost.',
    page: 'truth',
    cases: {
      fires: {
        what: 'one a minute',
        series: repaired(1)('one:9464'),
        since: 1,
        said: [{ labels: { sweep: 'unrouted' }, value: '10' }],
      },
      under: [{ what: 'for twenty minutes, after Redis was away', series: repaired(100, 20)('one:9464') }],
      replicas: {
        what: 'two processes take turns',
        series: twice(repaired(0.5)),
        since: 1,
        said: [{ labels: { sweep: 'unrouted' }, value: '10' }],
      },
      missing: 'stays quiet',
    },
  };
}

/** Whether what a lost process or a lost queue left behind is found. */
export const SWEEP_GROUP: RuleGroup = {
  name: 'tierline-sweeps',
  every: '30s',
  recordings: [],
  alerts: [
    minuteOld(METRICS.undetectedOverdue, {
      name: 'OverdueUndetected',
      forMinutes: 1,
      summary: 'Breaches fall due and nobody records them',
      description:
        'The oldest warning or breach that is not recorded has been due for {{ $value | humanizeDuration }}.',
    }),
    slaSweepStalled(),
    sweepStalled(),
    sweepRepairs(),
  ],
};
