import { METRICS, type QueueName } from '@tierline/contracts';
import type { Registry } from 'prom-client';

import { counterOf, gaugeOf, histogramOf } from './instruments.ts';

/** What the workers of a registry's process count, all queues together. */
export function queueMetrics(registry: Registry) {
  return {
    processed: counterOf(registry, METRICS.jobsProcessed),
    duration: histogramOf(registry, METRICS.jobDuration),
    wait: histogramOf(registry, METRICS.jobWait),
    wakes: counterOf(registry, METRICS.wakes),
    stalled: counterOf(registry, METRICS.jobsStalled),
    lockLost: counterOf(registry, METRICS.locksLost),
    concurrency: gaugeOf(registry, METRICS.workerConcurrency),
    busy: gaugeOf(registry, METRICS.workerBusy),
  };
}

/** A worker of a queue runs so many jobs at once at most; it runs none yet. */
export function announceWorker(registry: Registry, queue: QueueName, concurrency: number): void {
  const metrics = queueMetrics(registry);
  metrics.concurrency.set({ queue }, concurrency);
  metrics.busy.set({ queue }, 0);
}
