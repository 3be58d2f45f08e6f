import { type QueueName, QUEUES } from '@tierline/contracts';

import { openQueue, type QueuePlace, type QueueState } from './queue.ts';

/** A look at all queues. */
export interface QueueCensus {
  /** How each queue stands. Rejects within about a second while Redis is away. */
  look(): Promise<readonly (QueueState & { readonly queue: QueueName })[]>;
  close(): Promise<void>;
}

/** Connects lazily and does not wait for Redis. */
export function createQueueCensus(place: Omit<QueuePlace, 'name'>): QueueCensus {
  const queues = Object.values(QUEUES).map((name) => ({
    name,
    queue: openQueue({ ...place, name, jobName: 'none', removeOnFail: true }),
  }));
  return {
    look: () =>
      Promise.all(queues.map(async ({ name, queue }) => ({ queue: name, ...(await queue.state()) }))),
    close: async () => void (await Promise.all(queues.map(({ queue }) => queue.close()))),
  };
}
