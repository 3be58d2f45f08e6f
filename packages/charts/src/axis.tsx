/** @jsxRuntime automatic */
import type { ReactElement } from 'react';

import { textWidth } from './labels.ts';
import type { Tick } from './ticks.ts';

/** Where the plot is in the drawing. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Position = (value: number) => number;

/** Grid lines and labels left of the plot; the unit stands above them. */
export function VerticalAxis({
  ticks,
  y,
  plot,
  unit,
}: {
  readonly ticks: readonly Tick[];
  readonly y: Position;
  readonly plot: Plot;
  readonly unit: string;
}): ReactElement {
  return (
    <g>
      <text className="tl-soft" x={0} y={12}>
        {unit}
      </text>
      {ticks.map(({ value, label }) => (
        <g key={value}>
          <line className="tl-grid" x1={plot.left} x2={plot.right} y1={px(y(value))} y2={px(y(value))} />
          <text className="tl-soft" x={plot.left - 8} y={px(y(value) + 4)} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Marks and labels below the plot, fewer where there is no room for all. */
export function HorizontalAxis({
  ticks,
  x,
  plot,
  unit,
  grid = false,
}: {
  readonly ticks: readonly Tick[];
  readonly x: Position;
  readonly plot: Plot;
  /** Printed below the labels. */
  readonly unit?: string;
  readonly grid?: boolean;
}): ReactElement {
  return (
    <g>
      <line className="tl-axis" x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} />
      {withRoom(ticks, x).map(({ value, label }) => (
        <g key={value}>
          <line
            className={grid ? 'tl-grid' : 'tl-axis'}
            x1={px(x(value))}
            x2={px(x(value))}
            y1={grid ? plot.top : plot.bottom}
            y2={plot.bottom + 5}
          />
          <text className="tl-soft" x={px(x(value))} y={plot.bottom + 19} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      {unit !== undefined && (
        <text className="tl-soft" x={plot.right} y={plot.bottom + 37} textAnchor="end">
          {unit}
        </text>
      )}
    </g>
  );
}

/** All of them, or every second, third... of them, so that what is left is even. */
function withRoom(ticks: readonly Tick[], x: Position): readonly Tick[] {
  for (let every = 1; every < ticks.length; every += 1) {
    const kept = ticks.filter((_, index) => index % every === 0);
    if (kept.every((tick, index) => isFree(tick, kept[index + 1], x))) return kept;
  }
  return ticks.slice(0, 1);
}

function isFree(tick: Tick, next: Tick | undefined, x: Position): boolean {
  if (next === undefined) return true;
  return x(next.value) - x(tick.value) >= (textWidth(tick.label) + textWidth(next.label)) / 2 + 4;
}

/** The left edge of a plot whose vertical axis has these labels. */
export function leftOf(ticks: readonly Tick[]): number {
  return Math.ceil(Math.max(24, ...ticks.map(({ label }) => textWidth(label))) + 10);
}

/** Tenths of a pixel: more would only make the page longer. */
export function px(position: number): number {
  return Math.round(position * 10) / 10;
}
