import { stringify } from 'csv-stringify/sync';

import type { ReportSlice } from './report.ts';
import type { Figures } from './tally.ts';

/**
 * A report as CSV (RFC 4180): a line for each slice and group, `total` first, a column for each figure. A cell that a
 * spreadsheet would take for a formula is escaped. What there is nothing to say of is empty.
 */
export function csvOf(slices: readonly ReportSlice[]): string {
  const lines = slices.flatMap(({ from, to, total, groups }) => {
    const when = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    return [
      { ...when, group: 'total', key: '', ...cellsOf(total) },
      ...groups.map(({ key, figures }) => ({ ...when, group: 'group', key: key ?? '', ...cellsOf(figures) })),
    ];
  });
  return stringify(lines, {
    header: true,
    columns: COLUMNS,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

const PERCENTILES = ['p50Seconds', 'p90Seconds', 'p99Seconds'] as const;
const KEPT = ['count', ...PERCENTILES, 'met', 'missed', 'metShare'] as const;
const OWN = [
  'opened',
  'entered',
  'left',
  'solved',
  'escalated',
  'deEscalated',
  'bounced',
  'reopened',
  'ticketsSolved',
  'misrouted',
  'engineeringHandoffs',
  'workedSeconds',
  'seniorSeconds',
  'seniorOnLowerTierSeconds',
] as const;
const SHARES = ['escalated', 'deEscalated', 'bounced', 'reopened', 'misrouted', 'seniorOnLowerTier'] as const;

const COLUMNS: readonly string[] = [
  'from',
  'to',
  'group',
  'key',
  ...OWN,
  ...KEPT.map((name) => `firstResponse.${name}`),
  ...KEPT.map((name) => `resolution.${name}`),
  ...['met', 'missed', 'metShare'].map((name) => `target.${name}`),
  ...['count', ...PERCENTILES].map((name) => `backlog.${name}`),
  ...SHARES.map((name) => `shares.${name}`),
];

/** Figures with one name each, as in `firstResponse.met`. */
function cellsOf(figures: Figures): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]: [string, number | object]) =>
      typeof value === 'number'
        ? [[name, value]]
        : Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, part]),
    ),
  );
}
