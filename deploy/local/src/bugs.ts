import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Clock } from '@tierline/platform';
import type { Preset } from '@tierline/presets';
import { startEngineering } from '@tierline/replay';

import { freePort, isPortFree } from './free-port.ts';

/** Where bugs of the product go while a day is replayed: a tracker, and a policy that knows it. */
export interface Bugs {
  /** Its name in the policy. */
  readonly tracker: string;
  /** The preset's policy, with the tracker. */
  readonly policyFile: string;
  /** The tracker's secrets, for the services. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The same each time where it can be: the tracker's address is part of the policy, and so of its version. */
const USUAL_PORT = 8095;
const TRACKER = 'product';

/** Starts synthetic engineers, with a tracker on loopback that tells the API on `port` of fixes. */
export async function startBugs(o: {
  readonly preset: Preset;
  readonly port: number;
  readonly seed: number;
  readonly clock: Clock;
  /** Gets the policy file. */
  readonly dir: string;
}): Promise<Bugs> {
  const { preset, port, seed, clock, dir } = o;
  const [token, secret] = [newSecret(), newSecret()];
  const engineering = await startEngineering({
    port: (await isPortFree(USUAL_PORT)) ? USUAL_PORT : await freePort(),
    webhookUrl: `http://127.0.0.1:${port}/v1/trackers/${TRACKER}/webhook`,
    token,
    secret,
    clock,
    fix: preset.scenario.work.engineering.fix,
    seed,
  });
  const policyFile = join(dir, 'tierline.yaml');
  await writeFile(policyFile, `${await readFile(preset.policyFile, 'utf8')}${declared(engineering.url)}`);
  return {
    tracker: TRACKER,
    policyFile,
    env: { PRODUCT_TRACKER_TOKEN: token, PRODUCT_TRACKER_SECRET: secret },
    stop: async () => engineering[Symbol.asyncDispose](),
  };
}

function declared(url: string): string {
  return `
# Added by npm start: the tracker of its synthetic engineers.
engineering:
  trackers:
    - id: ${TRACKER}
      kind: generic
      url: ${url}
      tokenEnv: PRODUCT_TRACKER_TOKEN
      webhookSecretEnv: PRODUCT_TRACKER_SECRET
`;
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}
