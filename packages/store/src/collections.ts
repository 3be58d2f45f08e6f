import type { mongo, Schema } from 'mongoose';

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

/** The collections of Tierline, without mongoose in between. */
export interface Collections {
  readonly tickets: mongo.Collection<TicketDocument>;
  readonly events: mongo.Collection<EventDocument>;
  readonly deliveries: mongo.Collection<DeliveryDocument>;
  readonly trackerWork: mongo.Collection<TrackerWorkDocument>;
  readonly turns: mongo.Collection<TurnDocument>;
  readonly presence: mongo.Collection<PresenceDocument>;
  readonly stays: mongo.Collection<StayDocument>;
  readonly projections: mongo.Collection<ProjectionDocument>;
  readonly uploads: mongo.Collection<UploadDocument>;
  readonly policies: mongo.Collection<PolicyDocument>;
  readonly policyApplications: mongo.Collection<PolicyApplicationDocument>;
  readonly recomputations: mongo.Collection<RecomputationDocument>;
  readonly apiKeys: mongo.Collection<ApiKeyDocument>;
  readonly models: mongo.Collection<ModelDocument>;
  readonly modelParameters: mongo.Collection<ModelParametersDocument>;
  readonly organisations: mongo.Collection<OrganisationDocument>;
  readonly requesters: mongo.Collection<RequesterDocument>;
  readonly audit: mongo.Collection<AuditDocument>;
}

export type CollectionName = keyof Collections;

/** What each collection is called in the database, and which indexes it has. */
export const SCHEMAS: Readonly<Record<CollectionName, Schema>> = {
  tickets: ticketSchema,
  events: eventSchema,
  deliveries: deliverySchema,
  trackerWork: trackerWorkSchema,
  turns: turnSchema,
  presence: presenceSchema,
  stays: staySchema,
  projections: projectionSchema,
  uploads: uploadSchema,
  policies: policySchema,
  policyApplications: policyApplicationSchema,
  recomputations: recomputationSchema,
  apiKeys: apiKeySchema,
  models: modelSchema,
  modelParameters: modelParametersSchema,
  organisations: organisationSchema,
  requesters: requesterSchema,
  audit: auditSchema,
};

/** Opens the collections; asks the database nothing. */
export function openCollections(db: mongo.Db): Collections {
  const open = <T extends mongo.Document>(name: CollectionName) => db.collection<T>(storedName(name));
  return {
    tickets: open<TicketDocument>('tickets'),
    events: open<EventDocument>('events'),
    deliveries: open<DeliveryDocument>('deliveries'),
    trackerWork: open<TrackerWorkDocument>('trackerWork'),
    turns: open<TurnDocument>('turns'),
    presence: open<PresenceDocument>('presence'),
    stays: open<StayDocument>('stays'),
    projections: open<ProjectionDocument>('projections'),
    uploads: open<UploadDocument>('uploads'),
    policies: open<PolicyDocument>('policies'),
    policyApplications: open<PolicyApplicationDocument>('policyApplications'),
    recomputations: open<RecomputationDocument>('recomputations'),
    apiKeys: open<ApiKeyDocument>('apiKeys'),
    models: open<ModelDocument>('models'),
    modelParameters: open<ModelParametersDocument>('modelParameters'),
    organisations: open<OrganisationDocument>('organisations'),
    requesters: open<RequesterDocument>('requesters'),
    audit: open<AuditDocument>('audit'),
  };
}

/** A collection's name in the database. */
export function storedName(name: CollectionName): string {
  const stored = SCHEMAS[name].get('collection');
  if (stored === undefined) throw new Error(`the schema of ${name} names no collection`);
  return stored;
}
