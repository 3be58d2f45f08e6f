/** @jsxRuntime automatic */
import type { ReactElement } from 'react';

import { type Plot, px } from './axis.tsx';
import { apart, fitted, textWidth } from './labels.ts';

/** The name of a line, beside its end. */
export interface EndLabel {
  readonly text: string;
  /** Where the line ends. */
  readonly y: number;
  /** Of the series, from 0: it gives colour and dashes. Undefined for what is no line. */
  readonly series?: number;
}

const SAMPLE = 18;
const LINE_HEIGHT = 17;
const MOST = 200;

/** Names right of the plot, with a piece of their line, moved apart where lines end close together. */
export function EndLabels({
  labels,
  plot,
}: {
  readonly labels: readonly EndLabel[];
  readonly plot: Plot;
}): ReactElement {
  const ys = apart(
    labels.map(({ y }) => y),
    LINE_HEIGHT,
    [plot.top + 4, plot.bottom - 4],
  );
  return (
    <g>
      {labels.map(({ text, series }, index) => {
        const y = px(ys[index] ?? 0);
        const left = plot.right + 8;
        return (
          <g key={text}>
            {series !== undefined && (
              <line className={`tl-line ${seriesClass(series)}`} x1={left} x2={left + SAMPLE} y1={y} y2={y} />
            )}
            <text
              className={series === undefined ? 'tl-soft' : undefined}
              x={series === undefined ? left : left + SAMPLE + 6}
              y={y + 4}
            >
              {fitted(text, MOST)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** What the names take, with their samples. */
export function endLabelsWidth(texts: readonly string[]): number {
  return Math.ceil(8 + SAMPLE + 6 + Math.min(MOST, Math.max(0, ...texts.map(textWidth))));
}

/** Colour and dashes of a series, from 0; of more than four some are alike. */
export function seriesClass(index: number): string {
  return `tl-series-${(index % 4) + 1}`;
}
