export { openPolicies, type OpenPolicies } from './live-policies.ts';
export { classifierFor, type Classify, openClassifier, type OpenClassifier } from './live-classifier.ts';
export { startServerChecks, type ServerChecksOptions } from './server-checks.ts';
export { startSweeps, type Sweep } from './sweep.ts';
export { runTicketService, type ServiceBase, type ServicePart } from './ticket-service.ts';
export { openTicketing, type Ticketing } from './ticketing.ts';
export { workerPart } from './worker-part.ts';
