import assert from 'node:assert/strict';

import { icsHolidays, InvalidIcsError } from '../src/ics-holidays.ts';

const YEARS = { from: 2026, to: 2028 };

const BERLIN = [
  'BEGIN:VTIMEZONE',
  'TZID:Office',
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'END:STANDARD',
  'END:VTIMEZONE',
];

function ics(...events: readonly (readonly string[])[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tierline//Test//EN',
    ...BERLIN,
    ...events.flatMap((lines, index) => [
      'BEGIN:VEVENT',
      ...(lines.some((line) => line.startsWith('UID:')) ? [] : [`UID:${index}`]),
      'DTSTAMP:20260101T000000Z',
      ...lines,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

const datesOf = (text: string, years = YEARS) => icsHolidays(text, years).days.map(({ date }) => date);

describe('an iCalendar file', () => {
  it('gives the dates of its all-day events, ascending and each once', () => {
    const text = ics(
      ['SUMMARY:Christmas', 'DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227'],
      ['SUMMARY:New Year', 'DTSTART;VALUE=DATE:20260101'],
      ['SUMMARY:Again', 'DTSTART;VALUE=DATE:20261226', 'DTEND;VALUE=DATE:20261226'],
    );
    assert.deepEqual(icsHolidays(text, YEARS), {
      days: [
        { date: '2026-01-01', summary: 'New Year' },
        { date: '2026-12-25', summary: 'Christmas' },
        { date: '2026-12-26', summary: 'Christmas' },
      ],
      skipped: [],
    });
  });

  it('follows what recurs to the last year asked for', () => {
    const text = ics(['SUMMARY:May Day', 'DTSTART;VALUE=DATE:19900501', 'RRULE:FREQ=YEARLY']);
    assert.deepEqual(datesOf(text), ['2026-05-01', '2027-05-01', '2028-05-01']);
  });

  it('follows rules by weekday, leaves out exceptions and adds further dates', () => {
    const text = ics([
      'SUMMARY:Thanksgiving',
      'DTSTART;VALUE=DATE:20201126',
      'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
      'EXDATE;VALUE=DATE:20271125',
      'RDATE;VALUE=DATE:20270102',
    ]);
    assert.deepEqual(datesOf(text), ['2026-11-26', '2027-01-02', '2028-11-23']);
  });

  it('takes an occurrence that was moved from where it is now, and none that was cancelled', () => {
    const text = ics(
      ['UID:a', 'SUMMARY:Outing', 'DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=YEARLY;UNTIL=20280601'],
      ['UID:a', 'SUMMARY:Outing', 'RECURRENCE-ID;VALUE=DATE:20270601', 'DTSTART;VALUE=DATE:20270608'],
      [
        'UID:a',
        'SUMMARY:Outing',
        'RECURRENCE-ID;VALUE=DATE:20280601',
        'DTSTART;VALUE=DATE:20280601',
        'STATUS:CANCELLED',
      ],
    );
    assert.deepEqual(datesOf(text), ['2026-06-01', '2027-06-08']);
  });

  it('takes from midnight to midnight in a zone for all day', () => {
    const text = ics([
      'SUMMARY:Fair',
      'DTSTART;TZID=Office:20260803T000000',
      'DTEND;TZID=Office:20260805T000000',
    ]);
    assert.deepEqual(datesOf(text), ['2026-08-03', '2026-08-04']);
  });

  it('leaves out what is outside of the years, also parts of an event', () => {
    const text = ics([
      'SUMMARY:Turn of the year',
      'DTSTART;VALUE=DATE:20251230',
      'DTEND;VALUE=DATE:20260103',
    ]);
    assert.deepEqual(datesOf(text), ['2026-01-01', '2026-01-02']);
  });

  it('skips what is not all-day or cancelled, and says why', () => {
    const text = ics(
      ['SUMMARY:Meeting', 'DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'],
      ['SUMMARY:Standup', 'DTSTART;TZID=Office:20260302T090000', 'DURATION:PT15M', 'RRULE:FREQ=DAILY'],
      ['SUMMARY:Off', 'DTSTART;VALUE=DATE:20260302', 'STATUS:CANCELLED'],
      ['SUMMARY:Nothing'],
    );
    assert.deepEqual(icsHolidays(text, YEARS), {
      days: [],
      skipped: [
        { summary: 'Meeting', reason: 'is not all-day: 2026-03-02T09:00:00Z to 2026-03-02T10:00:00Z' },
        { summary: 'Standup', reason: 'is not all-day: 2026-03-02T09:00:00 to 2026-03-02T09:15:00' },
        { summary: 'Off', reason: 'is cancelled' },
        { summary: 'Nothing', reason: 'has no start' },
      ],
    });
  });

  it('may hold several calendars, or none of any event', () => {
    const one = ics(['SUMMARY:A', 'DTSTART;VALUE=DATE:20260101']);
    const two = ics(['SUMMARY:B', 'DTSTART;VALUE=DATE:20260102']);
    assert.deepEqual(datesOf(one + two), ['2026-01-01', '2026-01-02']);
    assert.deepEqual(datesOf(ics()), []);
  });

  const YEARLY = {
    'February 29 in leap years only': ['20240229', 'FREQ=YEARLY', '2028-02-29'],
    'a month and day of the rule': ['20200101', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2028-02-29'],
    'never for a date that there is not': [
      '20260101',
      'FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=30',
      '2026-03-30 2027-03-30 2028-03-30',
    ],
    'the last day of a month': [
      '20260228',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1',
      '2026-02-28 2027-02-28 2028-02-29',
    ],
    'every other year': ['20240601', 'FREQ=YEARLY;INTERVAL=2', '2026-06-01 2028-06-01'],
    'a month without a day of it': ['20250615', 'FREQ=YEARLY;BYMONTH=7', '2026-07-15 2027-07-15 2028-07-15'],
    'Easter Mondays of a rule by weekday': [
      '20250421',
      'FREQ=YEARLY;BYDAY=3MO;BYMONTH=4',
      '2026-04-20 2027-04-19 2028-04-17',
    ],
  } as const;
  for (const [what, [start, rule, dates]] of Object.entries(YEARLY)) {
    it(`recurs each year: ${what}`, () =>
      assert.equal(
        datesOf(ics(['SUMMARY:A', `DTSTART;VALUE=DATE:${start}`, `RRULE:${rule}`])).join(' '),
        dates,
      ));
  }

  const BROKEN = {
    'an empty text': '',
    'something else': 'date,name\n2026-12-25,Christmas\n',
    'a web page': '<!doctype html><title>Sign in</title>',
    'a part of one': ics(['SUMMARY:A', 'DTSTART;VALUE=DATE:20260101']).slice(0, -30),
    'an address card': 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\nEND:VCARD\r\n',
    'a date that is none': ics(['SUMMARY:A', 'DTSTART;VALUE=DATE:soon']),
    'a rule that recurs each second': ics(['SUMMARY:A', 'DTSTART:20260101T000000Z', 'RRULE:FREQ=SECONDLY']),
  };
  for (const [what, text] of Object.entries(BROKEN)) {
    it(`is refused, and nothing worse: ${what}`, () =>
      assert.throws(() => icsHolidays(text, YEARS), InvalidIcsError));
  }
});
