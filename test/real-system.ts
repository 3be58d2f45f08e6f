import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSystem, type System, type SystemOptions } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

/** Every service as its own process, in real time unless told otherwise, on a database and under a queue prefix of its own. */
export interface RealSystem extends AsyncDisposable {
  readonly system: System;
  /** Its database. */
  readonly mongoUri: string;
  /** For whatever the test writes; gone afterwards. */
  readonly dir: string;
}

/**
 * Starts a system under a name. The policy is the preset's, unless `prepare` makes another in the folder that it is given.
 */
export async function realSystem(
  name: string,
  prepare: (
    dir: string,
  ) => Promise<
    Pick<SystemOptions, 'env' | 'services' | 'ports'> & Partial<Pick<SystemOptions, 'policyFile' | 'clock'>>
  > = async () => ({}),
): Promise<RealSystem> {
  const dir = await mkdtemp(join(tmpdir(), `tierline-${name}-`));
  const { mongodbUri, redisUrl } = realServers();
  const mongoUri = withDatabase(mongodbUri, `${name}${Date.now()}`);
  const {
    policyFile = (await loadPreset('saas')).policyFile,
    clock = { speed: 1 },
    ...options
  } = await prepare(dir);
  const system = await startSystem({
    ...options,
    mongoUri,
    redisUrl,
    policyFile,
    clock,
    queuePrefix: `${name}-${process.pid}`,
    logDir: dir,
    onEvent: () => undefined,
    restart: false,
  });
  return {
    system,
    mongoUri,
    dir,
    [Symbol.asyncDispose]: async () => {
      await system.stop();
      await dropDatabase(mongoUri);
      await rm(dir, { recursive: true });
    },
  };
}
