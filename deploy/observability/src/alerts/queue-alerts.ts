import { METRICS } from '@tierline/contracts';

import type { Alert, RuleGroup } from '../alert.ts';
import { increase, perProcess, promql, rate, shared } from '../promql.ts';
import { growing, jumping, scraped, type Series, steady, twice } from '../situation.ts';

const BY_QUEUE = ['queue'] as const;

/** Queues behind which a customer, or a promise, waits. */
const URGENT = ['router', 'sla', 'timers'] as const;
/** The others: what they owe may be some minutes late. */
const PATIENT = ['push', 'incidents', 'notifier', 'engineering'] as const;

type Queue = (typeof URGENT)[number] | (typeof PATIENT)[number];

function oldestTooOld(
  o: Pick<Alert, 'name' | 'severity' | 'forMinutes'> & {
    readonly queues: readonly Queue[];
    readonly seconds: number;
  },
): Alert {
  const { name, queues, seconds, forMinutes, severity } = o;
  const [queue = 'router'] = queues;
  const age = shared(METRICS.queueOldest, { by: BY_QUEUE, where: { queue: { oneOf: queues } } });
  const oldest = (queue: Queue, seconds: number, instance = 'one:9464') =>
    scraped(METRICS.queueOldest, steady(seconds), { queue, instance });
  const said = [{ labels: { queue }, value: `${Math.floor(seconds / 60)}m 1s` }];
  return {
    name,
    section: 'QueueOldestTooOld',
    expr: promql`${age} > ${seconds}`,
    signals: [{ expr: age }],
    forMinutes,
    severity,
    team: 'sre',
    summary: 'The queue {{ $labels.queue }} is behind',
    description: `Its oldest job has been ready for {{ $value | humanizeDuration }}; ${seconds} s are bearable.`,
    page: 'queues',
    cases: {
      fires: { what: 'a second too old', series: [oldest(queue, seconds + 1)], since: 0, said },
      under: [
        { what: 'just old enough', series: queues.map((one) => oldest(one, seconds)) },
        {
          what: 'a queue of the other rule',
          series: [...URGENT, ...PATIENT]
            .filter((one) => !queues.includes(one))
            .map((one) => oldest(one, 10_000)),
        },
      ],
      replicas: {
        what: 'two routers say the same',
        series: twice((instance) => [oldest(queue, seconds + 1, instance)]),
        since: 0,
        said,
      },
      missing: 'stays quiet',
    },
  };
}

function withoutConsumers(): Alert {
  const waiting = shared(METRICS.queueJobs, { by: BY_QUEUE, where: { state: 'waiting' } });
  const workers = perProcess(METRICS.workerConcurrency, 'sum', { by: BY_QUEUE });
  const jobs = (queue: Queue, count: number, instance = 'one:9464') =>
    scraped(METRICS.queueJobs, steady(count), { queue, state: 'waiting', instance });
  const worker = (queue: Queue, concurrency: number, instance: string) =>
    scraped(METRICS.workerConcurrency, steady(concurrency), { queue, service: 'notifier', instance });
  return {
    name: 'QueueWithoutConsumers',
    expr: promql`${waiting} > 0 unless on (queue) ${workers} > 0`,
    signals: [{ expr: waiting }, { expr: workers }],
    forMinutes: 2,
    severity: 'page',
    team: 'sre',
    summary: 'Nobody works on the queue {{ $labels.queue }}',
    description:
      '{{ $value | humanize }} jobs wait, and no process that is scraped has a worker of that queue.',
    page: 'queues',
    cases: {
      fires: {
        what: 'one job, and workers of another queue only',
        series: [jobs('notifier', 1), worker('engineering', 4, 'three:9464')],
        since: 0,
        said: [{ labels: { queue: 'notifier' }, value: '1' }],
      },
      under: [
        { what: 'one worker', series: [jobs('notifier', 1_000), worker('notifier', 1, 'three:9464')] },
        { what: 'nothing waits', series: [jobs('notifier', 0)] },
      ],
      replicas: {
        what: 'two routers say the same, two workers have no room',
        series: [
          ...twice((instance) => [jobs('sla', 5, instance)]),
          ...twice((instance) => [worker('sla', 0, instance)]),
        ],
        since: 0,
        said: [{ labels: { queue: 'sla' }, value: '5' }],
      },
      missing: 'stays quiet',
    },
  };
}

