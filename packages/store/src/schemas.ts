import type {
  BusinessHours,
  Instant,
  Issue,
  IssueState,
  Presence,
  Ticket,
  TicketEvent,
} from '@tierline/domain';
import { type mongo, Schema } from 'mongoose';

/** An event as it is stored: in the ticket's outbox until it is published, then in `events`. */
export type EventDocument = TicketEvent & {
  /** See `eventId`. */
  readonly _id: string;
  /** When it was written, by the real clock: `at` is the domain's time, which may be compressed. */
  readonly recordedAt: Date;
  /** The id of the API key by which it was asked for; absent where a process of Tierline did it by itself. */
  readonly via?: string;
  /** Where in a trace it was written (W3C Trace Context): what it wakes goes on there. Absent where nothing was traced. */
  readonly traceparent?: string;
};

/** A request's key, in a scope that its endpoint chooses, and a hash of its body. */
export interface Idempotency {
  readonly key: string;
  readonly fingerprint: string;
}

/**
 * A ticket as it is stored. `seq` doubles as the version that a change is conditional on: every change appends at
 * least one event.
 */
export type TicketDocument = Omit<Ticket, 'id'> & {
  readonly _id: string;
  /** Events that are not published yet, oldest first. */
  readonly outbox: readonly EventDocument[];
  /** The custom fields once more, each as `name:value`: one index serves to find tickets by any of them. */
  readonly fieldKeys?: readonly string[];
  /** The creating request's key, and a hash of its body. */
  readonly idempotency?: Idempotency;
  /** When it last changed, by the database's logical clock: never goes back, whichever node is the primary. */
  readonly changedAt: mongo.Timestamp;
  /** The last changing requests that came with a key, oldest first. */
  readonly requests?: readonly Idempotency[];
};

/** One event on its way to one webhook, and afterwards the record of how that went. */
export interface DeliveryDocument {
  /** See `deliveryId`. */
  readonly _id: string;
  readonly eventId: string;
  readonly endpoint: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  /** Those before it was last asked to be sent again: they do not count when its retries are. */
  readonly attemptsBefore?: number;
  /** The keys of the requests by which it was last asked to be sent again, oldest first. */
  readonly redeliveryKeys?: readonly string[];
  readonly createdAt: Date;
  /** When it may be tried next; real time. */
  readonly nextAttemptAt: Date;
  /** HTTP status or the error of the last attempt. */
  readonly lastResult?: string;
  readonly deliveredAt?: Date;
}

/** How an issue stands, as far as it was read; `missing` is one that its tracker does not know. */
export type KnownIssueState = IssueState | 'unknown' | 'missing';

interface WorkDocument {
  readonly _id: string;
  readonly tracker: string;
  readonly state: 'pending' | 'done' | 'failed';
  /** All of them, the present one included: tells one attempt from the next. */
  readonly attempts: number;
  /** Since it last worked. */
  readonly failures: number;
  /** How often it was asked for out of turn. */
  readonly wakes: number;
  readonly createdAt: Date;
  /** When it may be tried next; real time. */
  readonly nextAttemptAt: Date;
  readonly lastResult?: string;
}

/** An issue to be read, again and again while tickets wait for it. */
export interface ReadWork extends WorkDocument {
  readonly kind: 'read';
  readonly issue: Issue;
  readonly issueState: KnownIssueState;
  /** Comments until then have reached the tickets, by the tracker's clock. */
  readonly readTo: Date;
  /** Those of the last reading, by id. */
  readonly heard: readonly string[];
  readonly readAt?: Date;
}

/** Something to be done with a tracker: an issue to be filed, a comment to be made, or an issue to be read. */
export type TrackerWorkDocument =
  | (WorkDocument & { readonly kind: 'file' | 'comment'; readonly eventId: string })
  | ReadWork;

/** Whose turn a periodic duty is: nobody may take it before `nextAt` (real time). */
export interface TurnDocument {
  readonly _id: string;
  readonly nextAt: Date;
}

/** When an agent was last heard of. */
export interface PresenceDocument {
  /** The agent. */
  readonly _id: string;
  /** Domain time. */
  readonly seenAt: Instant;
  /** What the agent last said. */
  readonly said?: Presence;
  /** When the agent was last given a ticket; domain time. */
  readonly assignedAt?: Instant;
}

/** The text of one version of the policy. Never changes. */
export interface PolicyDocument {
  /** The version: a hash of the text. */
  readonly _id: string;
  readonly text: string;
  readonly addedAt: Date;
}

