import { METRICS, SERVICES } from '@tierline/contracts';

import {
  each,
  firing,
  increase,
  orZero,
  perProcess,
  promql,
  quantile,
  rate,
  recorded,
  shared,
} from '../promql.ts';
import { CPU, RUNTIME } from '../runtime-metrics.ts';
import { badShare, BUDGET } from '../slo-rules.ts';
import { type Dashboard, figure, graph, query, type Row } from './panel.ts';
import { WORK_ROWS } from './sre-work-rows.ts';

const NO_WEBHOOKS = 'the policy has no webhooks and pagers';
const NO_TRACKERS = 'the policy has no trackers';
const OURS = { service: { oneOf: SERVICES } } as const;
const BY_PROCESS = ['service', 'instance'] as const;
const PROCESS = '{{service}} {{instance}}';

const burn = (over: '1h' | '6h' | '3d') => promql`${recorded(badShare(over))} / ${recorded(BUDGET)}`;

const SLO_ROW: Row = {
  title: 'SLOs',
  panels: [
    figure(
      {
        title: 'Alerts',
        description:
          'Those that fire for who runs the system, by name; docs/runbooks says what to do about each.',
        unit: 'none',
        thresholds: [{ from: 1, color: 'red' }],
      },
      query(firing('sre'), '{{alertname}}', 'nothing is wrong'),
    ),
    figure(
      {
        title: 'Burn over 1 h',
        description:
          'How many times too fast the error budget of 30 days is used up. From 14.4 on somebody is woken up.',
        unit: 'none',
        thresholds: [
          { from: 1, color: 'orange' },
          { from: 14.4, color: 'red' },
        ],
      },
      query(burn('1h'), '{{slo}}'),
    ),
    figure(
      {
        title: 'Burn over 3 days',
        description: 'The same over three days: above 1 the objective will be missed.',
        unit: 'none',
        thresholds: [{ from: 1, color: 'red' }],
      },
      query(burn('3d'), '{{slo}}'),
    ),
    figure(
      {
        title: 'Processes that answer',
        description: 'By service, as Prometheus sees them.',
        unit: 'short',
        thresholds: [{ from: 1, color: 'green' }],
      },
      query(perProcess(RUNTIME.up, 'sum', { by: ['service'], where: OURS }), '{{service}}'),
    ),
    graph(
      {
        title: 'Burn over 6 h',
        description: 'How many times too fast the error budget is used up; from 6 on somebody is woken up.',
        unit: 'none',
      },
      query(burn('6h'), '{{slo}}'),
    ),
    graph(
      {
        title: 'Share of bad events in 5 min',
        description: 'What just now is bad: failed requests, late routings, late breaches, lost deliveries.',
        unit: 'percentunit',
      },
      query(recorded(badShare('5m')), '{{slo}}'),
    ),
    graph(
      {
        title: 'Share of bad events that is allowed',
        description: 'Over 30 days: the error budgets.',
        unit: 'percentunit',
      },
      query(recorded(BUDGET), '{{slo}}'),
    ),
  ],
};

const all = rate(METRICS.httpRequests, { over: '5m' });

