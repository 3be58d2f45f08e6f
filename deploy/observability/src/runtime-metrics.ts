import { type GaugeMetric, SERVICES } from '@tierline/contracts';

const NO_LABELS = {} as const;

function gauge(name: string, help: string): GaugeMetric<typeof NO_LABELS> {
  return { kind: 'gauge', shared: false, name, help, labels: NO_LABELS, services: SERVICES };
}

/** What is watched beside the metrics of Tierline's own: Prometheus's word on a target, and a process's runtime. */
export const RUNTIME = {
  up: gauge('up', '1 where the last scrape of a target worked, else 0.'),
  eventLoopLag: gauge('nodejs_eventloop_lag_p99_seconds', 'The 99th percentile of how late timers run.'),
  startTime: gauge('process_start_time_seconds', 'When the process started.'),
  memory: gauge('process_resident_memory_bytes', 'Memory that the process holds.'),
  heapUsed: gauge('nodejs_heap_size_used_bytes', 'Memory of its objects.'),
  openFiles: gauge('process_open_fds', 'Files and connections that the process holds open.'),
} as const;

/** Seconds of a processor that a process used. */
export const CPU = {
  kind: 'counter',
  name: 'process_cpu_seconds_total',
  help: 'Processor time that the process used.',
  labels: NO_LABELS,
  services: SERVICES,
} as const;
