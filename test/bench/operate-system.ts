/** Real services from their dist for the benchmark of operation, in a database that may have tickets already. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type LoadedPolicy, readPolicyFile, type ServiceName } from '@tierline/contracts';
import { startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import type { RealTicketing } from '@tierline/testkit';

import type { Finding } from './finding.ts';
import type { OperateSizes } from './operate-options.ts';
import type { Servers } from './servers.ts';

/** What every part of the benchmark is given. */
export interface Operating {
  readonly sizes: OperateSizes;
  readonly servers: Servers;
  readonly log: (text: string) => void;
}

export type Part = (operating: Operating) => Promise<readonly Finding[]>;

/** The company whose rules all parts run by, where they need none of their own. */
export async function saasPolicy(): Promise<LoadedPolicy> {
  return readPolicyFile((await loadPreset('saas')).policyFile);
}

/** A long time: nothing is swept up while it is measured how fast queues are worked off. */
export const NO_SWEEPS = { SWEEP_SECONDS: '3600' };

/** Starts services in the place of these tickets; they end with it. */
export async function startOperated(
  { config, loaded }: Pick<RealTicketing, 'config' | 'loaded'>,
  o: { readonly services?: readonly ServiceName[]; readonly env?: Readonly<Record<string, string>> },
): Promise<System & AsyncDisposable> {
  const dir = await mkdtemp(join(tmpdir(), 'tierline-bench-'));
  const policyFile = join(dir, 'tierline.yaml');
  await writeFile(policyFile, loaded.text);
  const system = await startSystem({
    ...o,
    mongoUri: config.MONGODB_URI,
    redisUrl: config.REDIS_URL,
    queuePrefix: config.QUEUE_PREFIX,
    policyFile,
    clock: { speed: 1 },
    logDir: dir,
    restart: false,
    onEvent: () => undefined,
  });
  return Object.assign(system, {
    [Symbol.asyncDispose]: async () => {
      await system.stop();
      await rm(dir, { recursive: true, force: true });
    },
  });
}
