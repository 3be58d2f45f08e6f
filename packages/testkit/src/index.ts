export { type ContractCheck, createContractCheck } from './contract-check.ts';
export { eventually } from './eventually.ts';
export { insertLives, livesInAllStates } from './lives.ts';
export { aPolicy, LADDERS, policyText, TEAMS } from './policy.ts';
export {
  anotherProcess,
  closeTicketing,
  dropDatabase,
  migratedDatabase,
  realServers,
  realTicketing,
  type RealTicketing,
  withDatabase,
} from './real-ticketing.ts';
export { ADA, aLife, aRequest, CLEO, EVE, INTO_ADAS_HANDS, type Life, MONDAY } from './ticket.ts';
export {
  type Behaviour,
  type FakeTracker,
  startFakeTracker,
  type TrackerKind,
} from './tracker/fake-tracker.ts';
export { toolPath } from './tool.ts';
