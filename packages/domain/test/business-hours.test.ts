import assert from 'node:assert/strict';

import {
  add,
  type BusinessHours,
  type Calendar,
  compileCalendar,
  elapsed,
  type Instant,
  instant,
  isOpen,
  isTimeZone,
  millis,
} from '@tierline/domain';

import { EVERY_DAY, weekly } from './weekly-hours.ts';

const HOUR = 3_600_000;
const at = (text: string): Instant => instant(Date.parse(text));
const toMinute = (moment = Number.NaN): string => new Date(moment).toISOString().slice(0, 16);

/** The open hours that touch a stretch of time, in UTC to the minute. */
function openBetween(calendar: Calendar, from: string, to: string): string[] {
  return Array.from(calendar.starts).flatMap((start, index) => {
    const end = calendar.ends[index];
    return start < at(to) && (end ?? 0) > at(from) ? [`${toMinute(start)}/${toMinute(end)}`] : [];
  });
}

describe('business hours', () => {
  it('turn local hours into moments by the offset of the day', () => {
    const office = compileCalendar('office', weekly('Europe/Berlin', { mon: [['09:00', '17:00']] }));
    assert.deepEqual(openBetween(office, '2026-01-05T00:00Z', '2026-01-06T00:00Z'), [
      '2026-01-05T08:00/2026-01-05T16:00',
    ]);
    assert.deepEqual(openBetween(office, '2026-07-06T00:00Z', '2026-07-07T00:00Z'), [
      '2026-07-06T07:00/2026-07-06T15:00',
    ]);
  });

  it('know offsets that are no whole hour', () => {
    const office = compileCalendar('office', weekly('Asia/Kathmandu', { mon: [['09:00', '17:00']] }));
    assert.deepEqual(openBetween(office, '2026-03-02T00:00Z', '2026-03-03T00:00Z'), [
      '2026-03-02T03:15/2026-03-02T11:15',
    ]);
  });

  const CHANGES = [
    { zone: 'Europe/Berlin', from: '2026-03-28T23:00Z', to: '2026-03-29T22:00Z', day: 23, night: 3 },
    { zone: 'Europe/Berlin', from: '2026-10-24T22:00Z', to: '2026-10-25T23:00Z', day: 25, night: 5 },
    { zone: 'America/New_York', from: '2026-03-08T05:00Z', to: '2026-03-09T04:00Z', day: 23, night: 3 },
    { zone: 'America/New_York', from: '2026-11-01T04:00Z', to: '2026-11-02T05:00Z', day: 25, night: 5 },
    {
      zone: 'Australia/Lord_Howe',
      from: '2026-10-03T13:30Z',
      to: '2026-10-04T13:00Z',
      day: 23.5,
      night: 3.5,
    },
    {
      zone: 'Australia/Lord_Howe',
      from: '2026-04-04T13:00Z',
      to: '2026-04-05T13:30Z',
      day: 24.5,
      night: 4.5,
    },
    { zone: 'Asia/Kathmandu', from: '2026-03-28T18:15Z', to: '2026-03-29T18:15Z', day: 24, night: 4 },
  ];
  for (const { zone, from, to, day, night } of CHANGES) {
    it(`give ${zone} ${day} hours on the Sunday that begins at ${from}`, () => {
      const whole = compileCalendar('whole', weekly(zone, { sun: [['00:00', '24:00']] }));
      const part = compileCalendar('part', weekly(zone, { sun: [['01:00', '05:00']] }));
      assert.deepEqual(openBetween(whole, from, to), [`${from.slice(0, 16)}/${to.slice(0, 16)}`]);
      assert.equal(elapsed(whole, at(from), at(to)), day * HOUR);
      assert.equal(elapsed(part, at(from), at(to)), night * HOUR);
    });
  }

  it('close on holidays, by the local date', () => {
    const auckland = compileCalendar('nz', weekly('Pacific/Auckland', EVERY_DAY, ['2026-02-06']));
    // All of that Friday in New Zealand, which is 13 hours ahead then, and nothing else.
    assert.equal(elapsed(auckland, at('2026-02-05T00:00Z'), at('2026-02-08T00:00Z')), 48 * HOUR);
    assert.ok(isOpen(auckland, at('2026-02-05T10:59Z')));
    assert.ok(!isOpen(auckland, at('2026-02-05T11:00Z')));
    assert.ok(!isOpen(auckland, at('2026-02-06T10:59Z')));
    assert.ok(isOpen(auckland, at('2026-02-06T11:00Z')));
  });

  it('keep the parts of a split day apart', () => {
    const siesta = compileCalendar(
      'siesta',
      weekly('Europe/Madrid', {
        tue: [
          ['09:00', '13:00'],
          ['16:00', '20:00'],
        ],
      }),
    );
    assert.deepEqual(openBetween(siesta, '2026-03-03T00:00Z', '2026-03-04T00:00Z'), [
      '2026-03-03T08:00/2026-03-03T12:00',
      '2026-03-03T15:00/2026-03-03T19:00',
    ]);
    assert.equal(add(siesta, at('2026-03-03T11:30Z'), millis(HOUR)), at('2026-03-03T15:30Z'));
  });

  it('lose no minute at midnight between 24:00 and 00:00 (Zammad issue 3180)', () => {
    const dayAndNight = compileCalendar('24/7', weekly('Europe/Berlin', EVERY_DAY));
    assert.equal(dayAndNight.starts.length, 1);
    const evening = at('2026-03-02T22:30Z');
    assert.equal(add(dayAndNight, evening, millis(HOUR)), at('2026-03-02T23:30Z'));
    assert.equal(elapsed(dayAndNight, at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z')), 365 * 24 * HOUR);

    const shift = compileCalendar(
      'night shift',
      weekly('Europe/Berlin', { fri: [['22:00', '24:00']], sat: [['00:00', '06:00']] }),
    );
    assert.deepEqual(openBetween(shift, '2026-03-06T12:00Z', '2026-03-07T12:00Z'), [
      '2026-03-06T21:00/2026-03-07T05:00',
    ]);
  });

  it('lose no minute at a midnight that daylight saving skips', () => {
    // Brazil's clocks went from 00:00 to 01:00 on 2018-11-04.
    const shift = compileCalendar(
      'shift',
      weekly('America/Sao_Paulo', { sat: [['20:00', '24:00']], sun: [['00:00', '04:00']] }),
    );
    assert.deepEqual(openBetween(shift, '2018-11-03T12:00Z', '2018-11-04T12:00Z'), [
      '2018-11-03T23:00/2018-11-04T06:00',
    ]);
  });

  describe('that touch the hour which daylight saving skips (Berlin, 2026-03-29 02:00 to 03:00)', () => {
    const GAPS: readonly { readonly hours: [string, string][]; readonly open: string[] }[] = [
      { hours: [['02:00', '03:00']], open: [] },
      { hours: [['02:30', '03:00']], open: [] },
      { hours: [['02:10', '02:50']], open: [] },
      { hours: [['01:00', '02:00']], open: ['2026-03-29T00:00/2026-03-29T01:00'] },
      {
        hours: [
          ['01:00', '02:30'],
          ['03:00', '05:00'],
        ],
        open: ['2026-03-29T00:00/2026-03-29T03:00'],
      },
    ];
    for (const { hours, open } of GAPS) {
      const words = hours.map((part) => part.join('-')).join(', ');
      it(`are open only while the clock on the wall shows them: ${words}`, () => {
        const calendar = compileCalendar('gap', weekly('Europe/Berlin', { sun: hours }));
        assert.deepEqual(openBetween(calendar, '2026-03-28T23:00Z', '2026-03-29T22:00Z'), open);
      });
    }
  });

  it('are closed on a day that the zone leaves out altogether (Samoa, 2011-12-30)', () => {
    const shop = compileCalendar(
      'shop',
      weekly('Pacific/Apia', {
        thu: [['09:00', '17:00']],
        fri: [['09:00', '17:00']],
        sat: [['09:00', '17:00']],
      }),
    );
    assert.deepEqual(openBetween(shop, '2011-12-29T00:00Z', '2012-01-02T00:00Z'), [
      '2011-12-29T19:00/2011-12-30T03:00',
      '2011-12-30T19:00/2011-12-31T03:00',
    ]);
  });

  it('are one stretch of time where the company is always open', () => {
    const always = compileCalendar('always', { kind: 'always' });
    assert.equal(elapsed(always, at('2026-03-28T00:00Z'), at('2026-03-30T00:00Z')), 48 * HOUR);
    assert.ok(isOpen(always, at('2100-12-31T23:59Z')));
  });

  const REFUSED: Readonly<Record<string, BusinessHours>> = {
    'an unknown zone': weekly('Europe/Atlantis', EVERY_DAY),
    'no weekday at all': weekly('UTC', {}),
    'weekdays without hours': weekly('UTC', { mon: [], tue: [] }),
    'hours that overlap': weekly('UTC', {
      mon: [
        ['09:00', '12:00'],
        ['11:00', '15:00'],
      ],
    }),
    'hours that run backwards only': weekly('UTC', { mon: [['17:00', '09:00']] }),
    'a holiday that is no date': weekly('UTC', EVERY_DAY, ['2026-02-30']),
  };
  for (const [what, spec] of Object.entries(REFUSED)) {
    it(`refuse ${what}`, () => assert.throws(() => compileCalendar('broken', spec), RangeError));
  }

  it('tell a zone of the database from anything else', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'];
    assert.deepEqual(
      zones.filter((zone) => !isTimeZone(zone)),
      [],
    );
    assert.deepEqual(['', 'Berlin', 'Europe/Atlantis', 'CEST!', '../etc/localtime'].filter(isTimeZone), []);
  });

  it('take neither an offset nor a date for a zone of the database', () => {
    assert.deepEqual(['+01:00', '2026-01-01T00:00Z[Europe/Berlin]'].filter(isTimeZone), []);
  });
});