/** One version put in force. The newest application is the one that counts; none is ever changed or removed. */
export interface PolicyApplicationDocument {
  /** From 1, without gaps. */
  readonly _id: number;
  readonly version: string;
  /** The version that it took the place of; absent for the first. */
  readonly previous?: string;
  /** By the file that a process was started with, by somebody's request, or by going back to an earlier version. */
  readonly kind: 'file' | 'apply' | 'rollback';
  readonly by: string;
  /** The key that asked; absent for a file. */
  readonly keyId?: string;
  readonly comment?: string;
  /** Real time. */
  readonly at: Date;
  /** The version's calendars, and those of all versions before it that it has none in place of. */
  readonly calendars: readonly { readonly name: string; readonly hours: BusinessHours }[];
  /** The request that asked for it, where that came with a key. */
  readonly request?: Idempotency;
}

/** Index names that the code tells apart when a write is refused. */
export const HOLDER_SLOT = 'holder_slot';
export const IDEMPOTENCY_KEY = 'idempotency_key';
export const REQUEST_KEY = 'request_key';

/** Index names that a query asks for. */
export const HELP = 'help';
export const TIMERS = 'timer_tickets';
export const STATUS = 'status';
export const LANES = 'lanes';
export const WAITING_SINCE = 'waiting_since';
export const OUTBOX = 'outbox';
export const DELIVERY_LOG = 'log';
export const ENDPOINT_LOG = 'endpoint_log';
export const ISSUE_TICKETS = 'issue';
export const ISSUE_LOG = 'issue_log';
export const TRACKER_ISSUE_LOG = 'tracker_issue_log';

const { Mixed } = Schema.Types;
export const options = { versionKey: false, strict: 'throw', minimize: false } as const;

export const ticketSchema = new Schema(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    subject: { type: String, required: true },
    description: { type: String, required: true },
    requester: { type: String, required: true },
    organisation: String,
    channel: String,
    priority: String,
    plan: String,
    tags: [String],
    fields: Mixed,
    openedAt: { type: Number, required: true },
    state: Mixed,
    customState: String,
    tier: String,
    team: String,
    sharedWith: [String],
    needs: Mixed,
    effort: Number,
    lane: String,
    routing: Mixed,
    clocks: Mixed,
    stays: [Mixed],
    firstRespondedAt: Number,
    solvedAt: Number,
    followUpOf: String,
    splitFrom: Mixed,
    incident: Mixed,
    attached: Mixed,
    mergedInto: String,
    merged: { type: [String], default: undefined },
    participants: { type: [String], default: undefined },
    links: { type: [Mixed], default: undefined },
    escalations: Number,
    moves: Number,
    reassignments: Number,
    bounces: Number,
    needsManagerSince: Number,
    contact: String,
    help: [Mixed],
    reopens: Number,
    messages: Number,
    attachments: { type: [Mixed], default: undefined },
    engineering: Mixed,
    headStart: Number,
    rank: Number,
    nextTimer: Number,
    fieldKeys: { type: [String], default: undefined },
    outbox: [Mixed],
    idempotency: Mixed,
    requests: [Mixed],
    changedAt: Mixed,
  },
  { ...options, collection: 'tickets' },
)
  // No agent can hold two tickets in one slot: capacity without counting.
  .index(
    { 'state.holder': 1, 'state.slots': 1 },
    { name: HOLDER_SLOT, unique: true, partialFilterExpression: { 'state.holder': { $exists: true } } },
  )
  .index(
    { 'idempotency.key': 1 },
    {
      name: IDEMPOTENCY_KEY,
      unique: true,
      partialFilterExpression: { 'idempotency.key': { $exists: true } },
    },
  )
  .index(
    { 'requests.key': 1 },
    { name: REQUEST_KEY, unique: true, partialFilterExpression: { 'requests.key': { $exists: true } } },
  )
  // The next ticket of a tier.
  .index({ tier: 1, 'state.kind': 1, lane: 1, rank: 1 }, { name: LANES })
  // What has waited for long in a lane of a tier.
  .index(
    { tier: 1, lane: 1, 'state.since': 1 },
    { name: WAITING_SINCE, partialFilterExpression: { lane: { $exists: true } } },
  )
  .index(
    { 'state.preferred': 1, rank: 1 },
    { name: 'preferred', partialFilterExpression: { 'state.preferred': { $exists: true } } },
  )
  // A customer's own tickets, newest first.
  .index({ requester: 1, _id: -1 }, { name: 'requester' })
  .index(
    { participants: 1, _id: -1 },
    { name: 'participant', partialFilterExpression: { participants: { $exists: true } } },
  )
  .index(
    { organisation: 1, _id: -1 },
    { name: 'organisation', partialFilterExpression: { organisation: { $exists: true } } },
  )
  // Lists by tier, newest first.
  .index({ tier: 1, _id: -1 }, { name: 'tier' })
  // Lists by status, newest first, and what was never routed.
  .index({ 'state.kind': 1, _id: -1 }, { name: STATUS })
  .index(
    { customState: 1, _id: -1 },
    { name: 'state', partialFilterExpression: { customState: { $exists: true } } },
  )
  // Lists by tag and by custom field, newest first.
  .index({ tags: 1, _id: -1 }, { name: 'tag' })
  .index(
    { fieldKeys: 1, _id: -1 },
    { name: 'field', partialFilterExpression: { fieldKeys: { $exists: true } } },
  )
  // Tickets of an incident, newest first; those that have not got its updates; those that nobody has looked at since.
  .index(
    { 'attached.to': 1, _id: -1 },
    { name: 'attached', partialFilterExpression: { 'attached.to': { $exists: true } } },
  )
  .index(
    { 'attached.to': 1, 'attached.reached': 1 },
    { name: 'reached', partialFilterExpression: { 'attached.to': { $exists: true } } },
  )
  .index(
    { 'attached.reached': 1 },
    { name: 'newly_attached', partialFilterExpression: { 'attached.reached': 0 } },
  )
  .index({ 'incident.pending': 1 }, { name: 'pending_incidents', sparse: true })
  // The export, in the order of change.
  .index({ changedAt: 1, _id: 1 }, { name: 'export' })
  .index(
    { needsManagerSince: 1, _id: -1 },
    { name: 'needs_manager', partialFilterExpression: { needsManagerSince: { $exists: true } } },
  )
  // Open help requests by the tier that was asked, oldest ticket first.
  .index(
    { 'help.tier': 1, _id: 1 },
    { name: HELP, partialFilterExpression: { 'help.tier': { $exists: true } } },
  )
  .index(
    { nextTimer: 1, _id: 1 },
    { name: TIMERS, partialFilterExpression: { nextTimer: { $exists: true } } },
  )
  .index(
    { 'engineering.tracker': 1, 'engineering.issue.key': 1, _id: 1 },
    { name: ISSUE_TICKETS, partialFilterExpression: { 'engineering.issue.key': { $exists: true } } },
  )
  .index({ 'state.waitsFor': 1 }, { name: 'on_hold', sparse: true })
  // Only tickets with something unpublished are in it.
  .index({ 'outbox.recordedAt': 1 }, { name: OUTBOX, sparse: true });

