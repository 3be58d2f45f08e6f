/** @jsxRuntime automatic */
import { extent, max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { ReactElement } from 'react';

import { HorizontalAxis, leftOf, type Plot, px, VerticalAxis } from './axis.tsx';
import { type EndLabel, EndLabels, endLabelsWidth, seriesClass } from './end-labels.tsx';
import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import { inWords, type Measure, percent, unitInWords } from './measure.ts';
import type { TableProps } from './table.tsx';
import { oneIn, thinned } from './thin.ts';
import { linearTicks } from './ticks.ts';
import { momentInWords, timeTicks, yearsInWords } from './time-ticks.ts';

/** How a quantity is spread at a moment: percentiles over replications, or over days that were. */
export interface FanPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

export interface FanSeries {
  readonly label: string;
  /** In ascending order of time. Where a number is not finite the line and its bands have a gap. */
  readonly points: readonly FanPoint[];
}

export interface FanChartProps extends FigureProps {
  /** One, or two to be compared. */
  readonly series: readonly FanSeries[];
  readonly measure: Measure;
  readonly threshold?: { readonly value: number; readonly label: string };
}

const HEIGHT = 318;
const MOST_ROWS = 48;
const HALF = percent(0.5);
const MOST = percent(0.9);

/**
 * A quantity over time: the median, a band of 50 % (from p25 to p75) and one of 90 % (from p5 to p95). The zone of the
 * basis is that of the time axis. Throws RangeError for an unknown zone.
 */
export function FanChart({ title, summary, basis, series, measure, threshold }: FanChartProps): ReactElement {
  const shown = series.filter(({ points }) => points.some(isDrawn));
  return (
    <Frame
      title={title}
      summary={summary ?? summaryOf(shown, measure)}
      basis={basis}
      unit={unitInWords(measure)}
      reading={`Line: median; dark band: the middle ${HALF}; light band: the middle ${MOST}.`}
      height={HEIGHT}
      table={tableOf(title, shown, measure, basis.zone)}
    >
      {shown.length === 0 ? undefined : (
        <Fan series={shown} measure={measure} zone={basis.zone} threshold={threshold} />
      )}
    </Frame>
  );
}

interface FanProps {
  readonly series: readonly FanSeries[];
  readonly measure: Measure;
  readonly zone: string;
  readonly threshold: FanChartProps['threshold'];
}

function Fan({ series, measure, zone, threshold }: FanProps): ReactElement {
  const drawn = series.flatMap(({ points }) => points.filter(isDrawn));
  const [from = 0, to = 0] = extent(drawn, ({ at }) => at);
  const low = Math.min(0, min(drawn, ({ p5 }) => p5) ?? 0);
  const high = Math.max(max(drawn, ({ p95 }) => p95) ?? 0, threshold?.value ?? 0);
  const [bottom, top] = [low, high > low ? high * 1.05 : low + 1];
  const ticks = linearTicks(measure, bottom, top, 5);
  const plot: Plot = {
    left: leftOf(ticks),
    right: WIDTH - endLabelsWidth(endTexts(series)),
    top: 24,
    bottom: HEIGHT - 46,
  };
  const x = scaleLinear()
    .domain(from === to ? [from - 1, to + 1] : [from, to])
    .range([plot.left, plot.right]);
  const y = scaleLinear().domain([bottom, top]).range([plot.bottom, plot.top]);
  const labels = series.flatMap((one, index) => endLabelsOf(one, index, y, series.length === 1));
  return (
    <>
      <VerticalAxis ticks={ticks} y={y} plot={plot} unit={unitInWords(measure)} />
      <HorizontalAxis
        ticks={timeTicks(from, to, zone, 8)}
        x={x}
        plot={plot}
        unit={`${yearsInWords(from, to, zone)}, ${zone}`}
      />
      {series.map(({ label, points }, index) => (
        <Spread key={label} points={points} x={x} y={y} index={index} />
      ))}
      {threshold !== undefined && (
        <g>
          <line
            className="tl-target"
            x1={plot.left}
            x2={plot.right}
            y1={px(y(threshold.value))}
            y2={px(y(threshold.value))}
          />
          <text className="tl-halo" x={plot.left + 6} y={px(y(threshold.value) - 5)}>
            {threshold.label}: {inWords(threshold.value, measure)}
          </text>
        </g>
      )}
      <EndLabels labels={labels} plot={plot} />
    </>
  );
}

interface SpreadProps {
  readonly points: readonly FanPoint[];
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly index: number;
}

function Spread({ points, x, y, index }: SpreadProps): ReactElement {
  const few = thinned(
    points,
    ({ at }) => at,
    (point) => (isDrawn(point) ? point.p50 : NaN),
    200,
  );
  const band = (low: (point: FanPoint) => number, high: (point: FanPoint) => number) =>
    area<FanPoint>()
      .digits(1)
      .defined(isDrawn)
      .x(({ at }) => x(at))
      .y0((point) => y(low(point)))
      .y1((point) => y(high(point)))(few) ?? undefined;
  const median = line<FanPoint>()
    .digits(1)
    .defined(isDrawn)
    .x(({ at }) => x(at))
    .y(({ p50 }) => y(p50));
  const colours = seriesClass(index);
  const drawn = few.filter(isDrawn);
  const only = drawn.length === 1 ? drawn[0] : undefined;
  return (
    <g>
      <path
        className={`tl-band tl-band-90 ${colours}`}
        d={band(
          ({ p5 }) => p5,
          ({ p95 }) => p95,
        )}
      />
      <path
        className={`tl-band tl-band-50 ${colours}`}
        d={band(
          ({ p25 }) => p25,
          ({ p75 }) => p75,
        )}
      />
      <path className={`tl-line ${colours}`} d={median(few) ?? undefined} />
      {only !== undefined && (
        <circle className={`tl-dot ${colours}`} cx={px(x(only.at))} cy={px(y(only.p50))} r={4} />
      )}
    </g>
  );
}

function isDrawn({ at, p5, p25, p50, p75, p95 }: FanPoint): boolean {
  return [at, p5, p25, p50, p75, p95].every(Number.isFinite);
}

function endTexts(series: readonly FanSeries[]): readonly string[] {
  return [...series.map(({ label }) => label), ...(series.length === 1 ? [`${MOST} band`] : [])];
}

/** One series has room for the names of its bands. */
function endLabelsOf(
  { label, points }: FanSeries,
  index: number,
  y: (value: number) => number,
  alone: boolean,
): readonly EndLabel[] {
  const last = points.findLast(isDrawn);
  if (last === undefined) return [];
  const name = { text: label, y: y(last.p50), series: index };
  if (!alone) return [name];
  return [{ text: `${MOST} band`, y: y(last.p95) }, { text: `${HALF} band`, y: y(last.p75) }, name];
}

function summaryOf(series: readonly FanSeries[], measure: Measure): string {
  const parts = series.map(({ label, points }) => {
    const [first, last] = [points.find(isDrawn), points.findLast(isDrawn)];
    if (first === undefined || last === undefined) return label;
    const words = (value: number) => inWords(value, measure);
    const end = `${words(last.p50)} at the end (${MOST} from ${words(last.p5)} to ${words(last.p95)})`;
    return `${label}: median ${words(first.p50)} at the start, ${end}`;
  });
  return `${parts.join('; ')}.`;
}

function tableOf(title: string, series: readonly FanSeries[], measure: Measure, zone: string): TableProps {
  const every = oneIn(Math.max(0, ...series.map(({ points }) => points.length)), MOST_ROWS);
  const several = series.length > 1;
  return {
    caption: `${title}; times in ${zone}${every > 1 ? `; one in ${every} of the points` : ''}`,
    columns: [
      { name: 'Time' },
      ...(several ? [{ name: 'Series' }] : []),
      ...['5 %', '25 %', 'Median', '75 %', '95 %'].map((name) => ({
        name,
        unit: unitInWords(measure),
        numeric: true,
      })),
    ],
    rows: series.flatMap(({ label, points }) =>
      points
        .filter((_, index) => index % every === 0)
        .map(({ at, p5, p25, p50, p75, p95 }) => [
          momentInWords(at, zone),
          ...(several ? [label] : []),
          ...[p5, p25, p50, p75, p95].map((value) =>
            Number.isFinite(value) ? inWords(value, measure) : undefined,
          ),
        ]),
    ),
  };
}
