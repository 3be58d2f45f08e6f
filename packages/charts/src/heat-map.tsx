/** @jsxRuntime automatic */
import { greatest } from 'd3-array';
import type { ReactElement } from 'react';

import { type FigureProps, Frame, WIDTH } from './figure.tsx';
import { percent } from './measure.ts';
import type { TableProps } from './table.tsx';

export interface HeatMapProps extends FigureProps {
  /**
   * Seven days from Monday, each 24 shares from 0 by local hour: of the time of those on shift, what was worked. Above 1
   * is overtime. Undefined where nobody was on shift; what is missing at the end counts as undefined.
   */
  readonly week: readonly (readonly (number | undefined)[])[];
  /** What the shares are of. */
  readonly of?: string;
}

/** From which share on a cell is warm, and warmer. */
const WARM = [0.8, 0.9, 0.95] as const;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const LEFT = 42;
const TOP = 22;
const CELL = { width: (WIDTH - LEFT) / 24, height: 26 };

/** Utilisation by local hour of the week: a cell is neutral below 80 % and warm above, and each has its number. */
export function HeatMap({ title, summary, basis, week, of = 'time on shift' }: HeatMapProps): ReactElement {
  const cells = cellsOf(week);
  const known = cells.filter((cell) => cell.share !== undefined);
  return (
    <Frame
      title={title}
      summary={summary ?? summaryOf(known)}
      basis={basis}
      unit={`% of ${of}, by hour of the week`}
      reading={`Warm from ${percent(WARM[0])}, stronger from ${percent(WARM[1])} and from ${percent(WARM[2])}; a dash: nobody on shift.`}
      height={TOP + 7 * CELL.height + 2}
      table={tableOf(title, week, of)}
    >
      {known.length === 0 ? undefined : (
        <>
          {HOURS.filter((hour) => hour % 2 === 0).map((hour) => (
            <text key={hour} className="tl-soft" x={LEFT + hour * CELL.width + 1} y={14}>
              {String(hour).padStart(2, '0')}
            </text>
          ))}
          {DAYS.map((day, number) => (
            <text key={day} className="tl-soft" x={0} y={TOP + number * CELL.height + 17}>
              {day}
            </text>
          ))}
          {cells.map((cell) => (
            <HourCell key={`${cell.day} ${cell.hour}`} {...cell} />
          ))}
        </>
      )}
    </Frame>
  );
}

interface Cell {
  /** From Monday, 0. */
  readonly day: number;
  readonly hour: number;
  readonly share: number | undefined;
}

function HourCell({ day, hour, share }: Cell): ReactElement {
  const [x, y] = [LEFT + hour * CELL.width, TOP + day * CELL.height];
  const warmth = share === undefined ? 'none' : WARM.filter((from) => share >= from).length;
  return (
    <g className={`tl-heat-${warmth}`}>
      <title>{`${hourInWords({ day, hour })}: ${share === undefined ? 'nobody on shift' : percent(share)}`}</title>
      <rect x={x + 0.75} y={y + 0.75} width={CELL.width - 1.5} height={CELL.height - 1.5} rx={2} />
      <text x={x + CELL.width / 2} y={y + 17} textAnchor="middle">
        {share === undefined ? '–' : wholePercent(share)}
      </text>
    </g>
  );
}

/** Rounded down, so that a number never looks warmer than its cell. */
function wholePercent(share: number): string {
  return String(Math.floor(share * 100 + 1e-9));
}

function cellsOf(week: HeatMapProps['week']): readonly Cell[] {
  return DAYS.flatMap((_, day) =>
    HOURS.map((hour) => {
      const share = week[day]?.[hour];
      return { day, hour, share: share !== undefined && Number.isFinite(share) ? share : undefined };
    }),
  );
}

function hourInWords({ day, hour }: { readonly day: number; readonly hour: number }): string {
  const clock = (at: number) => `${String(at).padStart(2, '0')}:00`;
  return `${DAYS[day] ?? ''} ${clock(hour)} to ${clock(hour + 1)}`;
}

function summaryOf(known: readonly Cell[]): string {
  const most = greatest(known, ({ share }) => share ?? 0);
  if (most?.share === undefined) return 'Nobody is on shift.';
  const warm = known.filter(({ share }) => (share ?? 0) >= WARM[0]).length;
  const busiest = `the busiest is ${hourInWords(most)} with ${percent(most.share)}`;
  return `${warm} of ${known.length} staffed hours of the week are at ${percent(WARM[0])} or above; ${busiest}.`;
}

function tableOf(title: string, week: HeatMapProps['week'], of: string): TableProps {
  const cells = cellsOf(week);
  return {
    caption: `${title}, % of ${of}`,
    columns: [{ name: 'Hour' }, ...DAYS.map((name) => ({ name, numeric: true }))],
    rows: HOURS.map((hour) => [
      `${String(hour).padStart(2, '0')}:00`,
      ...cells
        .filter((cell) => cell.hour === hour)
        .map(({ share }) => (share === undefined ? undefined : percent(share))),
    ]),
  };
}
