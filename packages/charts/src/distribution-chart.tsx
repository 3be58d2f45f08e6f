/** @jsxRuntime automatic */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ReactElement } from 'react';

import { HorizontalAxis, leftOf, type Plot, VerticalAxis } from './axis.tsx';
import { EndLabels, endLabelsWidth, seriesClass } from './end-labels.tsx';
import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import { linearAxis, logAxis, SHOWN_SHARE } from './length-axis.ts';
import { type LengthTarget, type Reading, Readings, readingsOf, TargetLines } from './length-targets.tsx';
import { type Clock, length, type Measure, percent, unitInWords } from './measure.ts';
import type { DistributionPoint } from './share-within.ts';
import type { TableProps } from './table.tsx';
import { oneIn, thinned } from './thin.ts';
import { linearTicks } from './ticks.ts';

export interface DistributionSeries {
  readonly label: string;
  /** Ascending in length and in share. The last share is below 1 where some never end. */
  readonly points: readonly DistributionPoint[];
}

export interface DistributionChartProps extends FigureProps {
  readonly series: readonly DistributionSeries[];
  readonly targets?: readonly LengthTarget[];
  readonly clock: Clock;
  /** Of the lengths; a logarithmic one leaves out what takes no time, a linear one the longest in a hundred. Linear unless told. */
  readonly scale?: 'linear' | 'log';
  /** What the shares are of, such as `tickets`. */
  readonly of: string;
}

const HEIGHT = 320;
const MOST_ROWS = 40;
const SHARE: Measure = { kind: 'share' };

/** How many took no longer than a length of time; where a target is, the share that keeps it is told. */
export function DistributionChart(props: DistributionChartProps): ReactElement {
  const { title, summary, basis, targets = [], clock, of, scale = 'linear' } = props;
  const series = props.series.filter(({ points }) =>
    points.some(({ length }) => length > 0 || scale === 'linear'),
  );
  const reads = readingsOf(series, targets);
  return (
    <Frame
      title={title}
      summary={summary ?? summaryOf(series, reads, clock, of)}
      basis={basis}
      unit={`% of ${of} that took no longer; lengths in ${clock} time${scale === 'log' ? ', logarithmic' : ''}`}
      {...(scale === 'linear' && {
        reading: `The axis ends where ${percent(SHOWN_SHARE)} of each are done.`,
      })}
      height={HEIGHT}
      table={tableOf(title, series, clock, of)}
    >
      {series.length === 0 ? undefined : (
        <Curves series={series} targets={targets} reads={reads} clock={clock} of={of} scale={scale} />
      )}
    </Frame>
  );
}

interface CurvesProps {
  readonly series: readonly DistributionSeries[];
  readonly targets: readonly LengthTarget[];
  readonly reads: readonly Reading[];
  readonly clock: Clock;
  readonly of: string;
  readonly scale: 'linear' | 'log';
}

function Curves({ series, targets, reads, clock, of, scale }: CurvesProps): ReactElement {
  const yTicks = linearTicks(SHARE, 0, 1, 5);
  const plot: Plot = {
    left: leftOf(yTicks),
    right: WIDTH - endLabelsWidth(series.map(({ label }) => label)),
    top: 44,
    bottom: HEIGHT - 46,
  };
  const { x, ticks, shown } = (scale === 'log' ? logAxis : linearAxis)(
    series.map(({ points }) => points),
    targets.map((target) => target.length),
    clock,
    [plot.left, plot.right],
  );
  const y = scaleLinear().domain([0, 1]).range([plot.bottom, plot.top]);
  const curve = line<DistributionPoint>()
    .digits(1)
    .x((point) => x(point.length))
    .y(({ share }) => y(share));
  return (
    <>
      <VerticalAxis ticks={yTicks} y={y} plot={plot} unit={`% of ${of}`} />
      <HorizontalAxis ticks={ticks} x={x} plot={plot} unit={unitInWords({ kind: 'length', clock })} />
      <TargetLines targets={targets} x={x} plot={plot} clock={clock} />
      {series.map(({ label, points }, index) => (
        <path
          key={label}
          className={`tl-line ${seriesClass(index)}`}
          d={curve(few(shown(points))) ?? undefined}
        />
      ))}
      <Readings reads={reads} x={x} y={y} plot={plot} />
      <EndLabels
        labels={series.map(({ label, points }, index) => ({
          text: label,
          y: y(shown(points).at(-1)?.share ?? 0),
          series: index,
        }))}
        plot={plot}
      />
    </>
  );
}

function few(points: readonly DistributionPoint[]): DistributionPoint[] {
  return [
    ...thinned(
      points,
      (point) => point.length,
      ({ share }) => share,
      200,
    ),
  ];
}

function summaryOf(
  series: readonly DistributionSeries[],
  reads: readonly Reading[],
  clock: Clock,
  of: string,
): string {
  if (reads.length > 0) {
    const parts = reads.map(
      ({ label, target, share }) => `${label} ${percent(share)} within ${length(target.length, clock)}`,
    );
    return `Share of ${of} within target: ${parts.join('; ')}.`;
  }
  const parts = series.map(({ label, points }) => {
    const half = points.find(({ share }) => share >= 0.5);
    return half === undefined
      ? `${label}: fewer than half ended`
      : `${label}: half took no longer than ${length(half.length, clock)}`;
  });
  return `${parts.join('; ')}.`;
}

function tableOf(title: string, series: readonly DistributionSeries[], clock: Clock, of: string): TableProps {
  const every = oneIn(Math.max(0, ...series.map(({ points }) => points.length)), MOST_ROWS);
  return {
    caption: `${title}${every > 1 ? `; one in ${every} of the points` : ''}`,
    columns: [
      { name: 'Series' },
      { name: 'Took no longer than', unit: unitInWords({ kind: 'length', clock }), numeric: true },
      { name: 'Share', unit: `% of ${of}`, numeric: true },
    ],
    rows: series.flatMap(({ label, points }) =>
      points
        .filter((_, index) => index % every === 0)
        .map((point) => [label, length(point.length, clock), percent(point.share)]),
    ),
  };
}
