import type { Evaluation } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { type mongo, Schema } from 'mongoose';

import { type Idempotency, REQUEST_KEY } from './schemas.ts';

/** A model that routes by what solved tickets said, from the request to train it on. Times are real time. */
export interface ModelDocument {
  /** The number of its version, from 1. */
  readonly _id: number;
  readonly state: 'requested' | 'training' | 'ready' | 'failed';
  /** Until it is ready or has failed; one model has it at most. */
  readonly underWay?: true;
  readonly requestedAt: Date;
  readonly by: string;
  readonly request?: Idempotency;
  /** How often somebody took the training on. */
  readonly attempts: number;
  /** Until then nobody else takes it on. */
  readonly leaseUntil?: Date;
  /** Tickets read so far. */
  readonly read: number;
  /** Why there is no model. */
  readonly failure?: string;
  readonly trainedAt?: Date;
  readonly learned?: number;
  readonly calibrated?: number;
  readonly words?: number;
  readonly evaluation?: Evaluation;
  /** When the first and the last of the tickets were solved (domain time). */
  readonly between?: { readonly from: Instant; readonly to: Instant };
}

/** A model's parameters, apart because they are large. */
export interface ModelParametersDocument {
  /** Model and attempt, so that a late attempt never writes over what is in use. */
  readonly _id: string;
  readonly gzip: mongo.Binary;
  /** Of the compressed bytes. */
  readonly sha256: string;
}

const options = { versionKey: false, strict: false, minimize: false } as const;

export const modelSchema = new Schema(
  { _id: { type: Number, required: true } },
  { ...options, collection: 'models' },
)
  .index(
    { underWay: 1 },
    { name: 'underWay', unique: true, partialFilterExpression: { underWay: { $exists: true } } },
  )
  .index({ state: 1, _id: -1 }, { name: 'state' })
  .index(
    { 'request.key': 1 },
    { name: REQUEST_KEY, unique: true, partialFilterExpression: { 'request.key': { $exists: true } } },
  );

export const modelParametersSchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, collection: 'modelParameters' },
);
