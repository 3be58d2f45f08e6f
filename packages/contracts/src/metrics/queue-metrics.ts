import { QUEUES } from '../queues.ts';
import { counter, gauge, histogram, SERVICES } from './metric.ts';

const WORKERS = ['router', 'sla-monitor', 'notifier'] as const;
const queue = Object.values(QUEUES);

/**
 * How a run of a job ended: `retried` will run again (all of it, or its bad items as jobs of their own), `deferred` was left
 * for a process of the later release that made it.
 */
export const JOB_OUTCOMES = ['completed', 'retried', 'failed', 'malformed', 'deferred'] as const;

export type JobOutcome = (typeof JOB_OUTCOMES)[number];

/** The states of jobs: `failed` are kept for somebody to look at. */
export const JOB_STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Work on queues, and what keeps the copy in MongoDB and the queues together. */
export const QUEUE_METRICS = {
  jobsProcessed: counter('queue_jobs_processed_total', {
    help: 'Runs of jobs, by how they ended.',
    labels: { queue, outcome: JOB_OUTCOMES },
    services: WORKERS,
  }),
  jobDuration: histogram('queue_job_duration_seconds', {
    help: 'Time that a run of a job took.',
    labels: { queue },
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    services: WORKERS,
  }),
  jobWait: histogram('queue_job_wait_seconds', {
    help: 'Time from a job being ready to its first run.',
    labels: { queue },
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    services: WORKERS,
  }),
  wakes: counter('queue_wakes_total', {
    help: 'Wake-ups and timers that were handed to a handler; a job carries one or many.',
    labels: { queue },
    services: WORKERS,
  }),
  jobsStalled: counter('queue_jobs_stalled_total', {
    help: 'Jobs whose worker was found dead or stuck, and that were put back.',
    labels: { queue },
    services: WORKERS,
  }),
  locksLost: counter('queue_locks_lost_total', {
    help: 'Runs of jobs whose lock was lost meanwhile: somebody else may have run them too.',
    labels: { queue },
    services: WORKERS,
  }),
  workerConcurrency: gauge('worker_concurrency', {
    help: 'Jobs that this process runs at once at most.',
    labels: { queue },
    services: WORKERS,
  }),
  workerBusy: gauge('worker_busy', {
    help: 'Jobs that this process runs now.',
    labels: { queue },
    services: WORKERS,
  }),
  queueJobs: gauge('queue_jobs', {
    help: 'Jobs in a queue, by state.',
    labels: { queue, state: JOB_STATES },
    shared: true,
    services: ['router'],
  }),
  queueOldest: gauge('queue_oldest_job_age_seconds', {
    help: 'Real time for which the job has been ready that has been so longest; 0 where none waits.',
    labels: { queue },
    shared: true,
    services: ['router'],
  }),
  queuePaused: gauge('queue_paused', {
    help: '1 where a queue is paused, else 0.',
    labels: { queue },
    shared: true,
    services: ['router'],
  }),
  collectorDuration: gauge('collector_duration_seconds', {
    help: 'Time that the last look at what is shared took.',
    labels: { collector: ['tickets', 'queues', 'people', 'outbox'] },
    services: ['router'],
  }),
  collectorErrors: counter('collector_errors_total', {
    help: 'Looks at what is shared that failed: its gauges are gone until one works.',
    labels: { collector: ['tickets', 'queues', 'people', 'outbox'] },
    services: ['router'],
  }),
  outboxPending: gauge('outbox_pending_tickets', {
    help: 'Tickets with events that are not published yet.',
    shared: true,
    services: ['router'],
  }),
  outboxOldest: gauge('outbox_oldest_age_seconds', {
    help: 'Real time for which the oldest event has waited to be published; 0 where none waits.',
    shared: true,
    services: ['router'],
  }),
  outboxPublished: counter('outbox_published_total', {
    help: 'Events taken from outboxes, by result: ok, or failed and left for the sweep.',
    labels: { result: ['ok', 'failed'] },
    services: SERVICES,
  }),
  outboxLag: histogram('outbox_lag_seconds', {
    help: 'Real time from an event being recorded to its being published, of the oldest in each batch.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    services: SERVICES,
  }),
  staleWrites: counter('stale_writes_rejected_total', {
    help: 'Changes that lost a race for their ticket and were decided again.',
    services: SERVICES,
  }),
  sweepRepairs: counter('sweep_repairs_total', {
    help: 'Things a sweep found left behind; none in a healthy system.',
    labels: { sweep: { declaredBy: 'the sweeps of the services', atMost: 12 } },
    services: WORKERS,
  }),
  sweepDuration: histogram('sweep_duration_seconds', {
    help: 'Time one sweep took.',
    labels: { sweep: { declaredBy: 'the sweeps of the services', atMost: 12 } },
    buckets: [0.01, 0.1, 1, 10],
    services: WORKERS,
  }),
  sweepSuccess: gauge('sweep_last_success_timestamp_seconds', {
    help: 'When a sweep of this process last succeeded.',
    labels: { sweep: { declaredBy: 'the sweeps of the services', atMost: 12 } },
    services: WORKERS,
  }),
} as const;
