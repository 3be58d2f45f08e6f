/** @jsxRuntime automatic */
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { ReactElement } from 'react';

import { HorizontalAxis, type Plot, px } from './axis.tsx';
import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import { fitted, textWidth } from './labels.ts';
import { inWords, type Measure, unitInWords } from './measure.ts';
import type { TableProps } from './table.tsx';
import { linearTicks } from './ticks.ts';
import type { Interval } from './verdict.ts';

/** A quantity that is never below 0, with the interval that it is known to. */
export interface Bar extends Interval {
  readonly label: string;
}

export interface BarChartProps extends FigureProps {
  /** In the order in which they are drawn, all of one unit. */
  readonly bars: readonly Bar[];
  readonly measure: Measure;
}

const ROW = 32;
const TOP = 4;
const MOST_LABEL = 210;

/** Horizontal bars from zero with whiskers, such as the share of time that tickets spend on each tier. */
export function BarChart({ title, summary, basis, bars, measure }: BarChartProps): ReactElement {
  const drawn = bars.filter(({ value }) => Number.isFinite(value));
  return (
    <Frame
      title={title}
      summary={
        summary ?? `${drawn.map(({ label, value }) => `${label}: ${inWords(value, measure)}`).join('; ')}.`
      }
      basis={basis}
      unit={unitInWords(measure)}
      height={TOP + drawn.length * ROW + 46}
      table={tableOf(title, drawn, measure)}
    >
      {drawn.length === 0 ? undefined : <Bars bars={drawn} measure={measure} />}
    </Frame>
  );
}

function Bars({ bars, measure }: Pick<BarChartProps, 'bars' | 'measure'>): ReactElement {
  const words = bars.map(
    ({ value, low, high }) =>
      `${inWords(value, measure)} (${inWords(low, measure)} to ${inWords(high, measure)})`,
  );
  const plot: Plot = {
    left: Math.ceil(Math.min(MOST_LABEL, Math.max(...bars.map(({ label }) => textWidth(label))))) + 14,
    right: WIDTH - Math.ceil(Math.max(...words.map(textWidth))) - 14,
    top: TOP,
    bottom: TOP + bars.length * ROW,
  };
  const high = max(bars.flatMap(({ value, high }) => [value, high].filter(Number.isFinite))) ?? 0;
  const x = scaleLinear()
    .domain([0, high > 0 ? high : 1])
    .range([plot.left, plot.right]);
  return (
    <>
      <HorizontalAxis
        ticks={linearTicks(measure, 0, high > 0 ? high : 1, 5)}
        x={x}
        plot={plot}
        unit={unitInWords(measure)}
        grid
      />
      {bars.map(({ label, value, low, high }, index) => {
        const middle = TOP + index * ROW + ROW / 2;
        return (
          <g key={label}>
            <text x={0} y={middle + 4}>
              {fitted(label, MOST_LABEL)}
            </text>
            <rect
              className="tl-bar"
              x={plot.left}
              y={middle - 9}
              width={px(x(value) - plot.left)}
              height={18}
            />
            {Number.isFinite(low) && Number.isFinite(high) && (
              <path
                className="tl-bar-whisker"
                d={`M${px(x(low))} ${middle}H${px(x(high))}M${px(x(low))} ${middle - 5}v10M${px(x(high))} ${middle - 5}v10`}
              />
            )}
            <text x={plot.right + 10} y={middle + 4}>
              {words[index]}
            </text>
          </g>
        );
      })}
    </>
  );
}

function tableOf(title: string, bars: readonly Bar[], measure: Measure): TableProps {
  const unit = unitInWords(measure);
  return {
    caption: title,
    columns: [{ name: 'Name' }, ...['Value', 'From', 'To'].map((name) => ({ name, unit, numeric: true }))],
    rows: bars.map(({ label, value, low, high }) => [
      label,
      ...[value, low, high].map((one) => inWords(one, measure)),
    ]),
  };
}
