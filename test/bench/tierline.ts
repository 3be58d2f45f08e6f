/** Tierline as a contender: the real services from their dist, seen by what they expose on /metrics. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startSystem } from '@tierline/local';

import type { Contender, Place } from './contender.ts';
import { parseHistogram } from './histogram.ts';
import { cpuSecondsOf, scrape } from './service-metrics.ts';

const POLICY_FILE = fileURLToPath(new URL('../../simulator/presets/saas/tierline.yaml', import.meta.url));

/** Observed once per ticket, when it was routed and its promises looked at, from the time it was opened. */
const TIMED = 'tierline_ticket_accept_to_timed_seconds';

/** Starts intake, router and sla-monitor and waits until each is ready. */
export async function startTierline(
  { mongoUri, redisUrl, prefix }: Place,
  env: Readonly<Record<string, string>> = {},
): Promise<Contender & { readonly adminUrls: Readonly<Record<string, string>> }> {
  const logDir = await mkdtemp(join(tmpdir(), 'tierline-bench-'));
  const system = await startSystem({
    mongoUri,
    redisUrl,
    queuePrefix: prefix,
    policyFile: POLICY_FILE,
    clock: { speed: 1 },
    services: ['sla-monitor', 'router', 'intake'],
    env,
    logDir,
    restart: false,
    onEvent: () => undefined,
  });
  const watcher = system.services.find(({ name }) => name === 'sla-monitor');
  return {
    url: `${system.apiUrl}/v1/tickets`,
    headers: { authorization: `Bearer ${system.adminKey}` },
    adminUrls: Object.fromEntries(system.services.map(({ name, adminUrl }) => [name, adminUrl])),
    timed: async () => parseHistogram(await scrape(watcher?.adminUrl ?? ''), TIMED),
    cpuSeconds: async () => cpuSecondsOf(system.services),
    stop: async () => {
      await system.stop();
      await rm(logDir, { recursive: true, force: true });
    },
  };
}
