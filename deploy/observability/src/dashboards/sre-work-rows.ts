import { METRICS } from '@tierline/contracts';

import { increase, mean, perProcess, promql, quantile, rate, shared } from '../promql.ts';
import { graph, query, type Row } from './panel.ts';

const BY_QUEUE = { over: '5m', by: ['queue'] } as const;

/** Jobs and queues, and the way of events to them. */
export const WORK_ROWS: readonly Row[] = [
  {
    title: 'Jobs',
    panels: [
      graph(
        { title: 'Runs of jobs', description: 'By queue; a job carries one or many wake-ups.', unit: 'ops' },
        query(rate(METRICS.jobsProcessed, BY_QUEUE), '{{queue}}'),
      ),
      graph(
        {
          title: 'Runs that did not complete',
          description: 'By how they ended: run again, failed for good, or not to be read.',
          unit: 'ops',
        },
        query(
          rate(METRICS.jobsProcessed, {
            over: '5m',
            by: ['queue', 'outcome'],
            where: { outcome: { oneOf: ['retried', 'failed', 'malformed'] } },
          }),
          '{{queue}} {{outcome}}',
        ),
      ),
      graph(
        {
          title: 'Time of a run',
          description: '99 of 100 runs take no longer, and the mean.',
          unit: 's',
        },
        query(quantile(METRICS.jobDuration, { share: 0.99, ...BY_QUEUE }), '{{queue}} p99'),
        query(mean(METRICS.jobDuration, BY_QUEUE), '{{queue}} mean'),
      ),
      graph(
        {
          title: 'Time until a run',
          description: 'From a job being ready to its first run: 99 of 100 wait no longer.',
          unit: 's',
        },
        query(quantile(METRICS.jobWait, { share: 0.99, ...BY_QUEUE }), '{{queue}}'),
      ),
      graph(
        {
          title: 'Workers in use',
          description: 'Of the jobs that all processes together can run at once, the share that they do run.',
          unit: 'percentunit',
        },
        query(
          promql`${perProcess(METRICS.workerBusy, 'sum', { by: ['queue'] })} / ${perProcess(METRICS.workerConcurrency, 'sum', { by: ['queue'] })}`,
          '{{queue}}',
        ),
      ),
      graph(
        {
          title: 'Stalls and lost locks',
          description: 'Jobs whose worker died or hung, and runs during which a lock was lost.',
          unit: 'ops',
        },
        query(rate(METRICS.jobsStalled, BY_QUEUE), '{{queue}} stalled'),
        query(rate(METRICS.locksLost, BY_QUEUE), '{{queue}} lock lost'),
      ),
    ],
  },
  {
    title: 'Queues',
    panels: [
      graph(
        {
          title: 'Age of the oldest job',
          description: 'For how long the oldest job has been ready. Says more than depth: what to scale on.',
          unit: 's',
        },
        query(shared(METRICS.queueOldest, { by: ['queue'] }), '{{queue}}'),
      ),
      graph(
        {
          title: 'Jobs by state',
          description: 'Delayed ones are timers of promises that are near, and retries.',
          unit: 'short',
        },
        query(
          shared(METRICS.queueJobs, {
            by: ['queue', 'state'],
            where: { state: { oneOf: ['waiting', 'active', 'delayed'] } },
          }),
          '{{queue}} {{state}}',
        ),
      ),
      graph(
        {
          title: 'Dead letters, and pauses',
          description: 'Jobs that failed for good and are kept for a day; 1 where a queue is paused.',
          unit: 'short',
        },
        query(shared(METRICS.queueJobs, { by: ['queue'], where: { state: 'failed' } }), '{{queue}} failed'),
        query(shared(METRICS.queuePaused, { by: ['queue'] }), '{{queue}} paused'),
      ),
    ],
  },
  {
    title: 'Outbox',
    panels: [
      graph(
        {
          title: 'Waiting in outboxes',
          description: 'For how long the oldest event has waited to be published.',
          unit: 's',
        },
        query(shared(METRICS.outboxOldest), 'oldest'),
      ),
      graph(
        {
          title: 'Tickets with events in their outbox',
          description: 'Grows while Redis is away, and falls to 0 when it is back.',
          unit: 'short',
        },
        query(shared(METRICS.outboxPending), 'tickets'),
      ),
      graph(
        {
          title: 'Events published',
          description: 'By result; what failed is left for the sweep.',
          unit: 'ops',
        },
        query(rate(METRICS.outboxPublished, { over: '5m', by: ['result'] }), '{{result}}'),
      ),
      graph(
        {
          title: 'From recorded to published',
          description: 'The oldest event of each batch: half of them, and 99 of 100.',
          unit: 's',
        },
        query(quantile(METRICS.outboxLag, { share: 0.5, over: '5m' }), 'p50'),
        query(quantile(METRICS.outboxLag, { share: 0.99, over: '5m' }), 'p99'),
      ),
      graph(
        {
          title: 'Lost races',
          description:
            'Changes that found their ticket changed meanwhile and were decided again, for each event.',
          unit: 'percentunit',
        },
        query(
          promql`${rate(METRICS.staleWrites, { over: '5m' })} / ${rate(METRICS.outboxPublished, { over: '5m' })}`,
          'of all events',
        ),
      ),
      graph(
        {
          title: 'Tickets that differ from their events',
          description: 'Found by checks (`npx tierline sla check`). None in a healthy system.',
          unit: 'ops',
        },
        query(rate(METRICS.differingTickets, { over: '1h', by: ['kind'] }), '{{kind}}'),
        query(rate(METRICS.checkedTickets, { over: '1h' }), 'checked'),
      ),
    ],
  },
  {
    title: 'Routing and timers',
    panels: [
      graph(
        {
          title: 'From received to on a tier',
          description: 'Half of the tickets, and 99 of 100. 5 s are promised for 99.5 %.',
          unit: 's',
        },
        query(quantile(METRICS.acceptToRouted, { share: 0.5, over: '5m' }), 'p50'),
        query(quantile(METRICS.acceptToRouted, { share: 0.99, over: '5m' }), 'p99'),
      ),
      graph(
        {
          title: 'From received to watched',
          description: 'Routed, and its promises watched: 99 of 100 tickets.',
          unit: 's',
        },
        query(quantile(METRICS.acceptToTimed, { share: 0.99, over: '5m' }), 'p99'),
      ),
      graph(
        {
          title: 'Lateness of warnings and breaches',
          description:
            'From being due to being decided: half of them, and 99 of 100. 5 s are promised for 99.9 %.',
          unit: 's',
        },
        query(quantile(METRICS.timerLateness, { share: 0.5, over: '5m' }), 'p50'),
        query(quantile(METRICS.timerLateness, { share: 0.99, over: '5m' }), 'p99'),
      ),
      graph(
        {
          title: 'Due and not recorded',
          description: 'For how long the oldest warning or breach has been due that nobody has recorded.',
          unit: 's',
        },
        query(shared(METRICS.undetectedOverdue), 'oldest'),
      ),
      graph(
        {
          title: 'Warnings, breaches and steps',
          description: 'Recorded, by kind, and timers that found nothing to do.',
          unit: 'ops',
        },
        query(rate(METRICS.slaEvents, { over: '5m', by: ['kind'] }), '{{kind}}'),
        query(rate(METRICS.timersStale, { over: '5m' }), 'nothing to do'),
      ),
      graph(
        {
          title: 'Following a policy',
          description:
            'Open tickets that are still to be looked at after a policy was applied, and that could not follow.',
          unit: 'short',
        },
        query(perProcess(METRICS.recomputationRemaining, 'sum'), 'remaining'),
        query(increase(METRICS.recomputationFailures, { over: '1h' }), 'failed in an hour'),
      ),
    ],
  },
  {
    title: 'Sweeps',
    panels: [
      graph(
        {
          title: 'Time since a sweep succeeded',
          description: 'On whichever process it was. Most come every 5 s.',
          unit: 's',
        },
        query(promql`time() - ${perProcess(METRICS.sweepSuccess, 'max', { by: ['sweep'] })}`, '{{sweep}}'),
      ),
      graph(
        {
          title: 'Repairs',
          description: 'What a sweep found left behind. None in a healthy system.',
          unit: 'ops',
        },
        query(rate(METRICS.sweepRepairs, { over: '5m', by: ['sweep'] }), '{{sweep}}'),
      ),
      graph(
        { title: 'Time of a sweep', description: 'The mean of the turns that were taken.', unit: 's' },
        query(mean(METRICS.sweepDuration, { over: '5m', by: ['sweep'] }), '{{sweep}}'),
      ),
    ],
  },
];
