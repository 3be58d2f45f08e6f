import { Counter, Histogram, type Registry } from 'prom-client';

/**
 * How a job's run ended: `retried` will run again (all of it, or its bad items as jobs of their own), `deferred` was left for
 * a process of the later release that made it.
 */
export type JobOutcome = 'completed' | 'retried' | 'failed' | 'malformed' | 'deferred';

/** What a queue's workers count. */
export interface QueueMetrics {
  readonly processed: Counter<'queue' | 'outcome'>;
  readonly duration: Histogram<'queue'>;
  readonly wakes: Counter<'queue'>;
}

const known = new WeakMap<Registry, QueueMetrics>();

/** One set per registry, however many workers share it. */
export function queueMetrics(registry: Registry): QueueMetrics {
  const existing = known.get(registry);
  if (existing !== undefined) return existing;
  const registers = [registry];
  const metrics: QueueMetrics = {
    processed: new Counter({
      name: 'tierline_queue_jobs_processed_total',
      help: 'Runs of jobs, by how they ended.',
      labelNames: ['queue', 'outcome'],
      registers,
    }),
    duration: new Histogram({
      name: 'tierline_queue_job_duration_seconds',
      help: 'Time that a run of a job took.',
      labelNames: ['queue'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    wakes: new Counter({
      name: 'tierline_queue_wakes_total',
      help: 'Wake-ups and timers that were handed to a handler; a job carries one or many.',
      labelNames: ['queue'],
      registers,
    }),
  };
  known.set(registry, metrics);
  return metrics;
}
