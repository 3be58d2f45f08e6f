import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { allExpressions } from '../src/expressions.ts';
import { everyMetricTwice } from './every-metric.ts';
import { folder, root, runPromtool, skipWithoutPromtool } from './promtool.ts';

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
  const files = readdirSync(folder('rules'));
  let scratch = '';

  before(function find() {
    skipWithoutPromtool(this);
    scratch = mkdtempSync(join(tmpdir(), 'tierline-rules-'));
  });

  after(() => {
    if (scratch !== '') rmSync(scratch, { recursive: true });
  });

  it('finds no fault with the rules', async () => {
    const said = await runPromtool(['check', 'rules', ...files.map((file) => `${folder('rules')}${file}`)]);
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
    const file = join(scratch, 'asked.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'asked', rules }] }));
    assert.match(await runPromtool(['check', 'rules', file]), /SUCCESS/);
  });

  it('has a value for every expression where two replicas export every metric', async function every() {
    this.timeout(120_000);
    const asked = allExpressions().filter(({ where }) => !where.startsWith('alert '));
    const tests = {
      rule_files: files.map((file) => `${folder('rules')}${file}`),
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: everyMetricTwice(20),
          promql_expr_test: asked.map(({ expr }) => ({
            expr: `absent(${expr})`,
            eval_time: '15m',
            exp_samples: [],
          })),
        },
      ],
    };
    const file = join(scratch, 'every.yaml');
    writeFileSync(file, JSON.stringify(tests));
    assert.match(await runPromtool(['test', 'rules', file]), /SUCCESS/);
  });

  it('sees every alert fire when it should, then and only then', async function test() {
    this.timeout(120_000);
    await Promise.all(
      files.map(async (file) => assert.match(await runPromtool(['test', 'rules', file]), /SUCCESS/)),
    );
  });

  it('fails where a rule is not what it should be', async function planted() {
    this.timeout(120_000);
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
        const found = runPromtool(['test', 'rules', join(scratch, `tests-${index}.yaml`)]);
        await assert.rejects(found, /FAILED/, `${was} -> ${is}`);
      }),
    );
  });
});