const HTTP_ROW: Row = {
  title: 'HTTP',
  panels: [
    graph(
      { title: 'Requests', description: 'By route of the API, as it is declared.', unit: 'reqps' },
      query(rate(METRICS.httpRequests, { over: '5m', by: ['method', 'route'] }), '{{method}} {{route}}'),
    ),
    graph(
      {
        title: 'Failed requests',
        description: 'The share that was answered 5xx, and that was answered 4xx.',
        unit: 'percentunit',
      },
      ...(['5xx', '4xx'] as const).map((status) =>
        query(
          promql`${orZero(rate(METRICS.httpRequests, { over: '5m', where: { status } }), all)} / ${all}`,
          status,
        ),
      ),
    ),
    graph(
      {
        title: 'Time to answer',
        description: 'Half of the requests, 9 of 10, and 99 of 100.',
        unit: 's',
      },
      ...[0.5, 0.9, 0.99].map((share) =>
        query(quantile(METRICS.httpRequestDuration, { share, over: '5m' }), `p${share * 100}`),
      ),
    ),
    graph(
      { title: 'In flight', description: 'Requests being answered, by process.', unit: 'short' },
      query(perProcess(METRICS.httpRequestsInFlight, 'sum', { by: ['instance'] }), '{{instance}}'),
    ),
    graph(
      {
        title: 'Shed and refused',
        description:
          'Requests refused before anything was done, because of overload or because of who sent them.',
        unit: 'reqps',
      },
      query(rate(METRICS.requestsShed, { over: '5m', by: ['reason'] }), 'shed: {{reason}}'),
      query(rate(METRICS.authFailures, { over: '5m', by: ['reason'] }), 'key: {{reason}}'),
    ),
    graph(
      {
        title: 'Problem documents',
        description: 'By code; docs/errors.md says what each means.',
        unit: 'reqps',
      },
      query(
        rate(METRICS.httpProblems, { over: '5m', by: ['code'] }),
        '{{code}}',
        'no request was refused yet',
      ),
    ),
    graph(
      {
        title: 'Tickets accepted',
        description: 'Answered 201 for the first time, by priority.',
        unit: 'ops',
      },
      query(rate(METRICS.ticketsAccepted, { over: '5m', by: ['priority'] }), '{{priority}}'),
    ),
    graph(
      {
        title: 'Repeated creations',
        description: 'Creations whose idempotency key had made a ticket before, beside new ones.',
        unit: 'ops',
      },
      query(rate(METRICS.idempotencyRequests, { over: '5m', by: ['result'] }), '{{result}}'),
    ),
  ],
};

const OUTSIDE_ROWS: readonly Row[] = [
  {
    title: 'Dependencies',
    panels: [
      graph(
        {
          title: 'MongoDB and Redis',
          description: '1 where all processes of a service get an answer.',
          unit: 'bool_yes_no',
        },
        query(
          perProcess(METRICS.dependencyUp, 'min', { by: ['service', 'dependency'] }),
          '{{service}} {{dependency}}',
        ),
      ),
      graph(
        {
          title: 'Clock skew',
          description: 'How far the clock of a process differs from that of a server, either way.',
          unit: 's',
        },
        query(promql`max by (service, peer) (abs(${each(METRICS.clockSkew)}))`, '{{service}} {{peer}}'),
      ),
      graph(
        {
          title: 'Redis keeps what it is given',
          description: '0 where it evicts keys, or does not write them down.',
          unit: 'bool_yes_no',
        },
        query(perProcess(METRICS.redisPolicyOk, 'min', { by: ['service'] }), '{{service}}'),
      ),
    ],
  },
  {
    title: 'Deliveries and trackers',
    panels: [
      graph(
        {
          title: 'Oldest delivery',
          description: 'For how long the oldest message to a webhook or pager has waited.',
          unit: 's',
        },
        query(shared(METRICS.deliveriesOldest, { by: ['endpoint'] }), '{{endpoint}}', NO_WEBHOOKS),
      ),
      graph(
        { title: 'Deliveries that wait', description: 'Those to be tried again included.', unit: 'short' },
        query(shared(METRICS.deliveriesPending, { by: ['endpoint'] }), '{{endpoint}}', NO_WEBHOOKS),
      ),
      graph(
        {
          title: 'Attempts',
          description:
            'By outcome, those put off for want of a secret, and their time: 99 of 100 take no longer.',
          unit: 'ops',
        },
        query(rate(METRICS.deliveries, { over: '5m', by: ['outcome'] }), '{{outcome}}'),
        query(
          rate(METRICS.secretMissing, { over: '5m', by: ['endpoint'] }),
          'no secret: {{endpoint}}',
          'no delivery lacked its secret',
        ),
      ),
      graph(
        {
          title: 'Time of an attempt',
          description: '99 of 100 take no longer; 15 s is the limit.',
          unit: 's',
        },
        query(quantile(METRICS.deliveryDuration, { share: 0.99, over: '5m' }), 'webhooks p99'),
        query(
          quantile(METRICS.trackerDuration, { share: 0.99, over: '5m', by: ['tracker'] }),
          '{{tracker}} p99',
          NO_TRACKERS,
        ),
      ),
      graph(
        {
          title: 'Oldest work with a tracker',
          description: 'For how long an issue to be filed, or a comment to be made, has waited.',
          unit: 's',
        },
        query(shared(METRICS.trackerOldest, { by: ['tracker'] }), '{{tracker}}', NO_TRACKERS),
      ),
      graph(
        { title: 'Attempts with trackers', description: 'By how they went, and what waits.', unit: 'short' },
        query(
          increase(METRICS.trackerRequests, { over: '5m', by: ['tracker', 'outcome'] }),
          '{{tracker}} {{outcome}}',
          NO_TRACKERS,
        ),
        query(shared(METRICS.trackerPending, { by: ['tracker'] }), '{{tracker}} waiting', NO_TRACKERS),
      ),
    ],
  },
];

