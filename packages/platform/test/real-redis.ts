import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { redisPing, workerConnection } from '@tierline/platform';

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set; use npm test`);
  return value;
}

export const redisUrl = () => fromEnvironment('REDIS_URL');

/** A key prefix that no other test file has. */
export const ownPrefix = () => `test-${randomUUID().slice(0, 8)}`;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Resolves when `probe` gives true, polling; rejects after `ms`. */
export async function eventually(probe: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const until = Date.now() + ms;
  while (!(await probe())) {
    if (Date.now() > until) throw new Error(`not within ${ms} ms: ${probe.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface OwnRedis {
  readonly pid: number;
  /** kill -9, and gone when it resolves. */
  kill(): Promise<void>;
}

/** A Redis of this test's own, with nothing in it and nothing kept; resolves when it answers. */
export async function startRedis(port: number): Promise<OwnRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'tierline-redis-'));
  const child = spawn(
    fromEnvironment('TIERLINE_REDIS_SERVER'),
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  await once(child, 'spawn');
  const probe = workerConnection(`redis://127.0.0.1:${port}`);
  await eventually(() => redisPing(probe)).finally(() => probe.disconnect());
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
