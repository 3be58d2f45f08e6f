import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process behind the balancer: where it takes requests, and where it says whether it wants them. */
export interface Backend {
  readonly apiUrl: string;
  readonly adminUrl: string;
}

/**
 * A load balancer as small as can be: it asks /readyz, lets a request wait while nobody is ready, and never tries one a second
 * time.
 */
export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, those that waited for somebody to be ready, and those that got no answer or one of 500 and above. */
  readonly counts: {
    readonly requests: number;
    readonly waited: number;
    readonly failed: readonly string[];
  };
}

const LOOK_MS = 100;
/** Nobody is asked longer whether it is ready: it has to be known well before a drain is over. */
const ANSWER_MS = 1000;
/** A machine that does other things as well may make all say that they are not ready. */
const QUEUE_MS = 10_000;
/** What is between two neighbours only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

export async function roundRobin(backends: readonly Backend[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<Backend>();
  const counts = { requests: 0, waited: 0, failed: [] as string[] };
  let turn = 0;

  async function next(): Promise<Backend | undefined> {
    turn += 1;
    const until = performance.now() + QUEUE_MS;
    for (let waited = false; performance.now() < until; waited = true) {
      const open = backends.filter((one) => ready.has(one));
      if (open.length > 0) return open[turn % open.length];
      if (!waited) counts.waited += 1;
      await sleep(LOOK_MS / 2);
    }
    return undefined;
  }

  async function pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    counts.requests += 1;
    const fail = (why: string) => {
      counts.failed.push(`${incoming.method} ${incoming.url}: ${why}`);
      if (!answer.headersSent) answer.writeHead(502);
      answer.end();
    };
    const backend = await next();
    if (backend === undefined) return fail('nobody is ready');
    const outgoing = request(
      new URL(incoming.url ?? '/', backend.apiUrl),
      { agent, method: incoming.method, headers: incoming.headers },
      (answered) => {
        if ((answered.statusCode ?? 0) >= 500) counts.failed.push(`${incoming.url}: ${answered.statusCode}`);
        const headers = Object.entries(answered.headers).filter(([name]) => !HOP_BY_HOP.has(name));
        answer.writeHead(answered.statusCode ?? 502, Object.fromEntries(headers));
        answered.pipe(answer);
      },
    );
    outgoing.on('error', (error: Error) => fail(error.message));
    incoming.pipe(outgoing);
  }

  const stopping = new AbortController();
  async function watch(backend: Backend): Promise<void> {
    while (!stopping.signal.aborted) {
      const ok = await fetch(`${backend.adminUrl}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
        async (response) => {
          await response.body?.cancel();
          return response.ok;
        },
        () => false,
      );
      if (ok) ready.add(backend);
      else ready.delete(backend);
      await sleep(LOOK_MS);
    }
  }
  const watching = backends.map(watch);

  const server = createServer((incoming, answer) => void pass(incoming, answer));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(watching);
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
