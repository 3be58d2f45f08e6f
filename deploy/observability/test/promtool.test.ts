import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { allExpressions } from '../src/expressions.ts';

const root = new URL('../../../', import.meta.url);
const folder = (path: string) => fileURLToPath(new URL(`deploy/prometheus/${path}/`, root));

/** Prometheus's checker, from the PATH or from .cache/tools. */
function findPromtool(): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...['.cache/tools', '.cache/tools/bin'].map((one) => fileURLToPath(new URL(one, root))),
  ];
  return folders.map((one) => `${one}/promtool`).find((path) => existsSync(path));
}

const TRUTH = 'tierline-truth.yaml';
const SLO = 'tierline-slo-webhook-delivered.yaml';
const CAPACITY = 'tierline-capacity.yaml';

/** What could be wrong with rules, one thing at a time: that replicas are added up, a threshold, a time, a text. */
const FAULTS: readonly (readonly [file: string, was: string, is: string])[] = [
  [TRUTH, 'max (tierline_outbox_oldest_age_seconds)', 'sum (tierline_outbox_oldest_age_seconds)'],
  [TRUTH, 'outbox_oldest_age_seconds) > 60', 'outbox_oldest_age_seconds) > 61'],
  [TRUTH, 'for: 2m', 'for: 1m'],
  [TRUTH, '{{ $labels.instance }} decides', '{{ $labels.pod }} decides'],
  [TRUTH, '> 0.25 *', '> 0.24 *'],
  [CAPACITY, 'or sum by (tier) (rate(tierline_tickets_taken_total[15m]))', ''],
  [CAPACITY, '- on (tier) group_left () 14400 *', '- on (tier) group_left () 7200 *'],
  [SLO, ' and tierline:slo_bad:ratio_rate2h{slo="webhook-delivered"} > 0.03', ''],
  [SLO, ' and tierline:slo_bad:increase1d{slo="webhook-delivered"} >= 5', ''],
];

describe('promtool', () => {
  const promtool = findPromtool();

  before(function find() {
    if (promtool !== undefined) return;
    process.stdout.write('    no promtool on the PATH or in .cache/tools; it comes with Prometheus\n');
    this.skip();
  });

  /** Resolves with what it says; rejects with that when it finds fault. */
  async function run(args: readonly string[]): Promise<string> {
    try {
      const { stdout } = await promisify(execFile)(promtool ?? '', args, { cwd: folder('tests') });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${stdout}${stderr}`, { cause: error });
    }
  }

  const files = readdirSync(folder('rules'));

  it('finds no fault with the rules', async () => {
    const said = await run(['check', 'rules', ...files.map((file) => `${folder('rules')}${file}`)]);
    assert.equal(said.match(/SUCCESS: \d+ rules found/g)?.length, files.length, said);
  });

  it('can read what panels and runbooks ask for', async () => {
    const runbooks = new URL('docs/runbooks/', root);
    const asked = readdirSync(runbooks).flatMap((name) =>
      [...readFileSync(new URL(name, runbooks), 'utf8').matchAll(/```promql\n(.+?)\n```/gs)].map(
        ([, expr]) => expr,
      ),
    );
    assert.ok(asked.length > 40);
    const rules = [...allExpressions().map(({ expr }) => expr), ...asked].map((expr, index) => ({
      record: `asked:${index}`,
      expr,
    }));
    const file = join(mkdtempSync(join(tmpdir(), 'tierline-runbooks-')), 'rules.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'runbooks', rules }] }));
    try {
      assert.match(await run(['check', 'rules', file]), /SUCCESS/);
    } finally {
      rmSync(dirname(file), { recursive: true });
    }
  });

  it('sees every alert fire when it should, then and only then', async function test() {
    this.timeout(120_000);
    await Promise.all(files.map(async (file) => assert.match(await run(['test', 'rules', file]), /SUCCESS/)));
  });

  it('fails where a rule is not what it should be', async function planted() {
    this.timeout(120_000);
    const scratch = mkdtempSync(join(tmpdir(), 'tierline-rules-'));
    try {
      await Promise.all(
        FAULTS.map(async ([file, was, is], index) => {
          const rules = readFileSync(`${folder('rules')}${file}`, 'utf8');
          assert.equal(rules.split(was).length, 2, was);
          writeFileSync(join(scratch, `rules-${index}.yaml`), rules.replace(was, is));
          const tests = readFileSync(`${folder('tests')}${file}`, 'utf8');
          writeFileSync(
            join(scratch, `tests-${index}.yaml`),
            tests.replace(`../rules/${file}`, `rules-${index}.yaml`),
          );
          const found = run(['test', 'rules', join(scratch, `tests-${index}.yaml`)]);
          await assert.rejects(found, /FAILED/, `${was} -> ${is}`);
        }),
      );
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
});
