/** Backlogs on queues, and how fast services work them off. */
import { setTimeout as sleep } from 'node:timers/promises';

import { QUEUES, type WakeQueueName } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { aRequest, type RealTicketing } from '@tierline/testkit';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { ticketRequest } from './requests.ts';

const AT_ONCE = 500;
const POLL_MS = 50;
const STUCK_MS = 30_000;

/** So many tickets as intake would have opened them, all of what they owe published: it waits on the queues. */
export async function openTickets({ ticketing }: RealTicketing, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => {
        const { subject, description } = JSON.parse(ticketRequest(from + index).body) as Record<
          string,
          string
        >;
        return ticketing.store.create(
          aRequest({ subject: subject ?? '', description: description ?? '' }),
          instant(Date.now()),
        );
      }),
    );
  await ticketing.relay.idle();
}

/** A queue that stands still until it is let go, so that whoever works on it can start in peace. */
export async function standStill({ config }: Pick<RealTicketing, 'config'>, name: WakeQueueName) {
  const connection = new Redis(config.REDIS_URL, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUES[name], { prefix: config.QUEUE_PREFIX, connection });
  await queue.pause();
  return {
    letGo: () => queue.resume(),
    [Symbol.asyncDispose]: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** Seconds until nothing is left. Throws when that becomes no less for half a minute. */
export async function secondsUntilNone(left: () => Promise<number>): Promise<number> {
  const start = performance.now();
  let least = Infinity;
  for (let progressAt = start; ;) {
    const now = await left();
    if (now === 0) return (performance.now() - start) / 1000;
    if (now < least) progressAt = performance.now();
    least = Math.min(least, now);
    if (performance.now() - progressAt > STUCK_MS) throw new Error(`${now} are left and become no less`);
    await sleep(POLL_MS);
  }
}
