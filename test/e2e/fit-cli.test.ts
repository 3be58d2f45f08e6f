import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadScenario } from '@tierline/presets';
import { parse } from 'yaml';

import { tierline } from '../command-line.ts';

const DAYS = 182;

/** Of a preset that differs from the one that the fit is put over in everything that is fitted. */
const KNOWN = `extends: small-team
load:
  ticketsPerDay: null
  ticketsPerWeek: 1500
  timeZone: Europe/Berlin
  week:
    monday: { '08': 2, '09': 3, '14': 1 }
    wednesday: { '10': 1, '11': 2 }
    friday: { '10': 1, '11': 2 }
    sunday: { '22': 1 }
  busyness: { cv: 0.2 }
  split: { T1: 0.6, T2: 0.3, T3: 0.1 }
  obvious: { T2: 0.5, T3: 0.9 }
  plans: null
work:
  handle: { T1: { meanMinutes: 8, cv: 0.6 }, T2: { meanMinutes: 12, cv: 1 }, T3: { meanMinutes: 25, cv: 0.7 } }
  findOut: { T1: { meanMinutes: 4, cv: 0.5 } }
people: { staff: { T1: 12, T2: 8, T3: 6 } }
run: { days: ${DAYS}, warmUpDays: 0 }
`;

describe('tierline fit', function fit() {
  this.timeout(90_000);
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-fit-'));
  });
  after(async () => rm(dir, { recursive: true }));

  async function done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await tierline(args);
    assert.ok(code === 0 || code === 99, stderr);
    return stdout;
  }

  it('finds a known scenario again in the records of a run of it, and what it writes can be simulated', async () => {
    const [known, history, fitted] = ['known.yaml', 'history.csv', 'fitted.yaml'].map((name) =>
      join(dir, name),
    ) as [string, string, string];
    await writeFile(known, KNOWN);
    await done('simulate', known, '-q', '--replications', '1', '--seed', '7', '--records', history);
    const text = await done('fit', history, '--zone', 'Europe/Berlin', '--extends', 'saas');
    await writeFile(fitted, text);
    assert.match(
      text,
      /^# Fitted to \d{5} tickets in .*history\.csv, 2026-01-05 until before 2026-07-06, Europe\/Berlin\./,
    );
    const { load, work } = (await loadScenario(fitted)).scenario;
    const tickets = Number(/Fitted to (\d+)/.exec(text)?.[1]);
    // Three standard errors of a share, and of a mean of so many tickets.
    const near = (found: number, expected: number, error: number, what: string) =>
      assert.ok(
        Math.abs(found - expected) < 3.3 * error,
        `${what}: ${found} where ${expected} ± ${error} was known`,
      );
    const shares = { T1: 0.6, T2: 0.3, T3: 0.1 } as const;
    const handle = { T1: [8, 0.6], T2: [12, 1], T3: [25, 0.7] } as const;
    for (const tier of ['T1', 'T2', 'T3'] as const) {
      const own = tickets * shares[tier];
      near(load.split[tier], shares[tier], Math.sqrt((shares[tier] * (1 - shares[tier])) / tickets), tier);
      const length = work.handle[tier];
      assert.ok(length.distribution === 'lognormal');
      const [mean, cv] = handle[tier];
      near(length.meanMinutes, mean, (mean * cv) / Math.sqrt(own), `handle ${tier}`);
      assert.ok(Math.abs(length.cv / cv - 1) < 0.1, `${tier}: cv ${length.cv}`);
    }
    near(load.obvious.T2, 0.5, Math.sqrt(0.25 / (0.3 * tickets)), 'obvious');
    const findOut = work.findOut.T1;
    assert.ok('meanMinutes' in findOut);
    near(findOut.meanMinutes, 4, (4 * 0.5) / Math.sqrt(tickets * 0.15), 'find out');
    assert.ok(Math.abs((load.busyness?.cv ?? 0) - 0.2) < 0.05, `${load.busyness?.cv}`);
    // 26 weeks, the busyness of their four days included.
    near(
      load.ticketsPerWeek ?? 0,
      1500,
      Math.sqrt((1500 + 0.04 * (692 ** 2 + 2 * 346 ** 2 + 115 ** 2)) / 26),
      'a week',
    );
    assert.deepEqual(Object.keys(load.week?.monday ?? {}).toSorted(), ['08', '09', '14']);
    assert.deepEqual([load.week?.tuesday, load.week?.saturday], [{}, {}]);
    assert.match(await done('validate', fitted), /can be simulated: about \d+ tickets/);
    await done('simulate', fitted, '-q', '--days', '7', '--replications', '2');
  });

  it('prints load and work alone where it is put over nothing', async () => {
    const file = join(dir, 'plain.csv');
    const rows = Array.from(
      { length: 28 * 9 },
      (_, index) =>
        `2026-02-${String(1 + (index % 28)).padStart(2, '0')} ${String(9 + Math.floor(index / 28)).padStart(2, '0')}:30,T${1 + (index % 3)},${5 + (index % 7)}`,
    );
    await writeFile(file, `created,tier,handleMinutes\n${rows.join('\n')}\n`);
    const text = await done('fit', file, '--handle', 'empirical');
    const { load, work } = parse(text) as {
      readonly load: { readonly ticketsPerWeek: number };
      readonly work: { readonly handle: Record<string, { readonly distribution: string }> };
    };
    assert.equal(load.ticketsPerWeek, 63);
    assert.deepEqual(
      Object.entries(work.handle).map(([tier, { distribution }]) => [tier, distribution]),
      ['T1', 'T2', 'T3'].map((tier) => [tier, 'empirical']),
    );
    assert.match(text, /\n {4}sunday: \{ "09": 1, "10": 1, /);
  });

  it('refuses rows that make no sense, by their lines, or leaves them out', async () => {
    const file = join(dir, 'bad.csv');
    const rows = Array.from(
      { length: 20 },
      (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}T10:00Z,low`,
    );
    await writeFile(file, `created,priority\n${[...rows, 'soon,low', '2026-02-21T10:00Z,P1'].join('\n')}\n`);
    const refused = await tierline(['fit', file]);
    assert.deepEqual([refused.code, refused.stdout], [1, '']);
    assert.match(
      refused.stderr,
      /2 rows that make no sense .*\n {2}line 22: created: "soon".*\n {2}line 23: priority: "P1"/,
    );
    const left = await tierline(['fit', file, '--skip-bad-rows']);
    assert.equal(left.code, 0);
    assert.match(left.stderr, /left out: .*bad\.csv: line 22: created/);
    assert.match(left.stdout, /^# Fitted to 20 tickets/);
    const short = await tierline(['fit', file, '--skip-bad-rows', '--until', '2026-02-04']);
    assert.equal(short.code, 2);
    assert.match(
      short.stderr,
      /nothing can be fitted from 2026-02-01 until before 2026-02-04: a week is the least/,
    );
  });
});
