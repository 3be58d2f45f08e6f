import type { Identity, Scope } from '@tierline/contracts';
import { Schema } from 'mongoose';

import type { Asker } from './asker.ts';
import { type Idempotency, IDEMPOTENCY_KEY, options } from './schemas.ts';

/** An API key: who it stands for, and the proof of its secret. Times are real time. */
export type ApiKeyDocument = Identity & {
  /** The key's own id, which grows with time. */
  readonly _id: string;
  /** SHA-256 of the whole key. */
  readonly hash: string;
  readonly name: string;
  /** Absent: all that the role allows. */
  readonly scopes?: readonly Scope[];
  readonly createdAt: Date;
  /** The id of the key by which it was made. */
  readonly createdBy: string;
  readonly expiresAt?: Date;
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
  /** The creating request's key, and a hash of its body. */
  readonly idempotency?: Idempotency;
};

/** A customer company. */
export interface OrganisationDocument {
  readonly _id: string;
  readonly name: string;
  /** What it pays for. */
  readonly plan?: string;
  /** E-mail domains whose addresses are its people's; a domain belongs to one organisation. */
  readonly domains: readonly string[];
  /** Its ids elsewhere, by the name of the system. */
  readonly externalIds?: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Somebody who asks for support. */
export interface RequesterDocument {
  readonly _id: string;
  /** In lower case; one requester each. */
  readonly email: string;
  readonly name?: string;
  readonly organisation?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One write that is no ticket's. Never changed, never removed. */
export interface AuditDocument {
  /** Grows with time. */
  readonly _id: string;
  readonly at: Date;
  readonly by?: Asker;
  readonly action: string;
  readonly target: string;
  readonly detail?: string;
}

export const organisationSchema = new Schema(
  { _id: { type: String, required: true }, name: { type: String, required: true } },
  { ...options, strict: false, collection: 'organisations' },
).index(
  { domains: 1 },
  { name: 'domain', unique: true, partialFilterExpression: { 'domains.0': { $exists: true } } },
);

export const requesterSchema = new Schema(
  { _id: { type: String, required: true }, email: { type: String, required: true } },
  { ...options, strict: false, collection: 'requesters' },
)
  .index({ email: 1 }, { name: 'email', unique: true })
  .index({ organisation: 1, _id: -1 }, { name: 'organisation' });

export const auditSchema = new Schema(
  { _id: { type: String, required: true }, action: { type: String, required: true } },
  { ...options, strict: false, collection: 'audit' },
);

export const apiKeySchema = new Schema(
  { _id: { type: String, required: true }, hash: { type: String, required: true } },
  { ...options, strict: false, collection: 'api-keys' },
)
  .index({ role: 1 }, { name: 'role' })
  .index(
    { 'idempotency.key': 1 },
    {
      name: IDEMPOTENCY_KEY,
      unique: true,
      partialFilterExpression: { 'idempotency.key': { $exists: true } },
    },
  );
