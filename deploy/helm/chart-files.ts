import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { commonConfig } from '../../packages/platform/src/config.ts';
import { intakeConfig } from '../../services/intake/src/config.ts';
import { notifierConfig } from '../../services/notifier/src/config.ts';
import { routerConfig } from '../../services/router/src/config.ts';
import { slaMonitorConfig } from '../../services/sla-monitor/src/config.ts';

const root = new URL('../../', import.meta.url);
/** The chart's folder. */
export const chart = new URL('tierline/', import.meta.url);

/** What the chart takes from Secrets, or says itself; no value of it may. */
const NOT_VALUES: ReadonlySet<string> = new Set([
  'MONGODB_URI',
  'REDIS_URL',
  'ADMIN_KEY',
  'POLICY_FILE',
  'HOST',
  'PORT',
  'ADMIN_PORT',
]);

/** Folders of the chart whose files are copies, each with the folder that they are copied from. */
const COPIED = [
  { to: 'files/rules/', from: 'deploy/prometheus/rules/', suffix: '.yaml' },
  { to: 'files/dashboards/', from: 'deploy/grafana/dashboards/', suffix: '.json' },
] as const;

/** The text that each copied file of the chart has to have, by its path in the chart. */
export function copies(): ReadonlyMap<string, string> {
  const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
  const copied = COPIED.flatMap(({ to, from, suffix }) =>
    namesIn(new URL(from, root), suffix).map((name) => [`${to}${name}`, text(`${from}${name}`)] as const),
  );
  return new Map([['files/tierline.yaml', text('simulator/presets/saas/tierline.yaml')], ...copied]);
}

/** The paths of all files that stand where copies belong. */
export function copiedPaths(): readonly string[] {
  const paths = COPIED.flatMap(({ to, suffix }) =>
    namesIn(new URL(to, chart), suffix).map((name) => `${to}${name}`),
  );
  return ['files/tierline.yaml', ...paths];
}

/** The part of values.schema.json that lists what each role can be told by its environment. */
export function environmentSchema(): Readonly<Record<string, unknown>> {
  const variables = (shape: Readonly<Record<string, { readonly description?: string | undefined }>>) => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(shape)
        .filter(([name]) => !NOT_VALUES.has(name))
        .map(([name, { description = '' }]) => [name, { description, type: 'string' }]),
    ),
  });
  return {
    common: variables(commonConfig),
    intake: variables(intakeConfig.shape),
    router: variables(routerConfig.shape),
    'sla-monitor': variables(slaMonitorConfig.shape),
    notifier: variables(notifierConfig.shape),
  };
}

function namesIn(folder: URL, suffix: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .toSorted();
}
