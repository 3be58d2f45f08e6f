import { laneOf, TIERS } from '@tierline/domain';
import mongoose, { type Connection, mongo, type Schema } from 'mongoose';

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
import { type RecomputationDocument, recomputationSchema } from './recomputation-schema.ts';
import { connectedToReplicaSet } from './replica-set.ts';
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
  /** The same in milliseconds. */
  serverMillis(): Promise<number>;
  readonly policies: mongo.Collection<PolicyDocument>;
  readonly policyApplications: mongo.Collection<PolicyApplicationDocument>;
  readonly recomputations: mongo.Collection<RecomputationDocument>;
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
 * acknowledged by a majority and journaled: what was acknowledged survives the loss of any one node. Throws NoReplicaSetError,
 * before anything is written, where there is no majority to be had.
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
    await connectedToReplicaSet(connection);
    const db = connection.getClient().db(connection.name);
    /** Sees to the collection and its indexes, and gives it without mongoose in between. */
    const open = async <T extends mongo.Document>(name: string, schema: Schema) => {
      const model = connection.model(name, schema);
      await model.createCollection();
      await model.createIndexes();
      return db.collection<T>(model.collection.name);
    };
    const collections = {
      tickets: await open<TicketDocument>('Ticket', ticketSchema),
      events: await open<EventDocument>('Event', eventSchema),
      deliveries: await open<DeliveryDocument>('Delivery', deliverySchema),
      trackerWork: await open<TrackerWorkDocument>('TrackerWork', trackerWorkSchema),
      turns: await open<TurnDocument>('Turn', turnSchema),
      presence: await open<PresenceDocument>('Presence', presenceSchema),
      uploads: await open<UploadDocument>('Upload', uploadSchema),
      policies: await open<PolicyDocument>('Policy', policySchema),
      policyApplications: await open<PolicyApplicationDocument>('PolicyApplication', policyApplicationSchema),
      recomputations: await open<RecomputationDocument>('Recomputation', recomputationSchema),
      apiKeys: await open<ApiKeyDocument>('ApiKey', apiKeySchema),
      models: await open<ModelDocument>('Model', modelSchema),
      modelParameters: await open<ModelParametersDocument>('ModelParameters', modelParametersSchema),
      stays: await open<StayDocument>('Stay', staySchema),
      projections: await open<ProjectionDocument>('Projection', projectionSchema),
      organisations: await open<OrganisationDocument>('Organisation', organisationSchema),
      requesters: await open<RequesterDocument>('Requester', requesterSchema),
      audit: await open<AuditDocument>('Audit', auditSchema),
    };
    const { tickets } = collections;
    await connection.db?.command({
      collMod: tickets.collectionName,
      validator: { openedAt: { $exists: true } },
    });
    // Tickets stored before there were lanes wait for anybody of their tier.
    await db
      .collection(tickets.collectionName)
      .updateMany(
        { tier: { $in: [...TIERS] }, 'state.kind': 'waiting', lane: null },
        { $set: { lane: laneOf({}) } },
      );
    return {
      ...collections,
      files: new mongo.GridFSBucket(db, { bucketName: 'files' }),
      serverSeconds: async () => Math.floor((await serverMillis(connection)) / 1000),
      serverMillis: () => serverMillis(connection),
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

async function serverMillis(connection: Connection): Promise<number> {
  const answer = await connection.getClient().db(connection.name).command({ hello: 1 });
  return (answer['localTime'] as Date).getTime();
}

async function ping(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 1000 });
    return true;
  } catch {
    return false;
  }
}