const RUNTIME_ROW: Row = {
  title: 'Processes',
  panels: [
    graph(
      {
        title: 'Event loop',
        description: 'One in a hundred timers runs later than this. Above 200 ms everything is slow.',
        unit: 's',
      },
      query(perProcess(RUNTIME.eventLoopLag, 'max', { by: BY_PROCESS, where: OURS }), PROCESS),
    ),
    graph(
      {
        title: 'Processor',
        description: 'Cores in use; one process can use one, and a little.',
        unit: 'short',
      },
      query(rate(CPU, { over: '5m', by: BY_PROCESS, where: OURS }), PROCESS),
    ),
    graph(
      {
        title: 'Memory',
        description: 'That the process holds, and of it that of its objects.',
        unit: 'bytes',
      },
      query(perProcess(RUNTIME.memory, 'max', { by: BY_PROCESS, where: OURS }), PROCESS),
      query(perProcess(RUNTIME.heapUsed, 'max', { by: BY_PROCESS, where: OURS }), `${PROCESS} objects`),
    ),
    graph(
      { title: 'Files and connections', description: 'That a process holds open.', unit: 'short' },
      query(perProcess(RUNTIME.openFiles, 'max', { by: BY_PROCESS, where: OURS }), PROCESS),
    ),
    graph(
      {
        title: 'Up for',
        description: 'Time since a process started: a saw is a process that dies again and again.',
        unit: 's',
      },
      query(
        promql`time() - ${perProcess(RUNTIME.startTime, 'max', { by: BY_PROCESS, where: OURS })}`,
        PROCESS,
      ),
    ),
    graph(
      { title: 'Lines logged', description: 'By level, all processes of a service together.', unit: 'ops' },
      query(
        rate(METRICS.logMessages, {
          over: '5m',
          by: ['service', 'level'],
          where: { level: { oneOf: ['warn', 'error', 'fatal'] } },
        }),
        '{{service}} {{level}}',
      ),
    ),
    graph(
      { title: 'Versions', description: 'Processes by service and version of Tierline.', unit: 'short' },
      query(promql`count by (service, version) (${each(METRICS.buildInfo)})`, '{{service}} {{version}}'),
    ),
    graph(
      {
        title: 'Policy',
        description:
          'Which application of a policy each process decides by: all the same, but for a few seconds.',
        unit: 'short',
      },
      query(perProcess(METRICS.policyApplication, 'max', { by: BY_PROCESS }), PROCESS),
    ),
    graph(
      {
        title: 'Looks at what is shared',
        description: 'Time that the router took for the last one, by what it looked at.',
        unit: 's',
      },
      query(perProcess(METRICS.collectorDuration, 'max', { by: ['collector'] }), '{{collector}}'),
    ),
    graph(
      {
        title: 'Failed looks',
        description: 'In 5 min: those of the router at what is shared, and those for a new policy.',
        unit: 'short',
      },
      query(increase(METRICS.collectorErrors, { over: '5m', by: ['collector'] }), '{{collector}}'),
      query(increase(METRICS.policyRefreshFailures, { over: '5m', by: ['service'] }), 'policy: {{service}}'),
    ),
  ],
};

/** What is asked about the system, from what it owes down to its processes. */
export const SRE_DASHBOARD: Dashboard = {
  uid: 'tierline-sre',
  title: 'Tierline: the system',
  description: 'For those who run Tierline: what it owes, what it does, and what it needs.',
  from: 'now-6h',
  rows: [SLO_ROW, HTTP_ROW, ...WORK_ROWS, ...OUTSIDE_ROWS, RUNTIME_ROW],
};
