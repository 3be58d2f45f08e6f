import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { type Calendars, parsePolicy } from '@tierline/contracts';
import { type BusinessHours, instant, isOpen } from '@tierline/domain';

import { broken, lineOf, problemsOf } from './broken-policy.ts';

const LAST = '  always: always\n';
const OFFICE = "zone: Europe/Berlin, hours: { mon: ['09:00-17:00'] }";

/** The policy file with more calendars, a line each. */
const withCalendars = (...lines: readonly string[]) =>
  broken([LAST, `${LAST}${lines.map((line) => `  ${line}\n`).join('')}`]);

/** One calendar of the file, in words. */
function read(line: string, name = 'desk'): BusinessHours | undefined {
  const calendars: Calendars = parsePolicy(withCalendars(line)).calendars;
  return calendars[name];
}

function holidaysIn(line: string) {
  const spec = read(`desk: { ${OFFICE}, holidays: [${line}] }`);
  return spec?.kind === 'weekly' ? spec.holidays : [];
}

const yearOf = (year: number, line: string) =>
  holidaysIn(line).filter((holiday) =>
    (typeof holiday === 'string' ? holiday : holiday.on).startsWith(`${year}-`),
  );

describe('a calendar of the policy file', () => {
  it('has nights that end on the next day', () => {
    const spec = read(
      "desk: { zone: UTC, hours: { mon: ['06:00-14:00', '22:00-06:00'], tue: ['06:00-24:00'] } }",
    );
    assert.deepEqual(spec, {
      kind: 'weekly',
      zone: 'UTC',
      hours: {
        mon: [
          [360, 840],
          [1320, 1800],
        ],
        tue: [[360, 1440]],
      },
      holidays: [],
    });
  });

  it('has closures and openings, on one date or several', () => {
    const spec = read(
      `desk: { ${OFFICE}, closures: [{ from: 2026-08-03, to: 2026-08-07 }, { on: 2026-12-24, hours: ['14:00-24:00'] }], openings: [{ on: 2026-12-05, hours: ['09:00-13:00'] }] }`,
    );
    assert.deepEqual(spec?.kind === 'weekly' && [spec.closures, spec.openings], [
      [
        { from: '2026-08-03', to: '2026-08-07' },
        { from: '2026-12-24', to: '2026-12-24', hours: [[840, 1440]] },
      ],
      [{ from: '2026-12-05', to: '2026-12-05', hours: [[540, 780]] }],
    ]);
  });

  it('may be open by openings only', () => {
    const text = withCalendars(
      "fair: { zone: UTC, hours: {}, openings: [{ on: 2026-12-05, hours: ['09:00-13:00'] }] }",
    );
    const fair = parsePolicy(text).policy.calendars.get('fair');
    assert.ok(fair !== undefined && isOpen(fair, instant(Date.parse('2026-12-05T09:00Z'))));
  });

  it('is made of others, complete in itself and each of them once', () => {
    const { calendars } = parsePolicy(
      withCalendars(
        `berlin: { ${OFFICE} }`,
        "tokyo: { zone: Asia/Tokyo, hours: { mon: ['09:00-17:00'] } }",
        'world: { offices: [both, tokyo] }',
        'both: { offices: [berlin, tokyo] }',
      ),
    );
    assert.deepEqual(calendars['world'], {
      kind: 'offices',
      offices: [calendars['berlin'], calendars['tokyo']],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(calendars)), calendars);
  });

  it('is plain data in all of its parts', () => {
    const spec = read(
      `desk: { ${OFFICE}, holidays: [{ country: DE, types: [bank] }], closures: [{ on: 2026-03-03 }] }`,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(spec)), spec);
  });

  describe('with the holidays of a country', () => {
    it('is closed on its public ones and on its own dates', () => {
      assert.deepEqual(yearOf(2026, '2026-12-24, { country: DE, region: BY }'), [
        '2026-01-01',
        '2026-01-06',
        '2026-04-03',
        '2026-04-06',
        '2026-05-01',
        '2026-05-14',
        '2026-05-25',
        '2026-06-04',
        '2026-10-03',
        '2026-11-01',
        '2026-12-24',
        '2026-12-25',
        '2026-12-26',
      ]);
    });

    it('knows parts of a region', () => {
      assert.ok(yearOf(2026, '{ country: DE, region: BY-A }').includes('2026-08-08'));
      assert.ok(!yearOf(2026, '{ country: DE, region: BY }').includes('2026-08-08'));
    });

    it('is closed on eves only from when they begin, if they are asked for', () => {
      assert.deepEqual(yearOf(2026, '{ country: DE, types: [bank] }'), [
        { on: '2026-12-24', from: 840 },
        { on: '2026-12-31', from: 840 },
      ]);
    });

    it('is closed all day where a date is closed in part as well', () => {
      assert.deepEqual(yearOf(2026, '{ country: DE, types: [bank] }, 2026-12-24'), [
        '2026-12-24',
        { on: '2026-12-31', from: 840 },
      ]);
    });

    it('is closed on each day of a holiday of several, by the local date', () => {
      const eid = yearOf(2026, '{ country: SA }');
      assert.deepEqual(
        ['2026-03-18', '2026-03-19', '2026-03-22', '2026-03-23'].map((date) => eid.includes(date)),
        [false, true, true, false],
      );
    });

    it('is closed on substitute days', () => {
      const boxing = yearOf(2027, '{ country: GB, region: ENG }');
      assert.ok(boxing.includes('2027-12-27') && boxing.includes('2027-12-28'));
    });

    it('knows them from 1990 to 2100', () => {
      const years = new Set(
        holidaysIn('{ country: US }').map((holiday) =>
          (typeof holiday === 'string' ? holiday : holiday.on).slice(0, 4),
        ),
      );
      assert.deepEqual([years.size, years.has('1990'), years.has('2100')], [111, true, true]);
    });

    it('takes letters for letters that YAML of old took for a truth value', () => {
      assert.ok(yearOf(2026, '{ country: NO }').includes('2026-05-17'));
      assert.ok(yearOf(2026, '{ country: CA, region: ON }').includes('2026-07-01'));
    });
  });

  it('loads the holidays of countries when one is named, and not before', () => {
    const script = `
      import { createRequire } from 'node:module';
      const { policyText } = await import('@tierline/testkit');
      const { parsePolicy } = await import('@tierline/contracts');
      const { cache } = createRequire(import.meta.url);
      const loaded = () => Object.keys(cache).some((file) => file.includes('date-holidays'));
      parsePolicy(policyText());
      const before = loaded();
      parsePolicy(policyText().replace('zone: Europe/Berlin', 'zone: Europe/Berlin, holidays: [{ country: IN }]'));
      console.log(before, loaded());`;
    const args = ['--import', 'tsx', '--conditions', 'source', '--input-type=module', '--eval', script];
    const cwd = new URL('..', import.meta.url);
    const printed = execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
    assert.equal(printed.trim(), 'false true');
  });
});

