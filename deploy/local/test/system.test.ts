import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { repositoryRoot } from '../src/repository.ts';
import { SERVICE_NAMES, startSystem, type SystemEvent, type SystemOptions } from '../src/system.ts';
import { required, scratchDir } from './scratch.ts';

describe('the system', function () {
  this.timeout(60_000);
  const scratch = scratchDir();
  const events: SystemEvent[] = [];

  const options = (o: Partial<SystemOptions>): SystemOptions => {
    const mongo = new URL(required('MONGODB_URI'));
    mongo.pathname = '/local_system_test';
    return {
      mongoUri: mongo.href,
      redisUrl: required('REDIS_URL'),
      queuePrefix: 'local-system-test',
      policyFile: join(repositoryRoot, 'simulator/presets/saas/tierline.yaml'),
      clock: { speed: 1 },
      logDir: join(scratch.path(), 'logs'),
      onEvent: (event) => events.push(event),
      restart: true,
      ...o,
    };
  };

  it('runs every service as its own process, restarts one that is killed, and stops them all', async () => {
    const system = await startSystem(options({}));
    try {
      assert.deepEqual(
        system.services.map(({ name }) => name),
        SERVICE_NAMES,
      );
      assert.equal(new Set(system.services.map(({ pid }) => pid)).size, SERVICE_NAMES.length);
      for (const { adminUrl } of system.services) assert.ok((await fetch(`${adminUrl}/metrics`)).ok);
      assert.ok((await fetch(`${system.apiUrl}/openapi.json`)).ok);

      const pidOfRouter = () => system.services.find(({ name }) => name === 'router')?.pid;
      const before = pidOfRouter();
      await system.kill('router', 'SIGKILL');
      await system.waitReady('router');
      assert.notEqual(pidOfRouter(), before);
    } finally {
      await system.stop();
    }
    const died = events.filter(({ kind }) => kind === 'died').map(({ service }) => service);
    assert.deepEqual(died, ['router']);
    for (const { pid } of system.services) assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  it('gives a service only the variables that it needs', async () => {
    process.env['TIERLINE_TEST_SECRET'] = 'not for services';
    try {
      const system = await startSystem(options({ services: ['router'] }));
      try {
        const [router] = system.services;
        // Where there is no /proc there is nothing to look at.
        const environment = await readFile(`/proc/${router?.pid}/environ`, 'utf8').catch(() => 'REDIS_URL=');
        assert.match(environment, /REDIS_URL=/);
        assert.doesNotMatch(environment, /TIERLINE_TEST_SECRET/);
      } finally {
        await system.stop();
      }
    } finally {
      delete process.env['TIERLINE_TEST_SECRET'];
    }
  });

  it('does not come up on a broken policy file, and shows what the service said', async () => {
    const policyFile = join(scratch.path(), 'broken.yaml');
    await writeFile(policyFile, 'tiers: nonsense\n');
    await assert.rejects(
      startSystem(options({ services: ['router'], policyFile })),
      /router is not ready: its process ended[\s\S]*policy file has problems/,
    );
  });
});
