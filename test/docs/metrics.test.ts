import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

import { type LabelValues, type Metric, METRICS } from '@tierline/contracts';

const FILE = new URL('../../docs/operations/metrics.md', import.meta.url);
const BEGIN = '<!-- the table is made of the catalogue: METRICS=1 writes it -->\n\n';

const valuesOf = (values: LabelValues): string =>
  'length' in values
    ? values.length > 12
      ? `${values.length} values`
      : values.join(', ')
    : values.declaredBy;

function row({ name, kind, help, labels, services, ...metric }: Metric): string {
  const shown = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${valuesOf(values)}`);
  const type = 'shared' in metric && metric.shared ? 'gauge, shared' : kind;
  const from = services.length === 4 ? 'all' : services.join(', ');
  return `| \`${name}\` | ${type} | ${shown.join('; ')} | ${from} | ${help} |`;
}

const table = [
  '| name | kind | labels | services | what |',
  '| --- | --- | --- | --- | --- |',
  ...Object.values(METRICS)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(row),
].join('\n');

/** Tables are the same however wide a formatter makes their columns. */
const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();

describe('docs/operations/metrics.md', () => {
  it('lists every metric of the catalogue, and no other', () => {
    const text = readFileSync(FILE, 'utf8');
    const [head = ''] = text.split(BEGIN);
    if (process.env['METRICS'] === '1') writeFileSync(FILE, `${head}${BEGIN}${table}\n`);
    assert.equal(plain(readFileSync(FILE, 'utf8').split(BEGIN)[1] ?? ''), plain(table));
  });
});
