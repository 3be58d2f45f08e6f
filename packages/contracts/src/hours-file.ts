import { CALENDAR_YEARS, type DatedHours, type DayHours } from '@tierline/domain';
import { z } from 'zod';

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const DAY = 1440;

const interval = z.string().transform((text, context): readonly [number, number] => {
  const match = HOURS.exec(text);
  if (match !== null) {
    const [, fromHour = '0', fromMinute = '0', toHour = '24', toMinute = '0'] = match;
    const from = Number(fromHour) * 60 + Number(fromMinute);
    const to = Number(toHour) * 60 + Number(toMinute);
    if (from !== to) return [from, from < to ? to : to + DAY];
  }
  context.addIssue({
    code: 'custom',
    message: 'must be hours within one day such as 08:00-18:00, or a night such as 22:00-06:00',
  });
  return z.NEVER;
});

/** Hours that begin on one day: `08:00-18:00`, `00:00-24:00`, or until the next day, `22:00-06:00`. */
export const dayHours = z
  .array(interval)
  // Told once: not again as hours of the week that overlap.
  .refine(ascending, { error: 'hours of one day must be in order and must not overlap', abort: true });

/** A date in the years that calendars cover. */
export const calendarDate = z.iso
  .date('must be a date that there is, such as 2026-12-24')
  .refine(isCovered, `must be a date from ${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}`);

const shape = {
  on: calendarDate.exactOptional(),
  from: calendarDate.exactOptional(),
  to: calendarDate.exactOptional(),
};

const hours = dayHours.min(1, 'must name at least one time, such as 14:00-24:00');

/** Hours on one date (`on`) or several (`from`, `to`), all day long where no hours are named. */
export const closureFile = z
  .strictObject({ ...shape, hours: hours.exactOptional() })
  .transform((dated, context) => datedHours(dated, context));

/** Hours on one date (`on`) or several (`from`, `to`). */
export const openingFile = z
  .strictObject({ ...shape, hours })
  .transform((dated, context) => datedHours(dated, context));

function datedHours(
  {
    on,
    from = on,
    to = on,
    hours,
  }: { readonly on?: string; readonly from?: string; readonly to?: string; readonly hours?: DayHours },
  context: z.RefinementCtx,
): DatedHours {
  const problem =
    from === undefined || to === undefined || (on !== undefined && (from !== on || to !== on))
      ? { message: 'must name either one date, with on, or two, with from and to' }
      : to < from
        ? { message: `is before ${from}`, path: ['to'] }
        : undefined;
  if (from !== undefined && to !== undefined && problem === undefined)
    return { from, to, ...(hours !== undefined && { hours }) };
  context.addIssue({ code: 'custom', ...problem });
  return z.NEVER;
}

function ascending(list: DayHours): boolean {
  return list.every(([from], index) => index === 0 || from >= (list[index - 1]?.[1] ?? 0));
}

function isCovered(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
}
