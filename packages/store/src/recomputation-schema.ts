import { Schema } from 'mongoose';

/** How far open tickets have followed an application of the policy. Times are real time. */
export interface RecomputationDocument {
  /** The number of the application. */
  readonly _id: number;
  readonly version: string;
  /** Who applied it. */
  readonly by: string;
  /** Superseded: a later application came before its end. */
  readonly state: 'running' | 'done' | 'superseded';
  /** Open tickets when it began. */
  readonly total: number;
  /** Of them, how many were looked at. */
  readonly done: number;
  /** Of them, how many were promised otherwise. */
  readonly changed: number;
  /** The last ticket that was looked at. */
  readonly position?: string;
  /** What the page under way found: as long as it is there, nobody knows whether all of it is done. */
  readonly page?: RecomputedPage;
  readonly startedAt: Date;
  readonly finishedAt?: Date;
  /** How often a process took it on. */
  readonly attempts: number;
  /** Until then nobody else takes it on. */
  readonly leaseUntil?: Date;
}

/** A page of open tickets, looked at. */
export interface RecomputedPage {
  readonly looked: number;
  /** Its last ticket. */
  readonly last: string;
  /** Those that are promised otherwise. */
  readonly ids: readonly string[];
}

export const recomputationSchema = new Schema(
  { _id: { type: Number, required: true } },
  { versionKey: false, strict: false, minimize: false, collection: 'recomputations' },
);
