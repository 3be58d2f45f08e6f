/** @jsxRuntime automatic */
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { ReactElement } from 'react';

import { HorizontalAxis, leftOf, type Plot, px, VerticalAxis } from './axis.tsx';
import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import { type Better, cheapestOf, type FrontierPoint, frontierOf } from './frontier.ts';
import { fitted, textWidth } from './labels.ts';
import { inWords, type Measure, unitInWords } from './measure.ts';
import type { TableProps } from './table.tsx';
import { linearTicks } from './ticks.ts';

export interface FrontierChartProps extends FigureProps {
  readonly points: readonly FrontierPoint[];
  readonly cost: Measure;
  readonly value: Measure;
  /** What the value is, such as `p90 of first response on T2`. */
  readonly figure: string;
  readonly better: Better;
  /** Where the value should be. */
  readonly target?: { readonly value: number; readonly label: string };
}

const HEIGHT = 340;

/** Cost against what it reaches, each plan with its interval; which plans meet all targets, and which is the cheapest that does. */
export function FrontierChart(props: FrontierChartProps): ReactElement {
  const { title, summary, basis, cost, value, figure } = props;
  const points = props.points.filter((point) => Number.isFinite(point.cost) && Number.isFinite(point.value));
  return (
    <Frame
      title={title}
      summary={summary ?? summaryOf({ ...props, points })}
      basis={basis}
      unit={`cost in ${unitInWords(cost)}; ${figure} in ${unitInWords(value)}`}
      reading="Filled circle: meets all targets; cross: does not. Stepped line: the best for the money. Whisker: interval."
      height={HEIGHT}
      table={tableOf({ ...props, points })}
    >
      {points.length === 0 ? undefined : <Plans {...props} points={points} />}
    </Frame>
  );
}

function Plans({ points, cost, value, figure, better, target }: FrontierChartProps): ReactElement {
  const costs = spread(points.map((point) => point.cost));
  const values = spread([
    ...points.flatMap(({ value, low, high }) => [value, low, high].filter(Number.isFinite)),
    ...(target === undefined ? [] : [target.value]),
  ]);
  const yTicks = linearTicks(value, ...values, 6);
  const plot: Plot = { left: leftOf(yTicks), right: WIDTH - 8, top: 24, bottom: HEIGHT - 46 };
  const x = scaleLinear()
    .domain(costs)
    .range([plot.left + 12, plot.right - 12]);
  const y = scaleLinear().domain(values).range([plot.bottom, plot.top]);
  const frontier = frontierOf(points, better);
  const steps = line<FrontierPoint>()
    .digits(1)
    .x((point) => x(point.cost))
    .y((point) => y(point.value))
    .curve(curveStepAfter)([...frontier]);
  const places = new Map(points.map((point) => [point, { x: x(point.cost), y: y(point.value) }]));
  const cheapest = cheapestOf(points, better);
  return (
    <>
      <VerticalAxis ticks={yTicks} y={y} plot={plot} unit={`${figure} (${unitInWords(value)})`} />
      <HorizontalAxis
        ticks={linearTicks(cost, ...costs, 7)}
        x={x}
        plot={plot}
        unit={`cost (${unitInWords(cost)})`}
      />
      {target !== undefined && (
        <g>
          <line
            className="tl-target"
            x1={plot.left}
            x2={plot.right}
            y1={px(y(target.value))}
            y2={px(y(target.value))}
          />
          <text className="tl-halo" x={plot.right} y={px(y(target.value) - 5)} textAnchor="end">
            {target.label}: {inWords(target.value, value)}
          </text>
        </g>
      )}
      <path className="tl-frontier" d={steps ?? undefined} />
      {points.map((point) => (
        <Plan key={point.label} point={point} x={x(point.cost)} y={y} words={inWords(point.value, value)} />
      ))}
      {cheapest !== undefined && (
        <circle className="tl-ring" cx={px(x(cheapest.cost))} cy={px(y(cheapest.value))} r={9} />
      )}
      <Names
        plot={plot}
        places={places}
        order={[...(cheapest === undefined ? [] : [cheapest]), ...frontier]}
        cheapest={cheapest}
      />
    </>
  );
}

