import type { ExportPlace } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { type StayRecord, stayRecords } from '@tierline/report';
import { mongo, Schema } from 'mongoose';

import type { Database } from './database.ts';
import { ticketsChangedSince } from './ticket-export.ts';

/** A stay as it is stored, for reports only: rebuilt from the tickets when it is lost. */
export type StayDocument = StayRecord & {
  readonly _id: string;
  /** When the last thing happened that it tells of; far in the future while the stay lasts. */
  readonly lastAt: number;
};

/** How far into the order in which tickets changed something was derived from them. */
export interface ProjectionDocument {
  readonly _id: string;
  readonly place: ExportPlace;
}

/** The index that the query asks for. */
const RANGE = 'range';
const options = { versionKey: false, strict: false, minimize: false } as const;

export const staySchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, collection: 'stays' },
)
  // What a stretch of time may be concerned with: all that was opened before its end and went on until its start.
  .index({ lastAt: 1, openedAt: 1 }, { name: RANGE });

export const projectionSchema = new Schema(
  { _id: { type: String, required: true } },
  { ...options, collection: 'projections' },
);

const PROJECTION = 'stays';
const PAGE = 500;
const DUPLICATE_KEY = 11_000;
const LASTING = Number.MAX_SAFE_INTEGER;

/**
 * Writes the stays of tickets that changed since the last time, `pages` of them at most; true when there are no more. Late
 * by the lag of the export, a few seconds. Several at once, or one that died in the middle, do work twice and no harm: a
 * record is only replaced by one of a newer version of its ticket. Begins anew where there is no record at all.
 */
export async function projectStays(database: Database, pages: number): Promise<boolean> {
  for (let page = 0; page < pages; page += 1) {
    const place = await placeOf(database);
    const changed = await ticketsChangedSince(database, place, PAGE);
    const last = changed.at(-1);
    if (last === undefined) return true;
    await write(
      database,
      changed.flatMap(({ ticket }) => [...stayRecords(ticket)]),
    );
    await moveOn(database, place, last.place);
    if (changed.length < PAGE) return true;
  }
  return false;
}

async function placeOf({ projections, stays }: Database): Promise<ExportPlace | undefined> {
  const [known, any] = await Promise.all([
    projections.findOne({ _id: PROJECTION }),
    stays.findOne({}, { projection: { _id: 1 } }),
  ]);
  return any === null ? undefined : known?.place;
}

/** Whoever was faster keeps the place: what lies in between is then looked at twice. */
async function moveOn(
  { projections }: Database,
  from: ExportPlace | undefined,
  to: ExportPlace,
): Promise<void> {
  const filter = { _id: PROJECTION, ...(from !== undefined && { place: from }) };
  await projections.updateOne(filter, { $set: { place: to } }, { upsert: from === undefined });
}

async function write({ stays }: Database, records: readonly StayRecord[]): Promise<void> {
  if (records.length === 0) return;
  const writes = records.map((record): mongo.AnyBulkWriteOperation<StayDocument> => {
    const _id = `${record.ticketId}/${record.stay}`;
    const replacement = { ...record, lastAt: lastAtOf(record) };
    // Where the version is not older, the upsert meets the record that is there and is refused.
    return { replaceOne: { filter: { _id, version: { $lt: record.version } }, replacement, upsert: true } };
  });
  try {
    await stays.bulkWrite(writes, { ordered: false });
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  }
}

function lastAtOf(record: StayRecord): number {
  const { leftAt, solvedAt, firstResponseAt, resolutionAt, targetAt, toEngineeringAt } = record;
  if (leftAt === undefined) return LASTING;
  return Math.max(
    leftAt,
    ...[solvedAt, firstResponseAt, resolutionAt, targetAt, toEngineeringAt].filter((at) => at !== undefined),
  );
}

/** What stays are asked for: a stretch of time, and fields that have these values. */
export interface StayFilter extends Partial<
  Pick<StayRecord, 'tier' | 'team' | 'agent' | 'organisation' | 'priority' | 'plan' | 'channel'>
> {
  readonly from: Instant;
  readonly to: Instant;
}

/** The stays with which a stretch of time may be concerned, in no order, as they are read. */
export function staysBetween(
  { stays }: Database,
  { from, to, ...fields }: StayFilter,
): mongo.FindCursor<StayDocument> {
  return stays.find({ lastAt: { $gte: from }, openedAt: { $lt: to }, ...fields }).hint(RANGE);
}