function paused(): Alert {
  const paused = shared(METRICS.queuePaused, { by: BY_QUEUE });
  const one = (value: number) => (instance: string) => [
    scraped(METRICS.queuePaused, steady(value), { queue: 'push', instance }),
  ];
  return {
    name: 'QueuePaused',
    expr: promql`${paused} > 0`,
    signals: [{ expr: paused }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'The queue {{ $labels.queue }} is paused',
    description: 'Its workers take no job until somebody resumes it.',
    page: 'queues',
    cases: {
      fires: {
        what: 'paused',
        series: one(1)('one:9464'),
        since: 0,
        said: [{ labels: { queue: 'push' } }],
      },
      under: [{ what: 'not paused', series: one(0)('one:9464') }],
      replicas: {
        what: 'two routers say the same',
        series: twice(one(1)),
        since: 0,
        said: [{ labels: { queue: 'push' } }],
      },
      missing: 'stays quiet',
    },
  };
}

function deadLetters(): Alert {
  const dead = increase(METRICS.jobsProcessed, {
    over: '15m',
    by: BY_QUEUE,
    where: { outcome: { oneOf: ['failed', 'malformed'] } },
  });
  const ended = (outcome: 'failed' | 'malformed' | 'retried', values: string, instance = 'one:9464') =>
    scraped(METRICS.jobsProcessed, values, { queue: 'sla', outcome, instance });
  return {
    name: 'DeadLettersGrew',
    expr: promql`${dead} > 0`,
    signals: [{ expr: dead }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: 'Jobs of the queue {{ $labels.queue }} failed for good',
    description:
      '{{ $value | humanize }} of them in 15 minutes: all their attempts failed, or they could not be read.',
    page: 'queues',
    cases: {
      fires: {
        what: 'one, in the tenth minute',
        series: [ended('failed', jumping(10, 1)), ended('malformed', steady(0))],
        since: 10,
        said: [{ labels: { queue: 'sla' }, value: '1' }],
      },
      under: [
        { what: 'old ones', series: [ended('failed', steady(7)), ended('malformed', steady(0))] },
        { what: 'attempts that will be made again', series: [ended('retried', growing(9))] },
        {
          what: 'the process started anew, and counts from 0',
          series: [ended('failed', '5+0x5 0+0x200')],
        },
      ],
      replicas: {
        what: 'one on each of two workers',
        series: [ended('failed', jumping(10, 1)), ended('malformed', jumping(10, 1), 'two:9464')],
        since: 10,
        said: [{ labels: { queue: 'sla' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

function stalling(): Alert {
  const stalled = increase(METRICS.jobsStalled, { over: '15m', by: BY_QUEUE });
  const found = (values: string, instance = 'one:9464'): Series =>
    scraped(METRICS.jobsStalled, values, { queue: 'router', instance });
  return {
    name: 'JobsStalling',
    expr: promql`${stalled} > 10`,
    signals: [{ expr: stalled }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: 'Workers of the queue {{ $labels.queue }} die or hang',
    description:
      '{{ $value | humanize }} of their jobs were found without a living worker in 15 minutes, and put back.',
    page: 'queues',
    cases: {
      fires: {
        what: 'eleven in the tenth minute',
        series: [found(jumping(10, 11))],
        since: 10,
        said: [{ labels: { queue: 'router' }, value: '11' }],
      },
      under: [{ what: 'a worker was killed with nine jobs in hand', series: [found(jumping(10, 9))] }],
      replicas: {
        what: 'two workers find six each',
        series: twice((instance) => [found(jumping(10, 6), instance)]),
        since: 10,
        said: [{ labels: { queue: 'router' }, value: '12' }],
      },
      missing: 'stays quiet',
    },
  };
}

function lockLost(): Alert {
  const lost = increase(METRICS.locksLost, { over: '15m', by: BY_QUEUE });
  const count = (values: string, instance = 'one:9464'): Series =>
    scraped(METRICS.locksLost, values, { queue: 'timers', instance });
  return {
    name: 'LockLost',
    expr: promql`${lost} > 0`,
    signals: [{ expr: lost }],
    forMinutes: 0,
    severity: 'ticket',
    team: 'sre',
    summary: 'A worker of the queue {{ $labels.queue }} lost locks on its jobs',
    description:
      '{{ $value | humanize }} runs in 15 minutes: another worker may have run the same jobs. What they did is done once all the same.',
    page: 'queues',
    cases: {
      fires: {
        what: 'one, in the fifth minute',
        series: [count(jumping(5, 1))],
        since: 5,
        said: [{ labels: { queue: 'timers' }, value: '1' }],
      },
      under: [{ what: 'old ones', series: [count(steady(3))] }],
      replicas: {
        what: 'one on each of two workers',
        series: twice((instance) => [count(jumping(5, 1), instance)]),
        since: 5,
        said: [{ labels: { queue: 'timers' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

function retryRatio(): Alert {
  const all = rate(METRICS.jobsProcessed, { over: '10m', by: BY_QUEUE });
  const again = rate(METRICS.jobsProcessed, { over: '10m', by: BY_QUEUE, where: { outcome: 'retried' } });
  const many = increase(METRICS.jobsProcessed, { over: '10m', by: BY_QUEUE });
  const runs =
    (o: { readonly completed: number; readonly retried: number }, until?: number) =>
    (instance: string): readonly Series[] => [
      scraped(METRICS.jobsProcessed, growing(o.completed, until), {
        queue: 'notifier',
        outcome: 'completed',
        instance,
      }),
      scraped(METRICS.jobsProcessed, growing(o.retried, until), {
        queue: 'notifier',
        outcome: 'retried',
        instance,
      }),
    ];
  return {
    name: 'RetryRatioHigh',
    expr: promql`${again} / ${all} > 0.2 and ${many} >= 20`,
    signals: [{ expr: again }, { expr: many }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'sre',
    summary: 'Many jobs of the queue {{ $labels.queue }} are run again',
    description:
      '{{ $value | humanizePercentage }} of its runs in 10 minutes ended with another attempt to come.',
    page: 'queues',
    cases: {
      fires: {
        what: 'a quarter',
        series: runs({ completed: 30, retried: 10 })('one:9464'),
        since: 1,
        said: [{ labels: { queue: 'notifier' }, value: '25%' }],
      },
      under: [
        { what: 'a fifth', series: runs({ completed: 40, retried: 10 })('one:9464') },
        { what: 'all of a few', series: runs({ completed: 0, retried: 1.8 })('one:9464') },
      ],
      replicas: {
        what: 'two workers count half each',
        series: twice(runs({ completed: 15, retried: 5 })),
        since: 1,
        said: [{ labels: { queue: 'notifier' }, value: '25%' }],
      },
      missing: 'stays quiet',
    },
  };
}

/** Jobs, and who works on them. */
export const QUEUE_GROUP: RuleGroup = {
  name: 'tierline-queues',
  every: '30s',
  recordings: [],
  alerts: [
    oldestTooOld({ name: 'QueueOldestTooOld', queues: URGENT, seconds: 60, forMinutes: 2, severity: 'page' }),
    oldestTooOld({
      name: 'QueueOldestLate',
      queues: PATIENT,
      seconds: 300,
      forMinutes: 5,
      severity: 'ticket',
    }),
    withoutConsumers(),
    paused(),
    deadLetters(),
    stalling(),
    lockLost(),
    retryRatio(),
  ],
};
