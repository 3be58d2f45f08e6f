export {
  type ApiKey,
  createApiKey,
  findApiKey,
  hasLiveAdminKey,
  listApiKeys,
  recordApiKeyUse,
  revokeApiKey,
} from './api-keys.ts';
export { askedBy, type Asker, presentAsker } from './asker.ts';
export { audited, type AuditEntry, listAudit, type Written } from './audit.ts';
export {
  type CheckedPage,
  type CheckPage,
  checkTickets,
  type Finding,
  missingEvents,
  type Repair,
  repairTicket,
} from './consistency.ts';
export type { Difference } from './differences.ts';
export { type ClaimNext, createClaimNext } from './claim.ts';
export { type Database, openDatabase } from './database.ts';
export {
  dueDeliveries,
  type DeliveryOutcome,
  type DueDelivery,
  pendingOf,
  postponeDelivery,
  recordDelivery,
  takeDelivery,
  waitingDeliveries,
} from './deliveries.ts';
export {
  type Delivery,
  type DeliveryFilter,
  listDeliveries,
  redeliver,
  type Redelivery,
} from './delivery-log.ts';
export { NoReplicaSetError } from './replica-set.ts';
export { ConflictError, IdempotencyKeyReusedError, isStorageError, NotMigratedError } from './errors.ts';
export { type MigrateOptions, migrateDatabase, type MigrationNews } from './migrations/migrate.ts';
export { type Migration, type MigrationContext } from './migrations/migration.ts';
export { type ChangedTicket, ticketsChangedSince } from './ticket-export.ts';
export { createGiveWaiting, type GiveWaiting } from './give.ts';
export { dueToShare } from './helpers.ts';
export { heldByLeavers } from './leavers.ts';
export {
  discardFile,
  FileTooLargeError,
  keepFile,
  readFile,
  type StoredFile,
  storeFile,
  sweepUploads,
} from './files.ts';
export { historyOf, type HistoryPage } from './history.ts';
export { type AgentLoad, loadsOf } from './loads.ts';
export {
  applyPolicy,
  lastFromFile,
  listPolicyApplications,
  type PolicyApplication,
  type PolicyChange,
  policyInForce,
  policyNumber,
  type PolicyOutcome,
  policyText,
} from './policies.ts';
export {
  failTraining,
  findModel,
  finishTraining,
  latestModel,
  listModels,
  type Model,
  readModelParameters,
  recordTraining,
  releaseTraining,
  requestModel,
  solvedTickets,
  type TakenTraining,
  takeTraining,
} from './models.ts';
export {
  listOrganisations,
  type Organisation,
  type OrganisationOutcome,
  putOrganisation,
  readOrganisations,
} from './organisations.ts';
export {
  createFindAccount,
  type FindAccount,
  listRequesters,
  putRequester,
  readRequester,
  type Requester,
  type RequesterFilter,
} from './requesters.ts';
export { listTickets, type TicketFilter } from './queries.ts';
export { type HeldTicket, recordPresence, recordSeen, silentlyHeld } from './presence.ts';
export { incidentProgress, incidentUpdates, listAttached, openIncidents, unreached } from './incidents.ts';
export { endOfMerges } from './merge-chain.ts';
export type { Pair, PairOutcome } from './pair.ts';
export { projectStays, staysBetween } from './stays.ts';
export { listHelp } from './help.ts';
export {
  hasOpenTickets,
  idsOfIssue,
  type IssueFilter,
  type IssueName,
  type LinkedIssue,
  listIssues,
  recordIssue,
  ticketsOfIssue,
  waitingForEngineering,
} from './issues.ts';
export { createRelay, type Relay, type WakeUp } from './relay.ts';
export {
  openTicketsAfter,
  openTicketsByTimer,
  openTicketsByTimerQueries,
  openTicketsQuery,
  type OpenTicket,
} from './open-tickets.ts';
export {
  beginRecomputation,
  findRecomputation,
  finishRecomputation,
  notePage,
  passPage,
  type Recomputation,
  releaseRecomputation,
  takeRecomputation,
  type TakenRecomputation,
} from './recomputations.ts';
export { ticketsHeldBy } from './held.ts';
export { endpointOf, eventId, type TrackerWorkDocument } from './schemas.ts';

export { sweepOutboxes, unrouted } from './sweeps.ts';
export { type NearTimer, timersBetween, timersOf, type WatchedTicket } from './timers.ts';
export { ticketOf } from './ticket-document.ts';
export { type ChangeOutcome, createTicketStore, type TicketStore } from './ticket-store.ts';
export { occupiedSlots } from './slots.ts';
export type { Idempotency, KnownIssueState, ReadWork } from './schemas.ts';
export type { RecomputedPage } from './recomputation-schema.ts';
export { createStoreSignals } from './signals.ts';
export {
  dueTrackerWork,
  type NamedWork,
  postponeTrackerWork,
  recordTrackerWork,
  type TakenWork,
  takeTrackerWork,
  trackerWorkOf,
  waitingTrackerWork,
  wakeIssues,
  type WorkOutcome,
} from './tracker-work.ts';
export { hastenTurn, takeTurn } from './turn.ts';
export { candidatesOf } from './candidates.ts';
export { type OutboxCensus, outboxCensus, type TicketCensus, ticketCensus } from './census.ts';