function Plan({
  point,
  x,
  y,
  words,
}: {
  readonly point: FrontierPoint;
  readonly x: number;
  readonly y: (value: number) => number;
  readonly words: string;
}): ReactElement {
  const [left, middle] = [px(x), px(y(point.value))];
  const whisker = Number.isFinite(point.low) && Number.isFinite(point.high);
  return (
    <g className={point.meets ? 'tl-meets' : 'tl-misses'}>
      <title>{`${point.label}: ${words}, ${point.meets ? 'meets all targets' : 'does not meet all targets'}`}</title>
      {whisker && (
        <line className="tl-whisker" x1={left} x2={left} y1={px(y(point.low))} y2={px(y(point.high))} />
      )}
      {point.meets ? (
        <circle cx={left} cy={middle} r={5} />
      ) : (
        <path d={`M${left - 4.5} ${middle - 4.5}l9 9m0 -9l-9 9`} />
      )}
    </g>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Names in that order, each where it meets neither a point nor a name before it; those without room are in the table only. */
function Names({
  plot,
  places,
  order,
  cheapest,
}: {
  readonly plot: Plot;
  readonly places: ReadonlyMap<FrontierPoint, Place>;
  readonly order: readonly FrontierPoint[];
  readonly cheapest: FrontierPoint | undefined;
}): ReactElement {
  const taken: Box[] = [...places.values()].map(({ x, y }) => ({
    left: x - 6,
    right: x + 6,
    top: y - 6,
    bottom: y + 6,
  }));
  const names = [...new Set(order)].flatMap((point) => {
    const place = places.get(point);
    if (place === undefined) return [];
    const text = fitted(point === cheapest ? `${point.label}: cheapest that meets all` : point.label, 320);
    const free = boxesAround(place, textWidth(text), point === cheapest ? 13 : 8).find(
      (box) => isInside(box, plot) && !taken.some((other) => meet(box, other)),
    );
    if (free === undefined) return [];
    taken.push(free);
    return [{ text, box: free, strong: point === cheapest }];
  });
  return (
    <g>
      {names.map(({ text, box, strong }) => (
        <text
          key={text}
          className={strong ? 'tl-halo tl-strong' : 'tl-halo'}
          x={px(box.left)}
          y={px(box.bottom - 4)}
        >
          {text}
        </text>
      ))}
    </g>
  );
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Right above, right below, left above, left below. */
function boxesAround({ x, y }: Place, width: number, gap: number): readonly Box[] {
  return [x + gap, x - gap - width].flatMap((left) =>
    [y - 18, y + 3].map((top) => ({ left, right: left + width, top, bottom: top + 16 })),
  );
}

function isInside(box: Box, plot: Plot): boolean {
  return (
    box.left >= plot.left && box.right <= plot.right + 8 && box.top >= plot.top && box.bottom <= plot.bottom
  );
}

function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Least and greatest with a little room around, never empty. */
function spread(values: readonly number[]): [number, number] {
  const [low = 0, high = 0] = extent(values);
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function summaryOf({ points, cost, value, figure, better }: FrontierChartProps): string {
  const cheapest = cheapestOf(points, better);
  if (cheapest === undefined) return `None of the ${points.length} plans meets all targets.`;
  const reaches = `${figure} ${inWords(cheapest.value, value)}, ${intervalInWords(cheapest, value)}`;
  const meeting = points.filter(({ meets }) => meets).length;
  return `${meeting} of ${points.length} plans meet all targets; the cheapest is ${cheapest.label} at ${inWords(cheapest.cost, cost)} (${reaches}).`;
}

function intervalInWords({ low, high }: FrontierPoint, value: Measure): string {
  return `${inWords(low, value)} to ${inWords(high, value)}`;
}

function tableOf({ title, points, cost, value, figure, better }: FrontierChartProps): TableProps {
  const frontier = new Set(frontierOf(points, better));
  return {
    caption: title,
    columns: [
      { name: 'Plan' },
      { name: 'Cost', unit: unitInWords(cost), numeric: true },
      { name: figure, unit: unitInWords(value), numeric: true },
      { name: 'Interval', unit: unitInWords(value), numeric: true },
      { name: 'Meets all targets' },
      { name: 'On the frontier' },
    ],
    rows: points
      .toSorted((a, b) => a.cost - b.cost)
      .map((point) => [
        point.label,
        inWords(point.cost, cost),
        inWords(point.value, value),
        intervalInWords(point, value),
        point.meets ? 'yes' : 'no',
        frontier.has(point) ? 'yes' : 'no',
      ]),
  };
}
