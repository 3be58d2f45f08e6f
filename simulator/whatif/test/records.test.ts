import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simulate } from '@tierline/model';
import {
  beginRecords,
  organisationOf,
  RECORD_COLUMNS,
  type RecordRow,
  recordsFormatOf,
  SimulationPool,
} from '@tierline/whatif';

import { saas } from './saas.ts';

const TIERS = ['T1', 'T2', 'T3'];
/** Until a Thursday afternoon, so that work is cut short. */
const DAYS = 10.6;

describe('the file of records', function records() {
  this.timeout(60_000);
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-records-'));
  });
  after(async () => rm(dir, { recursive: true }));

  /** A fortnight without a warm-up, in which customers give up and some work is cut short. */
  async function plan() {
    const { scenario, ...rest } = await saas(14, { T1: 6 });
    const run = { ...scenario.run, warmUpDays: 0, days: DAYS };
    const customers = { patience: { atOnce: 0.02, waits: { meanMinutes: 90, cv: 1 } } };
    return { ...rest, scenario: { ...scenario, run, customers } };
  }

  async function written(name: string, seed: number, replications = 1) {
    const file = join(dir, name);
    const format = recordsFormatOf(file);
    assert.ok(format !== undefined);
    beginRecords(file, format);
    await using pool = new SimulationPool(1);
    let rows = 0;
    for (let replication = 0; replication < replications; replication += 1)
      rows += await pool.record({ plan: await plan(), seed, replication, file, format });
    return { rows, text: await readFile(file, 'utf8') };
  }

  function parsed(text: string): RecordRow[] {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordRow);
  }

  it('has as many visits as the figures of the run say, and no ticket is without one', async () => {
    const { rows, text } = await written('a.ndjson', 5);
    const all = parsed(text);
    assert.equal(all.length, rows);
    const { figures, created } = simulate(organisationOf(await plan()), { seed: 5, replication: 0 });
    for (const tier of TIERS)
      assert.equal(
        all.filter((row) => row.tier === tier && row.started !== null).length,
        figures[`${tier}.takenUp`],
        tier,
      );
    const of = (outcome: string) => all.filter((row) => row.outcome === outcome).length;
    assert.ok(of('give-up') > 0 && of('in-hand') > 0 && of('waiting') > 0);
    assert.equal(of('give-up'), figures['all.abandoned']);
    assert.equal(new Set(all.map(({ ticket }) => ticket)).size, created);
  });

  it('has all of the work that people were busy with', async () => {
    const all = parsed((await written('work.ndjson', 5)).text);
    const { figures } = simulate(organisationOf(await plan()), { seed: 5, replication: 0 });
    for (const tier of TIERS) {
      const worked = all
        .filter((row) => row.tier === tier)
        .reduce((sum, { workedMinutes }) => sum + Number(workedMinutes), 0);
      const busy = (figures[`${tier}.busyHours`] ?? 0) * 60 * (DAYS / 7);
      assert.ok(Math.abs(worked - busy) < 0.1, `${tier}: ${worked} and ${busy}`);
    }
  });

  it('is the same for the same seed, another for another, and the same as CSV', async () => {
    const { text } = await written('b.ndjson', 5);
    assert.equal((await written('again.jsonl', 5)).text, text);
    assert.notEqual((await written('other.ndjson', 6)).text, text);
    const [header, ...lines] = (await written('b.csv', 5)).text.trim().split('\n');
    assert.equal(header, RECORD_COLUMNS.join(','));
    assert.deepEqual(
      lines,
      parsed(text).map((row) => RECORD_COLUMNS.map((column) => row[column] ?? '').join(',')),
    );
  });

  it('has run after run', async () => {
    const { text, rows } = await written('runs.ndjson', 5, 3);
    const runs = parsed(text).map(({ replication }) => Number(replication));
    assert.deepEqual([runs.length, [...new Set(runs)]], [rows, [0, 1, 2]]);
    assert.deepEqual(
      runs,
      runs.toSorted((a, b) => a - b),
    );
  });

  it('is NDJSON or CSV, by its name', () => {
    assert.deepEqual(['a.ndjson', 'b.jsonl', 'c.CSV', 'd.txt', 'csv'].map(recordsFormatOf), [
      'ndjson',
      'ndjson',
      'csv',
      undefined,
      undefined,
    ]);
  });
});
