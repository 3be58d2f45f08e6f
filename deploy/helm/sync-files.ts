// Writes into the chart what it holds copies of: alert rules, dashboards, the usual policy, and the names and descriptions
// of the services' variables. From the root of the repository:
//   node --import tsx --conditions source deploy/helm/sync-files.ts && pnpm format
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { chart, copiedPaths, copies, environmentSchema } from './chart-files.ts';

const wanted = copies();
for (const path of copiedPaths()) {
  if (!wanted.has(path)) rmSync(new URL(path, chart));
}
for (const [path, text] of wanted) {
  const url = new URL(path, chart);
  mkdirSync(new URL('./', url), { recursive: true });
  writeFileSync(url, text);
}

const url = new URL('values.schema.json', chart);
const schema = JSON.parse(readFileSync(url, 'utf8'));
schema.definitions.environment = environmentSchema();
writeFileSync(url, `${JSON.stringify(schema, null, 2)}\n`);
