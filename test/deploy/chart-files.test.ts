import assert from 'node:assert/strict';

import { parse } from 'yaml';
import { z } from 'zod';

import { copiedPaths, copies, environmentSchema } from '../../deploy/helm/chart-files.ts';
import { read, serviceNames } from './deployment.ts';

const inChart = (path: string) => read(`deploy/helm/tierline/${path}`);
const remedy = 'run: node --import tsx --conditions source deploy/helm/sync-files.ts && pnpm format';

describe("the chart's files", () => {
  it('hold the rules, the dashboards and the usual policy as they are elsewhere', () => {
    const wanted = copies();
    assert.deepEqual(copiedPaths().toSorted(), [...wanted.keys()].toSorted(), remedy);
    for (const [path, text] of wanted) assert.equal(inChart(path), text, `${path}: ${remedy}`);
  });

  it('list in the schema of values exactly what a service can be told, with its description', () => {
    const { definitions } = z
      .object({ definitions: z.object({ environment: z.unknown() }) })
      .parse(JSON.parse(inChart('values.schema.json')));
    assert.deepEqual(definitions.environment, environmentSchema(), remedy);
  });

  it('have the version of the product, and a role for each service', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
    const chart = z
      .object({ appVersion: z.string(), version: z.string() })
      .parse(parse(inChart('Chart.yaml')));
    assert.deepEqual([chart.appVersion, chart.version], [version, version]);
    const values = z
      .object({ roles: z.record(z.string(), z.unknown()) })
      .parse(parse(inChart('values.yaml')));
    assert.deepEqual(Object.keys(values.roles).toSorted(), serviceNames);
  });

  it('explain every value in the README', () => {
    const readme = inChart('README.md');
    const values = z.record(z.string(), z.unknown()).parse(parse(inChart('values.yaml')));
    for (const name of Object.keys(values)) assert.ok(readme.includes(`\`${name}\``), name);
  });
});
