import type { RecordedTicket } from '@tierline/model';

import { historyRows } from './history-rows.ts';
import { RowError, ticketOf } from './ticket-row.ts';
import { VisitRows } from './visit-rows.ts';

/** Tickets of a file, and its rows that are none. */
export interface History {
  readonly tickets: readonly RecordedTicket[];
  /** With their lines, in their order. */
  readonly problems: readonly string[];
  /** Visits of other runs than the first, which do not count. */
  readonly others: number;
}

/**
 * Reads recorded tickets: a row for each, or the records that `tierline simulate --records` writes. Local times are in the
 * zone. Throws UsageError where the file cannot be read.
 */
export async function readHistory(file: string, zone: string): Promise<History> {
  const tickets: RecordedTicket[] = [];
  const problems: string[] = [];
  let visits: VisitRows | undefined;
  let isFirst = true;
  for await (const row of historyRows(file)) {
    if ('problem' in row) {
      problems.push(`line ${row.line}: ${row.problem}`);
      continue;
    }
    if (isFirst && VisitRows.are(row.cells)) visits = new VisitRows();
    isFirst = false;
    try {
      if (visits === undefined) tickets.push(ticketOf(row.cells, zone));
      else visits.add(row.cells, zone);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      problems.push(`line ${row.line}: ${error.message}`);
    }
  }
  return { tickets: visits?.tickets ?? tickets, problems, others: visits?.others ?? 0 };
}
