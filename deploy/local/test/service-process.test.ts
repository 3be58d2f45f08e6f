import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort } from '../src/free-port.ts';
import { startServiceProcess, type ServiceEvent } from '../src/service-process.ts';
import { scratchDir } from './scratch.ts';

/** The outside of a service: its environment, /readyz, and an end on SIGTERM or when its parent is gone. */
const SERVICE = `
  import { createServer } from 'node:http';
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
  console.log(JSON.stringify(process.env));
  createServer((_, response) => response.end('ok')).listen(Number(process.env.ADMIN_PORT), '127.0.0.1');`;

describe('the process of a service', () => {
  const scratch = scratchDir();

  const start = async (o: { readonly name: string; readonly script: string; readonly restart: boolean }) => {
    const script = join(scratch.path(), `${o.name}.mjs`);
    await writeFile(script, o.script);
    const port = await freePort();
    const events: ServiceEvent[] = [];
    const service = await startServiceProcess({
      name: o.name,
      script,
      env: { PATH: process.env['PATH'], ADMIN_PORT: String(port) },
      adminUrl: `http://127.0.0.1:${port}`,
      logFile: join(scratch.path(), `${o.name}.log`),
      restart: o.restart,
      onEvent: (event) => events.push(event),
    });
    return { service, events };
  };

  it('is started again on its port when it dies, and told of', async () => {
    const { service, events } = await start({ name: 'phoenix', script: SERVICE, restart: true });
    try {
      await service.waitReady();
      const pid = service.pid();
      await service.kill('SIGKILL');
      await service.waitReady();
      assert.notEqual(service.pid(), pid);
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['started', 'died', 'started'],
      );
      const [, died] = events;
      assert.ok(
        died?.kind === 'died' && died.exit.signal === 'SIGKILL' && died.restartInMillis !== undefined,
      );
    } finally {
      await service.stop();
    }
    assert.equal(events.length, 3);
  });

  it('stays down when nobody asked for restarts', async () => {
    const { service, events } = await start({ name: 'mortal', script: SERVICE, restart: false });
    await service.waitReady();
    await service.kill('SIGKILL');
    await assert.rejects(service.waitReady(), /mortal is not ready: its process ended/);
    assert.deepEqual(events.at(-1), { kind: 'died', exit: { code: null, signal: 'SIGKILL' } });
    await service.stop();
  });

  it('is not tried again, and its last words are shown, when it never got ready', async () => {
    const { service, events } = await start({
      name: 'broken',
      script: 'console.error("POLICY_FILE is missing"); process.exit(2);',
      restart: true,
    });
    await assert.rejects(
      service.waitReady(),
      /broken is not ready: its process ended[\s\S]*POLICY_FILE is missing/,
    );
    assert.equal(events.length, 2);
    await service.stop();
  });
});
