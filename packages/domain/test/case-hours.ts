import type { BusinessHours, DatedHours, Holiday, WeeklyHours } from '@tierline/domain';

import { EVERY_DAY, type Times, weekly } from './weekly-hours.ts';

/**
 * What is asked of a calendar, and the answer. `source` is a report of a bug in a help desk (Z zammad, C chatwoot, F frappe,
 * G glpi, O osTicket), a rule of RFC 5545, or a corner of daylight saving in the zone that is named.
 */
export type CalendarCase = {
  readonly source: string;
  readonly what: string;
  readonly hours: BusinessHours;
} & (
  | { readonly from: string; readonly add: string; readonly is: string }
  | { readonly from: string; readonly to: string; readonly elapsed: string }
  | { readonly at: string; readonly open: boolean }
);

export interface Exceptions {
  readonly holidays?: readonly Holiday[];
  readonly closures?: readonly DatedHours[];
  readonly openings?: readonly DatedHours[];
}

export function days(zone: string, names: string, times: Times, exceptions: Exceptions = {}): WeeklyHours {
  const spec = weekly(zone, Object.fromEntries(names.split(' ').map((day) => [day, times])));
  return { ...spec, ...exceptions } as WeeklyHours;
}

export const WORKDAYS = 'mon tue wed thu fri';
export const NINE_TO_FIVE: Times = [['09:00', '17:00']];
export const office = (zone: string, exceptions: Exceptions = {}) =>
  days(zone, WORKDAYS, NINE_TO_FIVE, exceptions);
export const BERLIN = office('Europe/Berlin');
export const allDay = (zone: string, exceptions: Exceptions = {}): WeeklyHours =>
  ({ ...weekly(zone, EVERY_DAY), ...exceptions }) as WeeklyHours;
export const on = (date: string, ...hours: readonly (readonly [number, number])[]): DatedHours => ({
  from: date,
  to: date,
  ...(hours.length > 0 && { hours }),
});
