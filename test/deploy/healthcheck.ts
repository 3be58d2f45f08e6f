import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { type AdminServer, createLogger, createMetrics, startAdminServer } from '@tierline/platform';

/** What a health check meets at the admin port: a service that is alive, and is or is not ready, or nobody. */
export type Met = 'ready' | 'not-ready' | 'nobody';

/** Whether a health check passes: its command is run, against a real admin port. */
export async function passes(command: readonly string[], met: Met): Promise<boolean> {
  return withAdminPort(met, ({ port }) => succeeds(command, port));
}

/** What a real admin port answers to a path. */
export async function statusOf(path: string, met: 'ready' | 'not-ready'): Promise<number> {
  return withAdminPort(met, async ({ url }) => (await fetch(`${url}${path}`)).status);
}

async function withAdminPort<T>(met: Met, use: (server: AdminServer) => Promise<T>): Promise<T> {
  const server = await startAdminServer({
    host: '127.0.0.1',
    port: 0,
    registry: createMetrics({ service: 'test' }).registry,
    logger: createLogger({ service: 'test', level: 'silent' }),
    ready: async () => ({ mongodb: met === 'ready' }),
  });
  try {
    if (met === 'nobody') await server.close();
    return await use(server);
  } finally {
    await server.close();
  }
}

async function succeeds([file, ...args]: readonly string[], adminPort: number): Promise<boolean> {
  if (file !== 'node') throw new Error(`not a command of Node: ${file}`);
  try {
    await promisify(execFile)(process.execPath, args, { env: { ADMIN_PORT: String(adminPort) } });
    return true;
  } catch (error) {
    // A signal, or a file that is not there, is no verdict.
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw error;
  }
}
