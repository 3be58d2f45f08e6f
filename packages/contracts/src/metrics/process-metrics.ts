import { counter, gauge, SERVICES } from './metric.ts';

const services = SERVICES;

/** What every process says of itself. */
export const PROCESS_METRICS = {
  buildInfo: gauge('build_info', {
    help: 'Always 1; the labels say what is running.',
    labels: { service: { declaredBy: 'the services' }, version: { declaredBy: 'the release' } },
    services,
  }),
  policyInfo: gauge('policy_info', {
    help: 'Always 1; the label says which policy this process decides by.',
    labels: { version: { declaredBy: 'the policy in force' } },
    services,
  }),
  policyApplication: gauge('policy_application', {
    help: 'How many times a policy was put in force until the one that this process decides by.',
    services,
  }),
  policyRefreshFailures: counter('policy_refresh_failures_total', {
    help: 'Looks for a new policy that failed: no database, or a policy that this process cannot read.',
    services,
  }),
  classifierInfo: gauge('classifier_info', {
    help: 'Always 1; the label says which model this process asks, none where there is none.',
    labels: { model: { declaredBy: 'the model in use' } },
    services: ['router'],
  }),
  classifierFailures: counter('classifier_failures_total', {
    help: 'Looks for the model in use that failed: no database, or a model that cannot be read.',
    services: ['router'],
  }),
  dependencyUp: gauge('dependency_up', {
    help: '1 where what this process needs to be ready answers, else 0.',
    labels: { dependency: ['mongodb', 'redis'] },
    services,
  }),
  redisPolicyOk: gauge('redis_policy_ok', {
    help: '1 where Redis keeps what it is given (noeviction) and writes it down, as far as it says so, else 0.',
    services,
  }),
  clockSkew: gauge('clock_skew_seconds', {
    help: 'How far the clock of this process is ahead of that of a server; negative where it is behind.',
    labels: { peer: ['mongodb', 'redis'] },
    services,
  }),
  logMessages: counter('log_messages_total', {
    help: 'Lines logged, by level.',
    labels: { level: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] },
    services,
  }),
} as const;
