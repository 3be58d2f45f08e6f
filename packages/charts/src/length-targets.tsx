/** @jsxRuntime automatic */
import type { ReactElement } from 'react';

import { type Plot, px } from './axis.tsx';
import { seriesClass } from './end-labels.tsx';
import { WIDTH } from './figure.tsx';
import { apart, textWidth } from './labels.ts';
import { type Clock, length, percent } from './measure.ts';
import { type DistributionPoint, shareWithin } from './share-within.ts';

/** A length of time that is promised (ms), for one series or for all. */
export interface LengthTarget {
  readonly length: number;
  readonly label: string;
  /** The label of the only series that it is for. */
  readonly series?: string;
}

/** A share read off a series at a target. */
export interface Reading {
  readonly series: number;
  readonly label: string;
  readonly target: LengthTarget;
  readonly share: number;
}

/** Each target on each series that it is for. */
export function readingsOf(
  series: readonly { readonly label: string; readonly points: readonly DistributionPoint[] }[],
  targets: readonly LengthTarget[],
): readonly Reading[] {
  return targets.flatMap((target) =>
    series.flatMap(({ label, points }, index) =>
      target.series === undefined || target.series === label
        ? [{ series: index, label, target, share: shareWithin(points, target.length) }]
        : [],
    ),
  );
}

/** Targets at one length share a line; names that would meet stand one above the other. */
export function TargetLines({
  targets,
  x,
  plot,
  clock,
}: {
  readonly targets: readonly LengthTarget[];
  readonly x: (length: number) => number;
  readonly plot: Plot;
  readonly clock: Clock;
}): ReactElement {
  const lengths = [...new Set(targets.map((target) => target.length))].toSorted((a, b) => a - b);
  let [taken, row] = [-Infinity, 0];
  return (
    <g>
      {lengths.map((at) => {
        const names = targets.filter((target) => target.length === at).map(({ label }) => label);
        const text = `${[...new Set(names)].join(', ')} ${length(at, clock)}`;
        const half = textWidth(text) / 2;
        const middle = Math.min(Math.max(x(at), plot.left + half), WIDTH - half);
        row = middle - half < taken ? 1 - row : 0;
        taken = middle + half + 6;
        return (
          <g key={at}>
            <line className="tl-target" x1={px(x(at))} x2={px(x(at))} y1={plot.top - 4} y2={plot.bottom} />
            <text className="tl-halo" x={px(middle)} y={plot.top - 8 - row * 15} textAnchor="middle">
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** A dot on the curve at its target, and the share beside it. */
export function Readings({
  reads,
  x,
  y,
  plot,
}: {
  readonly reads: readonly Reading[];
  readonly x: (length: number) => number;
  readonly y: (share: number) => number;
  readonly plot: Plot;
}): ReactElement {
  const lengths = [...new Set(reads.map(({ target }) => target.length))];
  return (
    <g>
      {lengths.flatMap((at) => {
        const here = reads.filter(({ target }) => target.length === at);
        const ys = apart(
          here.map(({ share }) => y(share) + 14),
          15,
          [plot.top + 12, plot.bottom - 6],
        );
        const left = x(at) + 90 > plot.right;
        return here.map(({ label, series, share }, index) => (
          <g key={`${at} ${label}`}>
            <circle className={`tl-dot ${seriesClass(series)}`} cx={px(x(at))} cy={px(y(share))} r={4} />
            <text
              className="tl-halo tl-strong"
              x={px(x(at) + (left ? -8 : 8))}
              y={px(ys[index] ?? 0)}
              textAnchor={left ? 'end' : 'start'}
            >
              {label} {percent(share)}
            </text>
          </g>
        ));
      })}
    </g>
  );
}
