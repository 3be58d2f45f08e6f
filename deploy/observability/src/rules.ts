import type { RuleGroup } from './alert.ts';
import { DELIVERY_GROUP } from './alerts/delivery-alerts.ts';
import { DEPENDENCY_GROUP } from './alerts/dependency-alerts.ts';
import { PROCESS_GROUP } from './alerts/process-alerts.ts';
import { QUEUE_GROUP } from './alerts/queue-alerts.ts';
import { REQUEST_GROUP } from './alerts/request-alerts.ts';
import { SWEEP_GROUP } from './alerts/sweep-alerts.ts';
import { TRUTH_GROUP } from './alerts/truth-alerts.ts';
import { ATTAINMENT_GROUP } from './attainment.ts';
import { CAPACITY_GROUP } from './capacity.ts';
import { SLO_GROUPS } from './slo-rules.ts';

/** All groups of rules, by the file that they are in. */
export const RULES: Readonly<Record<string, readonly RuleGroup[]>> = {
  ...Object.fromEntries(SLO_GROUPS.map((group) => [group.name.replace('tierline-', ''), [group]])),
  attainment: [ATTAINMENT_GROUP],
  capacity: [CAPACITY_GROUP],
  queues: [QUEUE_GROUP],
  sweeps: [SWEEP_GROUP],
  truth: [TRUTH_GROUP],
  dependencies: [DEPENDENCY_GROUP],
  requests: [REQUEST_GROUP],
  deliveries: [DELIVERY_GROUP],
  processes: [PROCESS_GROUP],
};
