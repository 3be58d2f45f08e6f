import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CLI, tierline } from '../command-line.ts';

const SHORT = ['--days', '14', '--replications', '4', '-q'];

interface Figures {
  readonly seed: number;
  readonly scenarioHash: string;
  readonly partial: boolean;
  readonly replications: number;
  readonly figures: Readonly<
    Record<string, { readonly mean: number; readonly low: number; readonly high: number }>
  >;
}

describe('tierline simulate', function cli() {
  this.timeout(60_000);
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-cli-'));
  });
  after(async () => rm(dir, { recursive: true }));

  it('answers without any server, the same for the same seed and another for another', async () => {
    const json = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await tierline([
        'simulate',
        '--preset',
        'saas',
        ...SHORT,
        '-o',
        'json',
        ...args,
      ]);
      assert.deepEqual([code, stderr], [0, '']);
      return JSON.parse(stdout) as Figures;
    };
    const [one, again, other] = [await json(), await json('--threads', '1'), await json('--seed', '2')];
    assert.deepEqual(one, again);
    assert.notDeepEqual(one.figures, other.figures);
    assert.deepEqual([one.scenarioHash, one.replications, one.partial], [other.scenarioHash, 4, false]);
    const kept = one.figures['T1.tierTarget.attainment'];
    assert.ok(kept !== undefined && kept.low < kept.mean && kept.mean < kept.high && kept.mean > 0.9);
  });

  it('prints a table with a tick or a cross for each target, and exits with 99 where one is missed', async () => {
    const met = await tierline(['simulate', '--preset', 'saas', ...SHORT]);
    assert.equal(met.code, 0, met.stderr);
    assert.match(met.stdout, /^All 3 targets are met\./);
    assert.match(met.stdout, /\n✓ T1\.tierTarget\.attainment >= 95 %: \d/);
    assert.match(met.stdout, /\nT3 +\d+/);
    const missed = await tierline(['simulate', '--preset', 'saas', '--staff', 't1=8', ...SHORT]);
    assert.equal(missed.code, 99);
    assert.match(missed.stdout, /\n✗ T1\.tierTarget/);
    assert.match(missed.stderr, /warning: saas: OVERLOAD on T1: about \d+ h of work for \d+ h of people/);
  });

  it('prints figures as CSV and as lines of JSON', async () => {
    const csv = await tierline(['simulate', '--preset', 'small-team', ...SHORT, '-o', 'csv']);
    assert.match(csv.stdout, /^figure,mean,low,high,replications\nall\.tickets,\d/);
    const lines = await tierline(['simulate', '--preset', 'small-team', ...SHORT, '-o', 'ndjson']);
    const [header, ...figures] = lines.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { figure?: string });
    assert.equal(header?.figure, undefined);
    assert.ok(figures.length > 50 && figures.every(({ figure }) => figure !== undefined));
  });

  it('writes one page that needs nothing else to be read', async () => {
    const { code, stdout } = await tierline(['simulate', '--preset', 'saas', ...SHORT, '-o', 'html']);
    assert.equal(code, 0);
    assert.match(stdout, /^<!doctype html>/i);
    assert.match(stdout, /<svg/);
    assert.match(stdout, /tierline simulate --preset saas/);
    assert.doesNotMatch(stdout, /(?:src|href)="https?:|<script(?! type="application\/json")/);
  });

  it('refuses what cannot be simulated, with the path in the file and a hint', async () => {
    const file = join(dir, 'wrong.yaml');
    const refused = async (text: string) => {
      await writeFile(file, text);
      const { code, stdout, stderr } = await tierline(['simulate', file]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.doesNotMatch(stderr, /\n +at /);
      return stderr;
    };
    assert.match(
      await refused('extends: saas\npeople: { staff: { T3: 0 } }'),
      /people\.staff\.T3: nobody .*give T3 somebody/,
    );
    assert.match(
      await refused('extends: saas\nwork: { handle: { T1: { meanMinutes: -3, cv: 1 } } }'),
      /work\.handle\.T1\.meanMinutes/,
    );
    assert.match(
      await refused('extends: saas\nload: { split: { T1: 0.5 } }'),
      /load\.split: must add up to 1/,
    );
    assert.match(await refused('extends: saas\nload: { split: { T4: 1 } }'), /load\.split: .*T4/);
    const { code, stderr } = await tierline(['simulate', '--preset', 'sass']);
    assert.equal(code, 1);
    assert.match(stderr, /there is no preset sass; known:\n {2}enterprise/);
    const usage = await tierline(['simulate', '--preset', 'saas', '--split', '80/15/6']);
    assert.equal(usage.code, 2);
    assert.match(usage.stderr, /adds up to 101/);
  });

  it('writes the visits of the first run, or of several, to a file, and says so in the header', async () => {
    const written = async (file: string, ...args: readonly string[]) => {
      const { code, stdout, stderr } = await tierline([
        'simulate',
        '--preset',
        'small-team',
        ...SHORT,
        '-o',
        'json',
        '--records',
        join(dir, file),
        ...args,
      ]);
      assert.deepEqual([code, stderr], [0, '']);
      const header = JSON.parse(stdout) as Figures & {
        readonly version: string;
        readonly node: string;
        readonly records: { readonly file: string; readonly runs: number; readonly rows: number };
      };
      assert.match(`${header.version} ${header.node} ${header.scenarioHash}`, /^\d\S+ v\d\S+ [0-9a-f]{12}$/);
      return { ...header.records, text: await readFile(join(dir, file), 'utf8') };
    };
    const one = await written('one.ndjson');
    const again = await written('again.jsonl', '--threads', '1');
    assert.deepEqual([one.runs, one.text.trim().split('\n').length], [1, one.rows]);
    assert.equal(one.text, again.text);
    const two = await written('two.csv', '--records-runs', '2');
    assert.deepEqual([two.runs, two.text.trim().split('\n').length], [2, two.rows + 1]);
    assert.match(
      two.text,
      /^replication,ticket,tier,person,created,queued,started,ended,workedMinutes,outcome,/,
    );
    const refused = await tierline(['simulate', '--preset', 'saas', '--records', join(dir, 'no', 'x.csv')]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--records: .*x\.csv cannot be written/);
    assert.match(
      (await tierline(['simulate', '--preset', 'saas', '--records', 'x'])).stderr,
      /\.ndjson nor in \.csv/,
    );
  });

  it('begins with the tickets that wait, by a file of them or of their numbers', async () => {
    const rows = async (name: string, text: string) => {
      const [file, records] = [join(dir, name), join(dir, `${name}.csv`)];
      await writeFile(file, text);
      const run = [
        '--preset',
        'saas',
        '--days',
        '1',
        '--replications',
        '1',
        '-q',
        '--set',
        'run.warmUpDays=0',
      ];
      const { code, stderr } = await tierline(['simulate', ...run, '--backlog', file, '--records', records]);
      if (code === 1) return { stderr, waiting: {} };
      const kinds = new Map<string, string>();
      for (const line of (await readFile(records, 'utf8')).split('\n')) {
        const [, ticket = '', , , created, , , , , , needs, priority] = line.split(',');
        // Nobody writes at night.
        if (created === '2026-01-05T00:00:00.000Z') kinds.set(ticket, `${needs} ${priority}`);
      }
      const waiting: Record<string, number> = {};
      for (const kind of kinds.values()) waiting[kind] = (waiting[kind] ?? 0) + 1;
      return { stderr, waiting };
    };
    const open = await rows('open.csv', 'tier,priority,id\nT1,high,1\nT1,,2\nT1,high,3\nT3,urgent,4\n');
    assert.deepEqual(open, { stderr: '', waiting: { 'T1 high': 2, 'T1 normal': 1, 'T3 urgent': 1 } });
    const counted = await rows('open.yaml', '{ T1: { low: 7 }, T2: 3 }');
    assert.deepEqual(counted.waiting, { 'T1 low': 7, 'T2 normal': 3 });
    assert.match(
      (await rows('bad.csv', 'tier,priority\nT1,high\nT9,low\n')).stderr,
      /line 3: tier: "T9" is none of/,
    );
    assert.match(
      (await rows('bad.yaml', '{ T1: many }')).stderr,
      /run\.backlog\.T1: must be a number of tickets, or/,
    );
    assert.match(
      (await rows('none.yaml', '{ T3: { low: 1 } }')).stderr,
      /run\.backlog\.T3\.low: no low ticket of the load begins on T3 .*check load\.split\.T3/,
    );
  });

  it('finds out how long the warm-up is, and says it in the header and in words', async () => {
    const mser = [...SHORT, '--set', 'run.warmUpDays=mser', '--set', 'run.backlog.T1=600'];
    const { code, stdout, stderr } = await tierline(['simulate', '--preset', 'saas', ...mser, '-o', 'json']);
    assert.deepEqual([code, stderr], [0, '']);
    const { warmUp } = JSON.parse(stdout) as { readonly warmUp: Readonly<Record<string, unknown>> };
    assert.deepEqual([warmUp['method'], warmUp['isSteady'], warmUp['pilotRuns']], ['mser-5', true, 5]);
    const days = Number(warmUp['days']);
    assert.ok(days >= 5 && days <= 50, stdout.slice(0, 400));
    const said = new RegExp(`Warm-up: ${days} days, by MSER-5 in 5 pilot runs of \\d+ days\\.`);
    assert.match((await tierline(['simulate', '--preset', 'saas', ...mser])).stdout, said);
    const compared = await tierline(['compare', '--preset', 'saas', '--with', 't1=12', ...mser]);
    assert.match(compared.stdout, /Warm-up: \d+ days, by MSER-5/);
    const swept = await tierline(['sweep', '--preset', 'saas', '--vary', 't1=10,11', ...mser]);
    assert.match(swept.stdout, said);
    assert.equal((await tierline(['validate', '--preset', 'saas', '--set', 'run.warmUpDays=mser'])).code, 0);
  });

  it('that is interrupted prints what it knows, marked, and exits with 130', async () => {
    const child = spawn(process.execPath, [CLI, 'simulate', '--preset', 'saas', '--replications', '100000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      // Progress is told as soon as a few runs are done.
      if (stderr.includes('run ')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 130);
    assert.match(stdout, /^PARTIAL: ended early/);
    assert.match(stdout, /saas: \d+ runs of 91 days/);
  });
});

describe('tierline compare and sweep', function cli() {
  this.timeout(60_000);

  it('show what one more on T3 changes, pair by pair, and what it does not', async () => {
    const { code, stdout } = await tierline(['compare', '--preset', 'saas', '--with', 't3=3', ...SHORT]);
    assert.equal(code, 0);
    assert.match(stdout, /saas with t3=3 against saas/);
    assert.match(stdout, /T3\.utilisation +\d.* lower/);
    assert.doesNotMatch(stdout, /T1\.utilisation/);
  });

  it('name the cheapest plan that meets the targets, or exit with 99', async () => {
    const found = await tierline(['sweep', '--preset', 'saas', '--vary', 't1=9..11', ...SHORT]);
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stdout, /^The cheapest plan that meets all targets: t1=10, 30250 a week\./);
    const none = await tierline(['sweep', '--preset', 'saas', '--vary', 't1=7,8', ...SHORT]);
    assert.equal(none.code, 99);
    assert.match(none.stdout, /^None of 2 plans meets all targets/);
    const usage = await tierline(['sweep', '--preset', 'saas']);
    assert.equal(usage.code, 2);
    assert.match(usage.stderr, /--vary/);
  });
});
