/** @jsxRuntime automatic */
import type { ReactElement, ReactNode } from 'react';

import { type Basis, basisInWords } from './basis.ts';
import { Table, type TableProps } from './table.tsx';

/** What every chart is given. */
export interface FigureProps {
  readonly title: string;
  /** What the figure says, in one sentence; it is printed, and it is the figure's accessible name. Made of the data unless given. */
  readonly summary?: string;
  readonly basis: Basis;
}

/** Of the drawing, in units of its view box: pixels at full width. */
export const WIDTH = 720;

interface FrameProps {
  readonly title: string;
  readonly summary: string;
  readonly basis: Basis;
  readonly unit: string;
  /** How to read the marks, where that does not go without saying. */
  readonly reading?: string;
  readonly height: number;
  readonly table: TableProps;
  /** The drawing; undefined where there is nothing to draw. */
  readonly children: ReactNode | undefined;
}

/** Title, what it says, the drawing, what it rests on, and its numbers as a table. */
export function Frame({
  title,
  summary,
  basis,
  unit,
  reading,
  height,
  table,
  children,
}: FrameProps): ReactElement {
  const empty = children === undefined;
  const said = empty ? 'Nothing to show: there are no data.' : summary;
  const tall = empty ? 96 : height;
  return (
    <figure className="tl-figure">
      <figcaption>
        <strong className="tl-title">{title}</strong>
        <span className="tl-summary">{said}</span>
      </figcaption>
      <div className="tl-scroll">
        <svg
          className="tl-drawing"
          role="img"
          aria-label={said}
          viewBox={`0 0 ${WIDTH} ${tall}`}
          width={WIDTH}
          height={tall}
        >
          {empty ? (
            <>
              <rect className="tl-nothing" x={0.5} y={0.5} width={WIDTH - 1} height={tall - 1} rx={4} />
              <text className="tl-soft" x={WIDTH / 2} y={tall / 2 + 4} textAnchor="middle">
                nothing to show
              </text>
            </>
          ) : (
            children
          )}
        </svg>
      </div>
      <p className="tl-basis">
        {reading !== undefined && !empty && `${reading} `}
        {basisInWords(unit, basis)}
      </p>
      {!empty && (
        <details>
          <summary>Data of this figure</summary>
          <Table {...table} />
        </details>
      )}
    </figure>
  );
}
