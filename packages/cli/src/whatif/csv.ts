import { stringify } from 'csv-stringify/sync';

/** Rows as CSV. A cell that a spreadsheet would take for a formula is not one. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  ).trimEnd();
}
