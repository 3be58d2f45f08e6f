import { type BusinessHours, type DayHours, isTimeZone, WEEKDAYS } from '@tierline/domain';
import { z } from 'zod';

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const interval = z.string().transform((text, context): readonly [number, number] => {
  const match = HOURS.exec(text);
  if (match !== null) {
    const [, fromHour = '0', fromMinute = '0', toHour = '24', toMinute = '0'] = match;
    const from = Number(fromHour) * 60 + Number(fromMinute);
    const to = Number(toHour) * 60 + Number(toMinute);
    if (from < to) return [from, to];
  }
  context.addIssue({
    code: 'custom',
    message: 'must be hours within one day such as 08:00-18:00 or 22:00-24:00',
  });
  return z.NEVER;
});

const day = z.array(interval).refine(ascending, 'hours of one day must be in order and must not overlap');

const weekly = z
  .strictObject({
    zone: z.string().refine(isTimeZone, 'is no zone of the time zone database, such as Europe/Berlin or UTC'),
    hours: z.partialRecord(z.enum(WEEKDAYS), day),
    holidays: z.array(z.iso.date()).default([]),
  })
  .refine(({ hours }) => Object.values(hours).some((list) => list.length > 0), {
    path: ['hours'],
    message: 'has no open time at all',
  })
  .transform((spec): BusinessHours => ({ kind: 'weekly', ...spec }));

/** Working time in a policy file: the word `always`, or a zone with hours by weekday and holidays. */
export const calendarFile = z.unknown().transform((value, context): BusinessHours => {
  if (value === 'always') return { kind: 'always' };
  // Not a union: that would say "invalid input" of the calendar and not what is wrong with it.
  const parsed = weekly.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    context.addIssue({
      code: 'custom',
      path,
      message: path.length === 0 ? `${message}, or the word always` : message,
    });
  }
  return z.NEVER;
});

function ascending(hours: DayHours): boolean {
  return hours.every(([from], index) => index === 0 || from >= (hours[index - 1]?.[1] ?? 0));
}
