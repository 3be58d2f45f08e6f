import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { promql, rate } from '../promql.ts';
import { growing, scraped, type Series, twice } from '../situation.ts';

function sheddingSustained(): Alert {
  const shed = rate(METRICS.requestsShed, { over: '5m' });
  const all = rate(METRICS.httpRequests, { over: '5m' });
  const requests =
    (o: { readonly shed: number; readonly all: number }, until?: number) =>
    (instance: string): readonly Series[] => [
      scraped(METRICS.requestsShed, growing(o.shed, until), { instance, reason: 'in-flight' }),
      scraped(METRICS.httpRequests, growing(o.all), {
        instance,
        method: 'POST',
        route: '/v1/tickets',
        status: '2xx',
      }),
    ];
  return {
    name: 'SheddingSustained',
    expr: promql`${shed} / ${all} > 0.01`,
    signals: [{ expr: shed }, { expr: all }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'Intake sheds load',
    description:
      '{{ $value | humanizePercentage }} of the requests of 5 minutes were refused before anything was done, for ten minutes now.',
    page: 'requests',
    cases: {
      fires: {
        what: 'two of a hundred',
        series: requests({ shed: 20, all: 1_000 })('one:9464'),
        since: 1,
        said: [{ value: '2%' }],
      },
      under: [
        { what: 'one of a hundred', series: requests({ shed: 10, all: 1_000 })('one:9464') },
        { what: 'a burst of three minutes', series: requests({ shed: 500, all: 1_000 }, 3)('one:9464') },
      ],
      replicas: {
        what: 'one of two sheds four of a hundred',
        series: [
          ...requests({ shed: 20, all: 500 })('one:9464'),
          ...requests({ shed: 0, all: 500 })('two:9464'),
        ],
        since: 1,
        said: [{ value: '2%' }],
      },
      missing: 'stays quiet',
    },
  };
}

function authFailureSpike(): Alert {
  const failures = rate(METRICS.authFailures, { over: '5m', by: ['reason'] });
  const refused = (perMinute: number, until?: number) => (instance: string) => [
    scraped(METRICS.authFailures, growing(perMinute, until), { instance, reason: 'unknown' }),
  ];
  return {
    name: 'AuthFailureSpike',
    expr: promql`${failures} > 1`,
    signals: [{ expr: failures }],
    forMinutes: 5,
    severity: 'ticket',
    team: 'sre',
    summary: 'Many requests come with keys that are refused',
    description: '{{ $value | printf "%.2f" }} a second are refused because of {{ $labels.reason }}.',
    page: 'requests',
    cases: {
      fires: {
        what: 'two a second',
        series: refused(120)('one:9464'),
        // Before, fewer than one a second over the five minutes.
        since: 3,
        said: [{ labels: { reason: 'unknown' }, value: '2.00' }],
      },
      under: [
        { what: 'one a second', series: refused(60)('one:9464') },
        { what: 'many for two minutes', series: refused(150, 2)('one:9464') },
      ],
      replicas: {
        what: 'two intakes refuse half each',
        series: twice(refused(60)),
        since: 3,
        said: [{ labels: { reason: 'unknown' }, value: '2.00' }],
      },
      missing: 'stays quiet',
    },
  };
}

/** Who comes in, and who does not. */
export const REQUEST_GROUP: RuleGroup = {
  name: 'tierline-requests',
  every: '30s',
  recordings: [],
  alerts: [sheddingSustained(), authFailureSpike()],
};
