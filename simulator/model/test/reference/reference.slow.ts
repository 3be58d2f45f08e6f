import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';

import { CALL_CENTRE } from './call-centre.ts';
import { CASE_NAMES, type Outcome, outcomesOf } from './experiment.ts';
import { NETWORKS } from './networks.ts';
import { PRIORITIES } from './priorities.ts';
import { SINGLE_QUEUES } from './single-queues.ts';
import { VARYING_LOAD } from './varying-load.ts';

const EXPERIMENTS = [...SINGLE_QUEUES, ...PRIORITIES, ...VARYING_LOAD, ...NETWORKS, ...CALL_CENTRE];

/** Held to the last digit in `exact.test.ts`, and formulas of the engine, held in its tests. */
const ELSEWHERE = ['calendar-1', 'md1-deterministic', 'erlC-min-agents', 'halfin-whitt-beta'];

const DOCUMENT = new URL('../../../../docs/validation.md', import.meta.url);
const HEAD = ['case', 'model', 'figure', 'in the scenario', 'ours', '±', 'reference', 'z'];

describe('the model reproduces', function reproduces() {
  this.timeout(60_000);
  const found: Outcome[] = [];

  for (const [index, experiment] of EXPERIMENTS.entries())
    it(`a known answer, ${index + 1}: ${experiment.scenario}`, () => {
      const outcomes = outcomesOf(experiment, 100 * index);
      found.push(...outcomes);
      for (const { id, quantity, mean, halfWidth, expected, z } of outcomes)
        assert.ok(
          Math.abs(z) < 4,
          `${id}, ${quantity}: ${mean} ± ${halfWidth}, should be ${expected}: z = ${z.toFixed(2)}`,
        );
    });

  it('every reference case', () => {
    assert.deepEqual([...found.map(({ id }) => id), ...ELSEWHERE].toSorted(), CASE_NAMES.toSorted());
  });

  it('all of them no further off than chance has it', () => {
    const squares = found.reduce((sum, { z }) => sum + z ** 2, 0) / found.length;
    assert.ok(squares < 2, `the mean of z² is ${squares}, and about 1 where only chance is at work`);
  });

  after(async () => {
    if (process.env['VALIDATION'] === '1') await writeTable(found);
  });
});

/** Puts the table in docs/validation.md. */
async function writeTable(outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.map(({ id, model, quantity, scenario, mean, halfWidth, expected, z }) => [
    id,
    model,
    quantity,
    scenario,
    mean.toPrecision(5),
    halfWidth.toPrecision(2),
    expected.toPrecision(5),
    z.toFixed(2),
  ]);
  const table = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  const text = await readFile(DOCUMENT, 'utf8');
  await writeFile(
    DOCUMENT,
    text.replace(/(?:^\|.*\n)+/m, () => table),
  );
}
