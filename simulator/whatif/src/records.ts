import { closeSync, openSync, writeSync } from 'node:fs';

import { PRIORITIES, TIERS } from '@tierline/domain';
import { type Organisation, simulate, type VisitRecord } from '@tierline/model';
import { stringify } from 'csv-stringify/sync';

/** How records are written: a JSON object a line, or CSV whose first line names the columns. */
export type RecordsFormat = 'ndjson' | 'csv';

/** What a record says, in the order in which it says it. */
export const RECORD_COLUMNS = [
  'replication',
  'ticket',
  'tier',
  'person',
  'created',
  'queued',
  'started',
  'ended',
  'workedMinutes',
  'outcome',
  'needs',
  'priority',
  'plan',
  'class',
] as const;

/** One visit for other programs: moments in ISO 8601 (UTC), null for what did not happen. */
export type RecordRow = Readonly<Record<(typeof RECORD_COLUMNS)[number], string | number | null>>;

/** Rows that are written at once. */
const BATCH = 2000;

/** The format by a file's name; undefined where it says none. */
export function recordsFormatOf(file: string): RecordsFormat | undefined {
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson';
  return /\.csv$/i.test(file) ? 'csv' : undefined;
}

/** Begins a file of records, over what was in it. Throws as `fs` does. */
export function beginRecords(file: string, format: RecordsFormat): void {
  const handle = openSync(file, 'w');
  if (format === 'csv') writeSync(handle, stringify([[...RECORD_COLUMNS]]));
  closeSync(handle);
}

/**
 * Appends the records of a run to a file that was begun, and returns how many. They go to disk as the run goes on, so that
 * memory does not depend on how many there are. Throws as `fs` does.
 */
export function appendRecords(
  organisation: Organisation,
  { seed, replication }: { readonly seed: number; readonly replication: number },
  { file, format }: { readonly file: string; readonly format: RecordsFormat },
): number {
  const handle = openSync(file, 'a');
  let rows: RecordRow[] = [];
  let count = 0;
  const flush = () => {
    if (rows.length > 0) writeSync(handle, textOf(rows, format));
    rows = [];
  };
  try {
    simulate(organisation, {
      seed,
      replication,
      record: (visit) => {
        rows.push(rowOf(visit, replication, organisation));
        count += 1;
        if (rows.length >= BATCH) flush();
      },
    });
    flush();
  } finally {
    closeSync(handle);
  }
  return count;
}

function rowOf(visit: VisitRecord, replication: number, { classes }: Organisation): RecordRow {
  const { ticket, tier, person, created, queued, started, ended, worked, outcome } = visit;
  const kind = classes[visit.kind];
  const isTakenUp = outcome !== 'give-up' && outcome !== 'waiting';
  const isEnded = outcome !== 'in-hand' && outcome !== 'waiting';
  return {
    replication,
    ticket,
    tier: TIERS[tier] ?? null,
    person: person < 0 ? null : person,
    created: iso(created),
    queued: iso(queued),
    started: isTakenUp ? iso(started) : null,
    ended: isEnded ? iso(ended) : null,
    // To a millisecond, as moments are.
    workedMinutes: Number((worked / 60_000).toFixed(5)),
    outcome,
    needs: TIERS[kind?.needs ?? -1] ?? null,
    priority: PRIORITIES[kind?.priority ?? -1] ?? null,
    plan: kind?.plan ?? null,
    class: kind?.name ?? null,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function textOf(rows: readonly RecordRow[], format: RecordsFormat): string {
  if (format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return rows
    .map((row) => {
      const cells = RECORD_COLUMNS.map((column) => (column === 'plan' ? cellOf(row.plan) : row[column]));
      return `${cells.join(',')}\n`;
    })
    .join('');
}

/** By the text: what is quoted is always one of a few names, and quoting takes longer than all the rest of a row. */
const cells = new Map<string | number | null, string>();

/** A cell that a spreadsheet would take for a formula is not one. */
function cellOf(value: string | number | null): string {
  const known = cells.get(value) ?? stringify([[value]], { escape_formulas: true }).trimEnd();
  cells.set(value, known);
  return known;
}
