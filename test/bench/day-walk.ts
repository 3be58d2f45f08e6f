import { DateTime } from 'luxon';

/** Hours by weekday (1 is Monday) as minutes after local midnight, in a zone, less local dates. */
export interface WalkedHours {
  readonly zone: string;
  readonly hours: Readonly<Record<number, readonly (readonly [number, number])[]>>;
  readonly holidays: ReadonlySet<string>;
}

/**
 * Working time as help desks work it out (chatwoot's SLA service, frappe's, the biz gem of zammad): walk day by day in the
 * zone and count what lies inside. Here for comparison; in milliseconds.
 */
export function walkElapsed(spec: WalkedHours, from: number, to: number): number {
  let total = 0;
  let day = DateTime.fromMillis(from, { zone: spec.zone }).startOf('day');
  while (day.toMillis() < to) {
    for (const [opens, closes] of openOn(spec, day))
      total += Math.max(0, Math.min(closes, to) - Math.max(opens, from));
    day = day.plus({ days: 1 });
  }
  return total;
}

/** The first moment at which `duration` of working time has passed, found by the same walk. */
export function walkAdd(spec: WalkedHours, from: number, duration: number): number {
  if (duration <= 0) return from;
  let left = duration;
  let day = DateTime.fromMillis(from, { zone: spec.zone }).startOf('day');
  for (;;) {
    for (const [opens, closes] of openOn(spec, day)) {
      const start = Math.max(opens, from);
      if (closes <= start) continue;
      if (closes - start >= left) return start + left;
      left -= closes - start;
    }
    day = day.plus({ days: 1 });
  }
}

function openOn({ hours, holidays }: WalkedHours, day: DateTime): (readonly [number, number])[] {
  if (holidays.has(day.toISODate() ?? '')) return [];
  return (hours[day.weekday] ?? []).map(([from, to]) => [momentOf(day, from), momentOf(day, to)]);
}

function momentOf(day: DateTime, minute: number): number {
  if (minute === 1440) return day.plus({ days: 1 }).startOf('day').toMillis();
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis();
}
