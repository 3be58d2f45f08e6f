import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { policyText } from '@tierline/testkit';

import { InvalidPolicyError, UsageError } from '../src/failure.ts';
import { withHolidays } from '../src/policy-holidays.ts';

const ROOT = new URL('../../../', import.meta.url);
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The policy with a calendar `desk`, written as given. */
const withDesk = (...lines: readonly string[]) =>
  policyText().replace(
    '  always: always\n',
    `  always: always\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );

const DESK = [
  '# When the desk answers.',
  'desk:',
  '  zone: Europe/Berlin',
  '  holidays: # ours',
  '    - 2026-12-24 # by agreement',
  '    - { country: DE }',
  "  hours: { mon: ['09:00-17:00'] } # Mondays",
] as const;

const add = (text: string, ...dates: readonly string[]) =>
  withHolidays(text, { file: 'tierline.yaml', calendar: 'desk', dates });

describe('holidays that are added to a policy file', () => {
  it('come after those that are there, and leave every other line as it is', () => {
    const before = withDesk(...DESK);
    const { text, added, present } = add(before, '2026-12-31', '2026-12-24', '2026-12-25');
    assert.deepEqual([added, present], [['2026-12-31'], ['2026-12-24', '2026-12-25']]);
    assert.equal(text, withDesk(...DESK.slice(0, 6), '    - 2026-12-31', ...DESK.slice(6)));
  });

  it('become a list where there was none', () => {
    const line = "desk: { zone: UTC, hours: { mon: ['09:00-17:00'] } }";
    const { text } = add(withDesk(line), '2026-12-25', '2026-12-26');
    assert.equal(
      text,
      withDesk("desk: { zone: UTC, hours: { mon: ['09:00-17:00'] }, holidays: [2026-12-25, 2026-12-26] }"),
    );
    assert.equal(
      add(withDesk(...DESK.filter((_, index) => index < 3 || index > 5)), '2026-12-25').text,
      withDesk(...DESK.slice(0, 3), '  holidays: [2026-12-25]', ...DESK.slice(6)),
    );
  });

  it('go on with a list on one line', () => {
    const desk = (list: string) =>
      withDesk(`desk: { holidays: ${list}, zone: UTC, hours: { mon: ['09:00-17:00'] } }`);
    assert.equal(add(desk('[]'), '2026-12-25').text, desk('[2026-12-25]'));
    assert.equal(add(desk('[ 2026-12-24 ]'), '2026-12-25').text, desk('[ 2026-12-24, 2026-12-25 ]'));
  });

  it('end their lines as the others end', () => {
    const before = withDesk(...DESK).replaceAll('\n', '\r\n');
    assert.ok(!/[^\r]\n/.test(add(before, '2026-12-31').text));
  });

  it('change nothing when all are there', () => {
    const text = withDesk(...DESK);
    assert.equal(add(text, '2026-12-24').text, text);
  });

  it('are refused for a calendar without holidays, or none, or an alias', () => {
    const hours = "{ zone: UTC, hours: { mon: ['09:00-17:00'] } }";
    assert.throws(() => add(policyText(), '2026-12-24'), UsageError);
    assert.throws(() => add(withDesk('desk: always'), '2026-12-24'), UsageError);
    assert.throws(() => add(withDesk('desk: { offices: [always] }'), '2026-12-24'), UsageError);
    assert.throws(() => add(withDesk(`other: &other ${hours}`, 'desk: *other'), '2026-12-24'), UsageError);
    assert.throws(() => add('nothing', '2026-12-24'), InvalidPolicyError);
  });
});

const ICS = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Company day',
  'DTSTART;VALUE=DATE:20260612',
  'RRULE:FREQ=YEARLY',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:2',
  'SUMMARY:Lunch',
  'DTSTART:20260613T120000Z',
  'DTEND:20260613T130000Z',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

describe('tierline calendar import', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tierline-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(ics: string, ...more: readonly string[]) {
    const [file, policy] = [join(folder, 'days.ics'), join(folder, 'tierline.yaml')];
    writeFileSync(file, ics);
    writeFileSync(policy, withDesk(...DESK));
    const command = ['calendar', 'import', file, '--policy', policy, '--calendar', 'desk', ...more];
    const args = ['--import', 'tsx', '--conditions', 'source', MAIN, ...command];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    return { status, stdout, stderr, policy: readFileSync(policy, 'utf8') };
  }

  it('writes all-day events into the policy file, and says what it added and skipped', () => {
    const { status, stdout, policy } = run(ICS, '--from', '2026', '--to', '2027');
    assert.equal(status, 0);
    assert.equal(
      stdout,
      [
        'added to desk: 2',
        '  2026-06-12  Company day',
        '  2027-06-12  Company day',
        'there already: 0',
        'skipped: 1',
        '  Lunch: is not all-day: 2026-06-13T12:00:00Z to 2026-06-13T13:00:00Z',
        '',
      ].join('\n'),
    );
    assert.match(policy, /- \{ country: DE \}\n {6}- 2026-06-12\n {6}- 2027-06-12\n/);
  });

  it('follows what recurs for five years from now', () => {
    const { stdout } = run(ICS, '--json');
    const { added } = JSON.parse(stdout) as { added: readonly string[] };
    const year = new Date().getFullYear();
    const first = Math.max(2026, year);
    assert.deepEqual(
      added,
      Array.from({ length: year + 5 - first + 1 }, (_, index) => `${first + index}-06-12`),
    );
  });

  it('says of a bad file what is wrong, and leaves the policy as it was', () => {
    const { status, stderr, policy } = run('no calendar');
    assert.equal(status, 1);
    assert.match(stderr, /^tierline: .*days\.ics is no iCalendar file/);
    assert.equal(policy, withDesk(...DESK));
  });
});
