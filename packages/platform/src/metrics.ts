import { readFileSync } from 'node:fs';

import { METRICS } from '@tierline/contracts';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { z } from 'zod';

import { gaugeOf } from './instruments.ts';

export type { Registry } from 'prom-client';

/** promtool's lint rejects these gauges: `_total` is a counter's ending. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The version of Tierline that runs; all packages of the workspace carry the same. */
export function productVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/**
 * The process's own registry (never prom-client's global one), with the runtime's metrics as
 * `process_*` and `nodejs_*`. Our own metrics are those of METRICS.
 */
export function createMetrics({ service }: { readonly service: string }): {
  readonly registry: Registry;
} {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  gaugeOf(registry, METRICS.buildInfo).set({ service, version: productVersion() }, 1);
  return { registry };
}
