import { counter, gauge, histogram } from './metric.ts';

const services = ['notifier'] as const;
const endpoint = { declaredBy: 'the webhooks and pagers of the policy', atMost: 20 } as const;
const tracker = { declaredBy: 'the trackers of the policy', atMost: 4 } as const;

/** What the outside world is told, and engineering's trackers. */
export const DELIVERY_METRICS = {
  deliveries: counter('webhook_deliveries_total', {
    help: 'Attempts to deliver, by outcome.',
    labels: { outcome: ['delivered', 'retry', 'failed'] },
    services,
  }),
  deliveryDuration: histogram('webhook_delivery_duration_seconds', {
    help: 'Time one attempt took.',
    buckets: [0.05, 0.25, 1, 5, 15],
    services,
  }),
  deliveriesPending: gauge('webhook_deliveries_pending', {
    help: 'Deliveries that were not made yet, those to be tried again included.',
    labels: { endpoint },
    shared: true,
    services,
  }),
  deliveriesOldest: gauge('webhook_deliveries_oldest_seconds', {
    help: 'Real time for which the oldest of them has waited.',
    labels: { endpoint },
    shared: true,
    services,
  }),
  secretMissing: counter('webhook_secret_missing_total', {
    help: 'Deliveries put off because the notifier was not given the secret of their webhook.',
    labels: { endpoint },
    services,
  }),
  trackerRequests: counter('tracker_requests_total', {
    help: 'Attempts to file, comment on or read an issue, by outcome.',
    labels: {
      tracker,
      operation: ['file', 'comment', 'read'],
      outcome: { declaredBy: 'the failures that a tracker can have, and ok', atMost: 10 },
    },
    services,
  }),
  trackerDuration: histogram('tracker_request_duration_seconds', {
    help: 'Time one attempt took.',
    labels: { tracker, operation: ['file', 'comment', 'read'] },
    buckets: [0.05, 0.25, 1, 5, 10, 30],
    services,
  }),
  trackerPending: gauge('tracker_work_pending', {
    help: 'Issues to be filed and comments to be made.',
    labels: { tracker },
    shared: true,
    services,
  }),
  trackerOldest: gauge('tracker_work_oldest_seconds', {
    help: 'Real time for which the oldest of them has waited.',
    labels: { tracker },
    shared: true,
    services,
  }),
  waitingEngineering: gauge('tickets_waiting_engineering', {
    help: 'Tickets on hold for engineering.',
    shared: true,
    services,
  }),
} as const;
