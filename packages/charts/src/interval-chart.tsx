/** @jsxRuntime automatic */
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { ReactElement } from 'react';

import { HorizontalAxis, type Plot, px } from './axis.tsx';
import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import type { Better } from './frontier.ts';
import { fitted, textWidth } from './labels.ts';
import { differenceInWords, type Measure, unitInWords } from './measure.ts';
import type { TableProps } from './table.tsx';
import { linearTicks } from './ticks.ts';
import { type Interval, verdict } from './verdict.ts';

/** A difference of one plan and another on the same replications. */
export interface Difference extends Interval {
  readonly label: string;
}

export interface IntervalChartProps extends FigureProps {
  /** In the order in which they are drawn, all of one unit. */
  readonly differences: readonly Difference[];
  readonly measure: Measure;
  /** What is compared, such as `11 on T1 less 10 on T1`. */
  readonly comparison: string;
  /** Which differences are good news; without it they are only `more` and `less`. */
  readonly better?: Better;
}

const ROW = 28;
const TOP = 8;
const MOST_LABEL = 210;

/** Paired differences with their intervals around a line at zero, each in a word. */
export function IntervalChart(props: IntervalChartProps): ReactElement {
  const { title, summary, basis, measure, comparison, better } = props;
  const differences = props.differences.filter(({ value }) => Number.isFinite(value));
  return (
    <Frame
      title={title}
      summary={summary ?? summaryOf(differences, comparison, measure, better)}
      basis={basis}
      unit={`difference in ${measure.kind === 'share' ? 'percentage points' : unitInWords(measure)}, ${comparison}`}
      height={TOP + differences.length * ROW + 46}
      table={tableOf({ ...props, differences })}
    >
      {differences.length === 0 ? undefined : <Forest {...props} differences={differences} />}
    </Frame>
  );
}

function Forest({ differences, measure, comparison, better }: IntervalChartProps): ReactElement {
  const words = differences.map((one) => `${differenceInWords(one.value, measure)}, ${verdict(one, better)}`);
  const plot: Plot = {
    left: Math.ceil(Math.min(MOST_LABEL, Math.max(...differences.map(({ label }) => textWidth(label))))) + 20,
    right: WIDTH - Math.ceil(Math.max(...words.map(textWidth))) - 16,
    top: TOP,
    bottom: TOP + differences.length * ROW,
  };
  const ends = differences.flatMap(({ value, low, high }) => [value, low, high].filter(Number.isFinite));
  const [low = 0, high = 0] = extent([0, ...ends]);
  const room = (high - low) * 0.05 || 1;
  const x = scaleLinear()
    .domain([low - room, high + room])
    .range([plot.left, plot.right]);
  const ticks = linearTicks(measure, low - room, high + room, 7).map(({ value }) => ({
    value,
    label: value === 0 ? '0' : differenceInWords(value, measure),
  }));
  return (
    <>
      <HorizontalAxis ticks={ticks} x={x} plot={plot} unit={comparison} grid />
      <line className="tl-zero" x1={px(x(0))} x2={px(x(0))} y1={plot.top} y2={plot.bottom} />
      {differences.map((one, index) => {
        const middle = TOP + index * ROW + ROW / 2;
        const clear = verdict(one, better) !== 'no clear difference';
        return (
          <g key={one.label} className={clear ? 'tl-clear' : 'tl-unclear'}>
            <text x={0} y={middle + 4}>
              {fitted(one.label, MOST_LABEL)}
            </text>
            {Number.isFinite(one.low) && Number.isFinite(one.high) && (
              <path
                className="tl-whisker"
                d={`M${px(x(one.low))} ${middle}H${px(x(one.high))}M${px(x(one.low))} ${middle - 5}v10M${px(x(one.high))} ${middle - 5}v10`}
              />
            )}
            <circle cx={px(x(one.value))} cy={middle} r={5} />
            <text className={clear ? 'tl-strong' : 'tl-soft'} x={plot.right + 14} y={middle + 4}>
              {words[index]}
            </text>
          </g>
        );
      })}
    </>
  );
}

function summaryOf(
  differences: readonly Difference[],
  comparison: string,
  measure: Measure,
  better: Better | undefined,
): string {
  const parts = differences.map((one) => {
    const said = verdict(one, better);
    return said === 'no clear difference'
      ? `${one.label}: ${said}`
      : `${one.label}: ${differenceInWords(one.value, measure)}, ${said}`;
  });
  return `${comparison}: ${parts.join('; ')}.`;
}

function tableOf({ title, differences, measure, better }: IntervalChartProps): TableProps {
  const unit = measure.kind === 'share' ? 'percentage points' : unitInWords(measure);
  return {
    caption: title,
    columns: [
      { name: 'Figure' },
      ...['Difference', 'From', 'To'].map((name) => ({ name, unit, numeric: true })),
      { name: 'In a word' },
    ],
    rows: differences.map((one) => [
      one.label,
      ...[one.value, one.low, one.high].map((value) => differenceInWords(value, measure)),
      verdict(one, better),
    ]),
  };
}