const REFUSED: readonly {
  readonly what: string;
  readonly line: string;
  readonly path: string;
  readonly says: RegExp;
}[] = [
  {
    what: 'a night that reaches into the hours of the next day',
    line: "{ zone: UTC, hours: { mon: ['22:00-06:00'], tue: ['05:00-09:00'] } }",
    path: 'hours.tue.0',
    says: /hours of mon have ended: hours must not overlap/,
  },
  {
    what: 'a Sunday night that reaches into Monday',
    line: "{ zone: UTC, hours: { mon: ['05:00-09:00'], sun: ['22:00-06:00'] } }",
    path: 'hours.mon.0',
    says: /hours of sun have ended/,
  },
  {
    what: 'hours after a night on its own day',
    line: "{ zone: UTC, hours: { mon: ['22:00-06:00', '23:00-24:00'] } }",
    path: 'hours.mon',
    says: /must not overlap/,
  },
  {
    what: 'an unknown key',
    line: `{ ${OFFICE}, holiday: [] }`,
    path: 'holiday',
    says: /is not a known key/,
  },
  {
    what: 'an unknown country',
    line: `{ ${OFFICE}, holidays: [2026-12-24, { country: XX }] }`,
    path: 'holidays.1.country',
    says: /no country whose holidays are known/,
  },
  {
    what: 'an unknown region',
    line: `{ ${OFFICE}, holidays: [{ country: DE, region: ZZ }] }`,
    path: 'holidays.0.region',
    says: /no region of DE: one of BB, BE/,
  },
  {
    what: 'an unknown part of a region',
    line: `{ ${OFFICE}, holidays: [{ country: DE, region: BY-Z }] }`,
    path: 'holidays.0.region',
    says: /no part of DE BY: one of A/,
  },
  {
    what: 'a region of a country that has none',
    line: `{ ${OFFICE}, holidays: [{ country: SE, region: AB }] }`,
    path: 'holidays.0.region',
    says: /which has none/,
  },
  {
    what: 'an unknown type of holiday',
    line: `{ ${OFFICE}, holidays: [{ country: DE, types: [private] }] }`,
    path: 'holidays.0.types.0',
    says: /"public"/,
  },
  {
    what: 'a holiday before 1990',
    line: `{ ${OFFICE}, holidays: [1989-12-31] }`,
    path: 'holidays.0',
    says: /from 1990 to 2100/,
  },
  {
    what: 'a closure on a date that there is not',
    line: `{ ${OFFICE}, closures: [{ on: 2026-02-30 }] }`,
    path: 'closures.0.on',
    says: /date that there is/,
  },
  {
    what: 'a closure after 2100',
    line: `{ ${OFFICE}, closures: [{ from: 2100-12-31, to: 2101-01-01 }] }`,
    path: 'closures.0.to',
    says: /from 1990 to 2100/,
  },
  {
    what: 'a closure that ends before it begins',
    line: `{ ${OFFICE}, closures: [{ from: 2026-08-07, to: 2026-08-03 }] }`,
    path: 'closures.0.to',
    says: /is before 2026-08-07/,
  },
  {
    what: 'a closure without a date',
    line: `{ ${OFFICE}, closures: [{ hours: ['14:00-24:00'] }] }`,
    path: 'closures.0',
    says: /either one date/,
  },
  {
    what: 'a closure with one date and several',
    line: `{ ${OFFICE}, closures: [{ on: 2026-08-03, from: 2026-08-07, to: 2026-08-08 }] }`,
    path: 'closures.0',
    says: /either one date/,
  },
  {
    what: 'an opening without hours',
    line: `{ ${OFFICE}, openings: [{ on: 2026-12-05 }] }`,
    path: 'openings.0.hours',
    says: /array/,
  },
  {
    what: 'an opening with no hours',
    line: `{ ${OFFICE}, openings: [{ on: 2026-12-05, hours: [] }] }`,
    path: 'openings.0.hours',
    says: /at least one time/,
  },
  {
    what: 'closures that leave no open time',
    line: `{ ${OFFICE}, closures: [{ from: 1990-01-01, to: 2100-12-31 }] }`,
    path: '',
    says: /no open time/,
  },
  {
    what: 'offices and hours of its own',
    line: '{ zone: UTC, offices: [always] }',
    path: 'zone',
    says: /is not a known key/,
  },
  {
    what: 'no offices at all',
    line: '{ offices: [] }',
    path: 'offices',
    says: /./,
  },
  {
    what: 'an office that is no calendar of the file',
    line: '{ offices: [always, mars] }',
    path: 'offices.1',
    says: /names the calendar mars, which is not under calendars/,
  },
  {
    what: 'itself as its office',
    line: '{ offices: [always, desk] }',
    path: 'offices.1',
    says: /made of desk itself/,
  },
];

