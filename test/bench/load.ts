/** The load generator: tickets over HTTP as fast as they are answered, or at random moments at a steady rate. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Contender } from './contender.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { ticketRequest } from './requests.ts';

/** What was sent, and how it was answered. */
export interface Load {
  readonly accepted: number;
  /** Answered by anything but 2xx, or not at all. */
  readonly refused: number;
  /** Seconds from a request being sent to its answer having been read, of those accepted. */
  readonly http: Histogram;
}

/** Where tickets go. */
export type Target = Pick<Contender, 'url' | 'headers'>;

/** Closed loop: each of `connections` keep-alive connections sends its next ticket when it has its answer. */
export async function flatOut(o: {
  readonly to: Target;
  readonly connections: number;
  readonly seconds: number;
}): Promise<Load> {
  const sender = createSender(o.to, o.connections);
  const end = performance.now() + o.seconds * 1000;
  const connection = async () => {
    while (performance.now() < end) await sender.send();
  };
  await Promise.all(Array.from({ length: o.connections }, connection));
  return sender.close();
}

/**
 * Open loop: tickets come at moments that do not wait for answers, the gaps between them exponentially distributed. A
 * closed loop with a cap on its rate would send each second's quota as one burst.
 */
export async function poisson(o: {
  readonly to: Target;
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
}): Promise<Load> {
  const sender = createSender(o.to, 256);
  const random = seededRandom(o.seed);
  const start = performance.now();
  const sent: Promise<void>[] = [];
  for (let next = 0; next < o.seconds; next += -Math.log(1 - random()) / o.perSecond) {
    while ((performance.now() - start) / 1000 < next) await sleep(1);
    sent.push(sender.send());
  }
  await Promise.all(sent);
  return sender.close();
}

function createSender(
  { url, headers: own }: Target,
  connections: number,
): { send(): Promise<void>; close(): Load } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const http = createHistogram();
  let accepted = 0;
  let refused = 0;
  let n = 0;

  const post = (): Promise<number | undefined> => {
    const { body, headers } = ticketRequest((n += 1));
    return new Promise((resolve) => {
      const sending = request(url, { agent, method: 'POST', headers: { ...own, ...headers } }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
        response.once('error', () => resolve(undefined));
      });
      sending.once('error', () => resolve(undefined));
      sending.end(body);
    });
  };

  return {
    async send() {
      const start = performance.now();
      const status = await post();
      if (status === undefined || status < 200 || status > 299) {
        refused += 1;
        return;
      }
      accepted += 1;
      http.observe((performance.now() - start) / 1000);
    },
    close() {
      agent.destroy();
      return { accepted, refused, http: http.read() };
    },
  };
}

/** Mulberry32: the same seed gives the same arrivals. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
