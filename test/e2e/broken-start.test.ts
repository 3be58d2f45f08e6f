import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ConfigError, loadConfig } from '@tierline/platform';
import { policyText } from '@tierline/testkit';

import { schemas } from '../deploy/deployment.ts';

const SERVICES = ['intake', 'router', 'sla-monitor', 'notifier'] as const;

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

describe('a service that cannot start', () => {
  let bait: Server;
  let connections: number;
  let dir: string;
  before(async () => {
    connections = 0;
    bait = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
    dir = await mkdtemp(join(tmpdir(), 'tierline-broken-'));
  });
  after(async () => {
    await new Promise((resolve) => bait.close(resolve));
    await rm(dir, { recursive: true });
  });

  /** Starts the service as an operator would, with both databases pointing at a port that counts who comes. */
  async function start(service: string, env: Record<string, string>): Promise<Ended> {
    const { port } = bait.address() as AddressInfo;
    const main = fileURLToPath(new URL(`../../services/${service}/dist/main.js`, import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { MONGODB_URI: `mongodb://127.0.0.1:${port}`, REDIS_URL: `redis://127.0.0.1:${port}`, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, stderr };
  }

  for (const service of SERVICES) {
    it(`names every problem of ${service}'s environment at once, before it connects anywhere`, async () => {
      const { code, stderr } = await start(service, {
        MONGODB_URI: 'postgres://here',
        ADMIN_PORT: '99999',
        LOG_LEVEL: 'loud',
        CLOCK_SPEED: '600',
        SWEEP_SECONDS: '-1',
        REDIS_URL: 'redis://one:6379,two:6379',
        QUEUE_PREFX: 'mine',
      });
      assert.equal(code, 2);
      for (const name of [
        'MONGODB_URI',
        'ADMIN_PORT',
        'LOG_LEVEL',
        'CLOCK_EPOCH',
        'CLOCK_ORIGIN',
        'SWEEP_SECONDS',
        'POLICY_FILE',
        'REDIS_URL',
        'QUEUE_PREFX',
      ]) {
        assert.match(stderr, new RegExp(`${name}: `), stderr);
      }
      assert.equal(connections, 0);
    });

    it(`does not take the variables of the others for misspelt ones of ${service}`, () => {
      const schema = schemas.get(service) ?? assert.fail();
      const others = [...schemas.values()].flatMap(({ shape }) => Object.keys(shape));
      const foreign = others.filter((name) => !(name in schema.shape)).map((name) => [name, 'anything']);
      assert.throws(
        () => loadConfig(schema, Object.fromEntries(foreign), { service }),
        (error) =>
          error instanceof ConfigError && error.problems.every(({ message }) => message === 'is missing'),
      );
    });

    it(`names every problem of ${service}'s policy file at once, before it connects anywhere`, async () => {
      const file = join(dir, `${service}.yaml`);
      await writeFile(
        file,
        policyText()
          .replace('target: 1h', 'target: soon')
          .replace('Europe/Berlin', 'Europe/Atlantis')
          .replace('max: 2', 'max: -2'),
      );
      const { code, stderr } = await start(service, { POLICY_FILE: file });
      assert.equal(code, 2);
      for (const place of ['tiers.T1.target', 'calendars.office.zone', 'escalation.max'])
        assert.match(stderr, new RegExp(`line \\d+: ${place.replaceAll('.', '\\.')}: `), stderr);
      assert.equal(connections, 0);
    });
  }

  it('names a policy file that is not there', async () => {
    const { code, stderr } = await start('router', { POLICY_FILE: join(dir, 'none.yaml') });
    assert.equal(code, 2);
    assert.match(stderr, /none\.yaml cannot be read \(ENOENT\)/);
  });

  it('names the webhook secrets that are missing', async () => {
    const file = join(dir, 'webhooks.yaml');
    await writeFile(
      file,
      policyText(
        "webhooks: [{ id: crm, url: 'https://crm.example.com/hook', events: [ticket.solved], secretEnv: CRM_SECRET }]\n",
      ),
    );
    const { code, stderr } = await start('notifier', { POLICY_FILE: file });
    assert.equal(code, 2);
    assert.match(stderr, /CRM_SECRET: is missing/);
    assert.equal(connections, 0);
  });
});