export const eventSchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, strict: false, collection: 'events' },
);

export const deliverySchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, strict: false, collection: 'deliveries' },
)
  .index({ eventId: 1 }, { name: 'event' })
  // The log, newest first, of some or all states; of one webhook.
  .index({ state: 1, createdAt: -1, _id: -1 }, { name: DELIVERY_LOG })
  .index({ endpoint: 1, state: 1, createdAt: -1, _id: -1 }, { name: ENDPOINT_LOG })
  .index(
    { redeliveryKeys: 1 },
    { name: REQUEST_KEY, unique: true, partialFilterExpression: { redeliveryKeys: { $exists: true } } },
  )
  .index({ nextAttemptAt: 1 }, { name: 'due', partialFilterExpression: { state: 'pending' } });

export const trackerWorkSchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, strict: false, collection: 'tracker_work' },
)
  .index({ tracker: 1, nextAttemptAt: 1 }, { name: 'due', partialFilterExpression: { state: 'pending' } })
  .index(
    { kind: 1, tracker: 1, createdAt: 1 },
    { name: 'waiting', partialFilterExpression: { state: 'pending' } },
  )
  // The issues, by tracker and key, of some or all states.
  .index({ kind: 1, issueState: 1, _id: 1 }, { name: ISSUE_LOG })
  .index({ kind: 1, tracker: 1, issueState: 1, _id: 1 }, { name: TRACKER_ISSUE_LOG });

export const presenceSchema = new Schema(
  { _id: { type: String, required: true }, seenAt: Number, said: String, assignedAt: Number },
  { ...options, collection: 'presence' },
);

export const policySchema = new Schema(
  { _id: { type: String, required: true }, text: { type: String, required: true }, addedAt: Date },
  { ...options, collection: 'policies' },
);

export const policyApplicationSchema = new Schema(
  { _id: { type: Number, required: true } },
  { ...options, strict: false, collection: 'policyApplications' },
)
  .index(
    { 'request.key': 1 },
    { name: REQUEST_KEY, unique: true, partialFilterExpression: { 'request.key': { $exists: true } } },
  )
  // The last one of a kind.
  .index({ kind: 1, _id: -1 }, { name: 'kind' });

export const turnSchema = new Schema(
  { _id: { type: String, required: true }, nextAt: Date },
  { ...options, collection: 'turns' },
);

/** The id of an event: its ticket and its number, padded so that a ticket's events sort by id. */
export function eventId({ ticketId, seq }: { readonly ticketId: string; readonly seq: number }): string {
  return `${ticketId}/${String(seq).padStart(6, '0')}`;
}

/** The id of a delivery: one event to one webhook. */
export function deliveryId(event: string, endpoint: string): string {
  return `${event}@${endpoint}`;
}

/** The webhook to which a delivery goes, from the delivery's id. */
export function endpointOf(delivery: string): string {
  return delivery.slice(delivery.indexOf('@') + 1);
}
