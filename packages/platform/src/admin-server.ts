import { createServer, type ServerResponse } from 'node:http';

import type { Registry } from 'prom-client';

import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';

/** Whether each thing that the process needs is there, by name. */
export type Checks = Readonly<Record<string, boolean>>;

/** The admin port of a process. `close` is idempotent. */
export interface AdminServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
  /** From now on not ready, so that no new work is sent here; still alive. */
  setStopping(): void;
}

const CHECK_MS = 1_000;
/** Above {@link CHECK_MS}, so that a slow check is answered by its name. */
const READY_MS = 1_500;

/** Runs all checks at once; one that throws or takes longer than 1 s is false. */
export async function runChecks(checks: Readonly<Record<string, () => Promise<boolean>>>): Promise<Checks> {
  const results = Object.entries(checks).map(async ([name, check]) => {
    try {
      return [name, await withDeadline({ what: name, promise: check(), ms: CHECK_MS })] as const;
    } catch {
      return [name, false] as const;
    }
  });
  return Object.fromEntries(await Promise.all(results));
}

/**
 * Serves GET /metrics, /healthz (200 while the event loop turns; asks nothing else, so a lost
 * database never restarts a process) and /readyz (503 while any check is false, or stopping).
 * Rejects when the port cannot be had.
 */
export async function startAdminServer({
  host,
  port,
  registry,
  logger,
  ready,
}: {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly ready: () => Promise<Checks>;
}): Promise<AdminServer> {
  let stopping = false;

  async function readiness(response: ServerResponse): Promise<void> {
    if (stopping) return sendJson(response, 503, { status: 'stopping', checks: {} });
    let checks: Checks;
    try {
      checks = await withDeadline({ what: 'readiness', promise: ready(), ms: READY_MS });
    } catch (error) {
      logger.warn({ err: error }, 'readiness check failed');
      checks = { readiness: false };
    }
    const ok = Object.values(checks).every(Boolean);
    sendJson(response, ok ? 200 : 503, { status: ok ? 'ready' : 'not-ready', checks });
  }

  const routes = new Map<string, (response: ServerResponse) => Promise<void>>([
    [
      '/metrics',
      async (response) => {
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
      },
    ],
    ['/healthz', async (response) => sendJson(response, 200, { status: 'alive' })],
    ['/readyz', readiness],
  ]);

  const server = createServer((request, response) => {
    const route = routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (route === undefined) return sendJson(response, 404, { status: 'not-found' });
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      return sendJson(response, 405, { status: 'method-not-allowed' });
    }
    route(response).catch((error: unknown) => {
      logger.error({ err: error, path: request.url }, 'admin request failed');
      if (!response.headersSent) sendJson(response, 500, { status: 'error' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    setStopping() {
      stopping = true;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
