import { readFileSync } from 'node:fs';

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { z } from 'zod';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

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
 * `process_*` and `nodejs_*`. Our own metrics begin with `tierline_`.
 */
export function createMetrics({ service }: { readonly service: string }): {
  readonly registry: Registry;
} {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  new Gauge({
    name: 'tierline_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['service', 'version'],
    registers: [registry],
  }).set({ service, version: productVersion() }, 1);
  return { registry };
}
