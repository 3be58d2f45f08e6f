/** @jsxRuntime automatic */
import type { ReactElement, ReactNode } from 'react';

/** A column of a table. The first one names its rows. */
export interface Column {
  readonly name: string;
  /** Printed beside the name. */
  readonly unit?: string;
  /** Set right, in figures of one width. */
  readonly numeric?: boolean;
}

export interface TableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** A cell for each column; undefined is printed as a dash. */
  readonly rows: readonly (readonly (ReactNode | undefined)[])[];
}

/** A table with a caption, units in its head and numbers below each other. */
export function Table({ caption, columns, rows }: TableProps): ReactElement {
  return (
    <div className="tl-scroll">
      <table className="tl-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, unit, numeric }) => (
              <th key={name} scope="col" className={numeric === true ? 'tl-number' : undefined}>
                {name}
                {unit !== undefined && <span className="tl-unit"> ({unit})</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>{columns.map((column, index) => cellOf(column, index, cells[index]))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf({ name, numeric }: Column, index: number, cell: ReactNode | undefined): ReactElement {
  const className = numeric === true ? 'tl-number' : undefined;
  const content = cell ?? '–';
  if (index > 0) {
    return (
      <td key={name} className={className}>
        {content}
      </td>
    );
  }
  return (
    <th key={name} scope="row" className={className}>
      {content}
    </th>
  );
}
