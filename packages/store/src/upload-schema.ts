import { Schema } from 'mongoose';

/** A file that is being stored, or whose ticket was not seen to have it yet. */
export interface UploadDocument {
  /** The file's id. */
  readonly _id: string;
  readonly ticketId: string;
  /** Real time. */
  readonly startedAt: Date;
}

export const uploadSchema = new Schema(
  { _id: { type: String, required: true }, ticketId: String, startedAt: Date },
  { versionKey: false, strict: 'throw', minimize: false, collection: 'uploads' },
).index({ startedAt: 1 }, { name: 'started' });
