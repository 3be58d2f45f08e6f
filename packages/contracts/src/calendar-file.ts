import {
  type BusinessHours,
  type Holiday,
  isTimeZone,
  type OfficeHours,
  overlapInWeek,
  WEEKDAYS,
  type WeeklyHours,
} from '@tierline/domain';
import { z } from 'zod';

import { distinct, HOLIDAY_TYPES, holidaysOf, unknownPlace } from './country-holidays.ts';
import { calendarDate, closureFile, dayHours, openingFile } from './hours-file.ts';

const countryHolidays = z
  .strictObject({
    country: z.string(),
    region: z.string('must be text; put a number in quotes').exactOptional(),
    types: z.array(z.enum(HOLIDAY_TYPES)).min(1).default(['public']),
  })
  .transform((place, context): readonly Holiday[] => {
    const unknown = unknownPlace(place);
    if (unknown === undefined) return holidaysOf(place);
    context.addIssue({ code: 'custom', path: [unknown.key], message: unknown.message });
    return z.NEVER;
  });

const holidays = z.array(z.unknown().transform(holidaysIn)).transform((lists) => distinct(lists.flat()));

function holidaysIn(value: unknown, context: z.RefinementCtx): readonly Holiday[] {
  // Not a union, as below.
  const parsed = typeof value === 'object' ? countryHolidays.safeParse(value) : calendarDate.safeParse(value);
  if (parsed.success) return typeof parsed.data === 'string' ? [parsed.data] : parsed.data;
  passOn(parsed.error, context);
  return z.NEVER;
}

const weekly = z
  .strictObject({
    zone: z.string().refine(isTimeZone, 'is no zone of the time zone database, such as Europe/Berlin or UTC'),
    hours: z.partialRecord(z.enum(WEEKDAYS), dayHours),
    holidays: holidays.default([]),
    closures: z.array(closureFile).exactOptional(),
    openings: z.array(openingFile).exactOptional(),
  })
  .superRefine(({ hours, openings = [] }, context) => {
    if (openings.length === 0 && Object.values(hours).every((list) => list.length === 0))
      context.addIssue({ code: 'custom', path: ['hours'], message: 'has no open time at all' });
    const overlap = overlapInWeek(hours);
    if (overlap === undefined) return;
    const { day, index, before } = overlap;
    context.addIssue({
      code: 'custom',
      path: ['hours', day, index],
      message: `begins before the hours of ${before} have ended: hours must not overlap`,
    });
  })
  .transform((spec): WeeklyHours => ({ kind: 'weekly', ...spec }));

const offices = z.strictObject({
  offices: z.array(z.string()).min(1).describe('calendars of this file; open while any of them is'),
});

/** A calendar as its part of the file says it: of one place, or by the names of others. */
export type CalendarFile = OfficeHours | { readonly kind: 'offices'; readonly names: readonly string[] };

/** Working time in a policy file: the word `always`, a zone with hours and exceptions, or the names of other calendars. */
const calendarFile = z.unknown().transform((value, context): CalendarFile => {
  if (value === 'always') return { kind: 'always' };
  // Not a union: that would say "invalid input" of the calendar and not what is wrong with it.
  if (typeof value === 'object' && value !== null && 'offices' in value) {
    const parsed = offices.safeParse(value);
    if (parsed.success) return { kind: 'offices', names: parsed.data.offices };
    passOn(parsed.error, context);
    return z.NEVER;
  }
  const parsed = weekly.safeParse(value);
  if (parsed.success) return parsed.data;
  passOn(parsed.error, context, ', or the word always');
  return z.NEVER;
});

/** All calendars of a file, each complete in itself: names of offices that are no calendar of it count for nothing. */
export const calendarsFile = z
  .record(z.string(), calendarFile)
  .transform((files): Readonly<Record<string, BusinessHours>> =>
    Object.fromEntries(Object.entries(files).map(([name, file]) => [name, resolved(file, files)])),
  );

function resolved(file: CalendarFile, files: Readonly<Record<string, CalendarFile>>): BusinessHours {
  if (file.kind !== 'offices') return file;
  const places = new Set<OfficeHours>();
  const seen = new Set<string>();
  const visit = (names: readonly string[]) => {
    for (const name of names) {
      const named = Object.hasOwn(files, name) ? files[name] : undefined;
      if (named === undefined || seen.has(name)) continue;
      seen.add(name);
      if (named.kind === 'offices') visit(named.names);
      else places.add(named);
    }
  };
  visit(file.names);
  return { kind: 'offices', offices: [...places] };
}

/** Hands what is wrong with a part on to the whole; `orElse` is added to what is said of the part itself. */
function passOn({ issues }: z.ZodError, context: z.RefinementCtx, orElse = ''): void {
  for (const issue of issues) {
    const { path, message } = issue;
    if (issue.code === 'unrecognized_keys' && path[0] !== 'hours')
      for (const key of issue.keys)
        context.addIssue({ code: 'custom', path: [...path, key], message: 'is not a known key' });
    else
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: path.length === 0 ? `${message}${orElse}` : message,
      });
  }
}