describe('a calendar with a fault', () => {
  for (const { what, line, path, says } of REFUSED) {
    it(`is named with its place: ${what}`, () => {
      const text = withCalendars(`desk: ${line}`);
      const [problem, ...more] = problemsOf(text);
      assert.deepEqual(more, []);
      assert.equal(problem?.path, path === '' ? 'calendars.desk' : `calendars.desk.${path}`);
      assert.match(problem.message, says);
      assert.equal(problem.line, lineOf(text, 'desk:'));
    });
  }

  it('is named by each calendar of a circle', () => {
    const text = withCalendars('a: { offices: [b] }', 'b: { offices: [c] }', 'c: { offices: [a, always] }');
    assert.deepEqual(
      problemsOf(text).map(({ path, line }) => [path, line]),
      ['a', 'b', 'c'].map((name) => [`calendars.${name}.offices.0`, lineOf(text, `${name}: { offices`)]),
    );
  });

  it('does not keep other faults from being named', () => {
    const text = withCalendars(
      'a: { offices: [mars] }',
      "b: { zone: Mars/Base, hours: { mon: ['9-5'] }, holidays: [2026-02-30] }",
    );
    assert.deepEqual(
      problemsOf(text)
        .map(({ path }) => path)
        .toSorted(),
      ['calendars.a.offices.0', 'calendars.b.holidays.0', 'calendars.b.hours.mon.0', 'calendars.b.zone'],
    );
  });
});
