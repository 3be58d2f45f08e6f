/** One process of a floor, which is what both floors have in common: its life, its workers, and its reports to the parent. */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import mongoose, { type mongo } from 'mongoose';
import { z } from 'zod';

import { type Accept, listen } from './floor-intake.ts';
import { FLOOR_ROLES, type FloorTicket, type FloorWake } from './floor-ticket.ts';
import { createHistogram } from './histogram.ts';

/** What a job of a floor carries. */
export interface FloorJob {
  readonly wakes: readonly FloorWake[];
}

export interface FloorTools {
  readonly tickets: mongo.Collection<FloorTicket>;
  readonly queue: (name: string) => Queue<FloorJob>;
}

/** What a floor does with one ticket in each of its processes; ready to be called many times at once. */
export interface Floor {
  readonly intake: (tools: FloorTools) => Accept;
  readonly router: (tools: FloorTools) => (wake: FloorWake) => Promise<void>;
  readonly sla: (tools: FloorTools) => (wake: FloorWake) => Promise<void>;
}

/** What the parent is told: once `ready`, then a reading whenever it sends anything. */
export type FloorReport =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'reading'; readonly counts: readonly number[]; readonly cpuSeconds: number };

export const FLOOR_JOB = {
  removeOnComplete: true,
  removeOnFail: { count: 1000 },
  attempts: 5,
  backoff: { type: 'exponential', delay: 200 },
} as const;

const CONCURRENCY = 100;

/** The life of the process: its role is the first argument, its place is in the environment, and it dies with its parent. */
export async function runFloorProcess(floor: Floor): Promise<void> {
  process.on('disconnect', () => process.exit());
  const role = z.enum(FLOOR_ROLES).parse(process.argv[2]);
  const { MONGODB_URI = '', REDIS_URL = '', QUEUE_PREFIX: prefix = '' } = process.env;
  const connection = () => new Redis(REDIS_URL, { maxRetriesPerRequest: null });
  const client = new mongoose.mongo.MongoClient(MONGODB_URI, {
    maxPoolSize: 64,
    writeConcern: { w: 'majority', journal: true },
  });
  const tools: FloorTools = {
    tickets: client.db().collection<FloorTicket>('tickets'),
    queue: (name) => new Queue<FloorJob>(name, { prefix, connection: connection() }),
  };
  await tools.tickets.createIndexes([
    { key: { ticketId: 1 }, unique: true },
    { key: { status: 1, dueAt: 1 } },
  ]);

  const timed = createHistogram();
  let port = 0;
  if (role === 'intake') {
    port = await listen(floor.intake(tools));
  } else {
    const handle = floor[role](tools);
    const one = async (wake: FloorWake) => {
      await handle(wake);
      if (role === 'sla') timed.observe((Date.now() - wake.receivedAt) / 1000);
    };
    const worker = new Worker<FloorJob>(
      role,
      async ({ data }) => void (await Promise.all(data.wakes.map(one))),
      {
        prefix,
        connection: connection(),
        concurrency: CONCURRENCY,
      },
    );
    await worker.waitUntilReady();
  }

  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    report({ kind: 'reading', counts: timed.read().counts, cpuSeconds: (user + system) / 1e6 });
  });
  report({ kind: 'ready', port });
}

function report(message: FloorReport): void {
  process.send?.(message);
}
