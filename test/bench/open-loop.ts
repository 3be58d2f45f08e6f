/** Requests that come at moments of their own, whatever became of those before. */
import { setTimeout as sleep } from 'node:timers/promises';

import { seededRandom } from './load.ts';

/** What became of one request. */
export interface Sent<Answer> {
  readonly answer: Answer;
  /** From the moment at which it was to be sent to its answer: what a sender that is late adds counts as well. */
  readonly ms: number;
  /** That moment, in seconds since the start. */
  readonly at: number;
  /** How late it was sent, in milliseconds: the sender's own part. */
  readonly lateMs: number;
}

/** So many requests a second for so long, at random moments (a Poisson process); resolves when all are answered. */
export async function offer<Answer>(o: {
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
  /** The nth request. */
  readonly send: (n: number) => Promise<Answer>;
}): Promise<readonly Sent<Answer>[]> {
  const random = seededRandom(o.seed);
  const start = performance.now();
  const under: Promise<Sent<Answer>>[] = [];
  const one = async (at: number): Promise<Sent<Answer>> => {
    const lateMs = performance.now() - start - at * 1000;
    const answer = await o.send(under.length);
    return { answer, ms: performance.now() - start - at * 1000, at, lateMs };
  };
  for (let next = 0; next < o.seconds; next += -Math.log(1 - random()) / o.perSecond) {
    while ((performance.now() - start) / 1000 < next) await sleep(1);
    under.push(one(next));
  }
  return Promise.all(under);
}
