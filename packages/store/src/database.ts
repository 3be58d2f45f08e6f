import { laneOf, TIERS } from '@tierline/domain';
import mongoose, { type Connection, mongo } from 'mongoose';

import {
  type ModelDocument,
  type ModelParametersDocument,
  modelParametersSchema,
  modelSchema,
} from './model-schemas.ts';
import {
  type ApiKeyDocument,
  apiKeySchema,
  type AuditDocument,
  auditSchema,
  type OrganisationDocument,
  organisationSchema,
  type RequesterDocument,
  requesterSchema,
} from './people-schemas.ts';
import {
  deliverySchema,
  policyApplicationSchema,
  type PolicyApplicationDocument,
  policySchema,
  type PolicyDocument,
  type DeliveryDocument,
  eventSchema,
  type EventDocument,
  type TicketDocument,
  ticketSchema,
  type TurnDocument,
  type TrackerWorkDocument,
  trackerWorkSchema,
  type PresenceDocument,
  presenceSchema,
  turnSchema,
} from './schemas.ts';
import { type ProjectionDocument, projectionSchema, type StayDocument, staySchema } from './stays.ts';
import { type UploadDocument, uploadSchema } from './upload-schema.ts';

/** The collections of Tierline, open. */
export interface Database {
  readonly tickets: mongo.Collection<TicketDocument>;
  readonly events: mongo.Collection<EventDocument>;
  readonly deliveries: mongo.Collection<DeliveryDocument>;
  readonly trackerWork: mongo.Collection<TrackerWorkDocument>;
  readonly turns: mongo.Collection<TurnDocument>;
  readonly presence: mongo.Collection<PresenceDocument>;
  readonly stays: mongo.Collection<StayDocument>;
  readonly projections: mongo.Collection<ProjectionDocument>;
  readonly uploads: mongo.Collection<UploadDocument>;
  /** What is in the files of tickets. */
  readonly files: mongo.GridFSBucket;
  /** The time of the primary's wall clock, in whole seconds since 1970. */
  serverSeconds(): Promise<number>;
  readonly policies: mongo.Collection<PolicyDocument>;
  readonly policyApplications: mongo.Collection<PolicyApplicationDocument>;
  readonly apiKeys: mongo.Collection<ApiKeyDocument>;
  readonly models: mongo.Collection<ModelDocument>;
  readonly modelParameters: mongo.Collection<ModelParametersDocument>;
  readonly organisations: mongo.Collection<OrganisationDocument>;
  readonly requesters: mongo.Collection<RequesterDocument>;
  readonly audit: mongo.Collection<AuditDocument>;
  /** Runs writes that are done together or not at all; again where another transaction was in the way. */
  transaction<T>(
    run: (session: mongo.ClientSession) => Promise<T>,
    options?: mongo.TransactionOptions,
  ): Promise<T>;
  /** Whether the database answers within a second. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * How tickets are read to be changed: as the primary has them, newer than what a majority is known to have. The
 * conditional write that follows is what decides, and once a majority has that, it has all that it was based on. Reading
 * by majority here would see the state before a concurrent change for as long as replication takes, and lose every race.
 */
export const TO_CHANGE = { readConcern: { level: 'local' } } as const;

/**
 * Connects and sees to collections, validators and indexes; doing so again changes nothing. Every write is
 * acknowledged by a majority and journaled: what was acknowledged survives the loss of any one node.
 */
export async function openDatabase(uri: string): Promise<Database> {
  const connection = mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    maxPoolSize: 32,
    serverSelectionTimeoutMS: 5000,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  try {
    await connection.asPromise();
    const tickets = connection.model('Ticket', ticketSchema);
    const events = connection.model('Event', eventSchema);
    const deliveries = connection.model('Delivery', deliverySchema);
    const trackerWork = connection.model('TrackerWork', trackerWorkSchema);
    const turns = connection.model('Turn', turnSchema);
    const presence = connection.model('Presence', presenceSchema);
    const uploads = connection.model('Upload', uploadSchema);
    const policies = connection.model('Policy', policySchema);
    const policyApplications = connection.model('PolicyApplication', policyApplicationSchema);
    const apiKeys = connection.model('ApiKey', apiKeySchema);
    const models = connection.model('Model', modelSchema);
    const modelParameters = connection.model('ModelParameters', modelParametersSchema);
    const stays = connection.model('Stay', staySchema);
    const projections = connection.model('Projection', projectionSchema);
    const organisations = connection.model('Organisation', organisationSchema);
    const requesters = connection.model('Requester', requesterSchema);
    const audit = connection.model('Audit', auditSchema);
    for (const model of [
      tickets,
      events,
      deliveries,
      trackerWork,
      turns,
      presence,
      uploads,
      policies,
      policyApplications,
      apiKeys,
      models,
      modelParameters,
      stays,
      projections,
      organisations,
      requesters,
      audit,
    ]) {
      await model.createCollection();
      await model.createIndexes();
    }
    await connection.db?.command({
      collMod: tickets.collection.name,
      validator: { openedAt: { $exists: true } },
    });
    // Tickets stored before there were lanes wait for anybody of their tier.
    await tickets.collection.updateMany(
      { tier: { $in: [...TIERS] }, 'state.kind': 'waiting', lane: null },
      { $set: { lane: laneOf({}) } },
    );
    const native = <T extends mongo.Document>(name: string) =>
      connection.getClient().db(connection.name).collection<T>(name);
    return {
      tickets: native<TicketDocument>(tickets.collection.name),
      events: native<EventDocument>(events.collection.name),
      deliveries: native<DeliveryDocument>(deliveries.collection.name),
      trackerWork: native<TrackerWorkDocument>(trackerWork.collection.name),
      turns: native<TurnDocument>(turns.collection.name),
      presence: native<PresenceDocument>(presence.collection.name),
      stays: native<StayDocument>(stays.collection.name),
      projections: native<ProjectionDocument>(projections.collection.name),
      uploads: native<UploadDocument>(uploads.collection.name),
      files: new mongo.GridFSBucket(connection.getClient().db(connection.name), { bucketName: 'files' }),
      serverSeconds: () => serverSeconds(connection),
      policies: native<PolicyDocument>(policies.collection.name),
      policyApplications: native<PolicyApplicationDocument>(policyApplications.collection.name),
      apiKeys: native<ApiKeyDocument>(apiKeys.collection.name),
      models: native<ModelDocument>(models.collection.name),
      modelParameters: native<ModelParametersDocument>(modelParameters.collection.name),
      organisations: native<OrganisationDocument>(organisations.collection.name),
      requesters: native<RequesterDocument>(requesters.collection.name),
      audit: native<AuditDocument>(audit.collection.name),
      transaction: (run, options) =>
        connection.getClient().withSession((session) => session.withTransaction(() => run(session), options)),
      ping: () => ping(connection),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function serverSeconds(connection: Connection): Promise<number> {
  const answer = await connection.getClient().db(connection.name).command({ hello: 1 });
  return Math.floor((answer['localTime'] as Date).getTime() / 1000);
}

async function ping(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 1000 });
    return true;
  } catch {
    return false;
  }
}
