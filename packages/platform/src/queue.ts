import { type JobOutcome, laterVersion, type QueueName } from '@tierline/contracts';
import {
  DelayedError,
  Queue,
  UnrecoverableError,
  Worker,
  type Job,
  type JobsOptions,
  type KeepJobs,
} from 'bullmq';
import type { Registry } from 'prom-client';
import type { z } from 'zod';

import { atMostOften } from './at-most-often.ts';
import { withDeadline } from './deadline.ts';
import { withLogFields } from './log-fields.ts';
import type { Logger } from './logger.ts';
import { announceWorker, queueMetrics } from './queue-metrics.ts';
import { keyPrefix, type RedisConnection } from './redis.ts';

// The only file that knows BullMQ. What a queue carries is in a file of its own per kind of queue.

/** Where a queue is. The connection stays the caller's to close. */
export interface QueuePlace {
  readonly name: QueueName;
  readonly prefix: string;
  readonly connection: RedisConnection;
}

/** How many jobs are in each state. */
export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** How a queue stands. */
export interface QueueState extends QueueDepth {
  readonly paused: boolean;
  /** Since when the job is ready that has been so longest (epoch milliseconds); absent where none waits. */
  readonly oldestReadyAt?: number;
}

/** What every worker is given, beside its handler. */
export interface WorkerPlace extends QueuePlace {
  readonly logger: Logger;
  readonly registry: Registry;
}

/**
 * A started worker. `close` waits up to 5 s for its active jobs; one that is still active then runs
 * again elsewhere when its lock has expired.
 */
export interface QueueWorker {
  close(): Promise<void>;
}

/** A job to add. An id that is in the queue already makes the add a no-op. */
export interface NewJob<P> {
  readonly id: string;
  readonly payload: P;
  /** Epoch milliseconds of the real clock; absent for at once. Not a delay: adding many takes seconds. */
  readonly readyAt?: number;
  /** Places in traces; see `packPlaces`. Beside the payload, where BullMQ keeps such things, so that any version reads it. */
  readonly places?: string | undefined;
}

/** One run of a job. */
export interface JobRun {
  readonly name: string;
  /** Which run it is, from 1; those count that a dead worker began. */
  readonly attempt: number;
  readonly places: string | undefined;
}

interface OpenQueue<P> {
  add(jobs: readonly NewJob<P>[]): Promise<void>;
  /** Those of the ids that no job in the queue has, in whatever state. */
  absent(ids: readonly string[]): Promise<ReadonlySet<string>>;
  depth(): Promise<QueueDepth>;
  state(): Promise<QueueState>;
  close(): Promise<void>;
}

/** Delay of the first retry; it doubles with each attempt. */
export const BACKOFF_MS = 200;
const ATTEMPTS = 5;
const CONNECT_MS = 500;
const COMMAND_MS = 1_000;
/** A pipeline of so many adds stays far below a producer's command timeout. */
const ADDS_PER_PIPELINE = 500;
/** Asking for a job is that much cheaper than adding one. */
const ASKS_PER_PIPELINE = 2_000;
/** A job of a later release is looked at again after so long, twice as long each time, so that somebody who knows it gets it soon. */
const DEFER_MS = 250;
const DEFER_MOST_MS = 5_000;
/** By then the sweeps have done from MongoDB what a job asked for, and there is no such release any more. */
const DEFERRED_AT_MOST_MS = 24 * 60 * 60 * 1_000;
const SAY_AGAIN_MS = 10_000;
/** How long a worker that closes waits for its active jobs. */
const FINISH_MS = 5_000;

/**
 * The adding side. `add` rejects within about a second while Redis is away (with a producer's
 * connection mostly at once); part of the jobs may be in by then, and adding them again is harmless.
 */
export function openQueue<P extends object>({
  name,
  prefix,
  connection,
  jobName,
  removeOnFail,
}: QueuePlace & {
  readonly jobName: string;
  readonly removeOnFail: true | KeepJobs;
}): OpenQueue<P> {
  const queue = new Queue<object, void>(name, {
    prefix: keyPrefix({ prefix, name, connection }),
    connection,
    // A version check that fails once would make every later add fail; see also connect().
    skipVersionCheck: true,
    defaultJobOptions: {
      removeOnComplete: true,
      removeOnFail,
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: BACKOFF_MS },
    },
  });
  // Each call reports its own failure, and the connection's are nobody's in particular.
  queue.on('error', () => undefined);

  // BullMQ keeps adds that come before the first connection; bounded, they are refused instead.
  const connect = () =>
    withDeadline({
      what: `connecting to queue ${name}`,
      promise: queue.waitUntilReady(),
      ms: CONNECT_MS,
    });
  const options = ({ id, readyAt = 0, places }: NewJob<P>): JobsOptions => {
    // A delay counts from the job's timestamp, so both are of the same moment.
    const timestamp = Date.now();
    const delay = Math.ceil(readyAt - timestamp);
    return {
      jobId: id,
      ...(delay > 0 && { timestamp, delay }),
      ...(places !== undefined && { telemetry: { metadata: places } }),
    };
  };

  async function addSome(jobs: readonly NewJob<P>[]): Promise<void> {
    const [first] = jobs;
    if (first === undefined) return;
    const promise: Promise<unknown> =
      jobs.length === 1
        ? queue.add(jobName, first.payload, options(first))
        : queue.addBulk(jobs.map((job) => ({ name: jobName, data: job.payload, opts: options(job) })));
    await withDeadline({ what: `adding to queue ${name}`, promise, ms: COMMAND_MS });
  }

  async function depth(): Promise<QueueDepth> {
    await connect();
    const counts = await withDeadline({
      what: `counting queue ${name}`,
      promise: queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
      ms: COMMAND_MS,
    });
    const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting, active, delayed, failed };
  }

  /** The first of those that wait, and of those that are delayed: overdue, it is ready as well, and nobody took it up. */
  async function oldestReadyAt(): Promise<number | undefined> {
    const [[waiting], [delayed]] = await Promise.all([queue.getWaiting(0, 0), queue.getDelayed(0, 0)]);
    const ready = [waiting, delayed].flatMap((job) => (job === undefined ? [] : job.timestamp + job.delay));
    const oldest = Math.min(...ready);
    return oldest <= Date.now() ? oldest : undefined;
  }

  return {
    depth,
    async state() {
      const counts = await depth();
      const looks = Promise.all([queue.isPaused(), oldestReadyAt()]);
      const [paused, oldest] = await withDeadline({
        what: `looking at queue ${name}`,
        promise: looks,
        ms: COMMAND_MS,
      });
      return { ...counts, paused, ...(oldest !== undefined && { oldestReadyAt: oldest }) };
    },
    async add(jobs) {
      if (jobs.length === 0) return;
      await connect();
      for (let from = 0; from < jobs.length; from += ADDS_PER_PIPELINE) {
        await addSome(jobs.slice(from, from + ADDS_PER_PIPELINE));
      }
    },
    async absent(ids) {
      await connect();
      const absent = new Set<string>();
      for (let from = 0; from < ids.length; from += ASKS_PER_PIPELINE) {
        const asked = ids.slice(from, from + ASKS_PER_PIPELINE);
        const pipeline = connection.pipeline();
        for (const id of asked) pipeline.exists(queue.toKey(id));
        const answers = await withDeadline({
          what: `looking into queue ${name}`,
          promise: pipeline.exec(),
          ms: COMMAND_MS,
        });
        for (const [index, id] of asked.entries()) {
          const [error, known] = answers?.[index] ?? [new Error(`no answer about ${id}`)];
          if (error) throw error;
          if (known === 0) absent.add(id);
        }
      }
      return absent;
    },
    close: () => queue.close(),
  };
}

/**
 * The working side: parses each job's payload, hands it to `work` and keeps the count. A payload that
 * does not parse fails for good; one of a later version is put back, for a day, for a process of the release that made it. When `work` throws, the job runs again after a backoff while it has
 * attempts left. A job can run twice at any time (a lost lock, a dead worker): `work` is idempotent.
 */
export function openWorker<S extends z.ZodType>({
  name,
  prefix,
  connection,
  concurrency,
  logger,
  registry,
  payload,
  work,
}: WorkerPlace & {
  readonly concurrency: number;
  readonly payload: S;
  readonly work: (data: z.output<S>, run: JobRun) => Promise<JobOutcome>;
}): QueueWorker {
  const metrics = queueMetrics(registry);
  const count = (outcome: JobOutcome) => metrics.processed.inc({ queue: name, outcome });

  const sayLater = atMostOften(logger, SAY_AGAIN_MS);

  async function defer(job: Job<unknown, void>, version: number, token: string | undefined): Promise<never> {
    count('deferred');
    sayLater({ queue: name, jobId: job.id, version }, LATER);
    const wait = Math.min(DEFER_MS * 2 ** (job.attemptsStarted - 1), DEFER_MOST_MS);
    await job.moveToDelayed(Date.now() + wait, token);
    throw new DelayedError();
  }

  async function process(job: Job<unknown, void>, token?: string): Promise<void> {
    const parsed = payload.safeParse(job.data);
    if (!parsed.success) {
      const version = laterVersion(job.data);
      if (version !== undefined && Date.now() - job.timestamp < DEFERRED_AT_MOST_MS)
        return defer(job, version, token);
      count('malformed');
      logger.error({ err: parsed.error }, 'malformed job');
      throw new UnrecoverableError('malformed payload');
    }
    // The first run alone: later ones waited for their backoff.
    if (job.attemptsMade === 0 && job.processedOn !== undefined)
      metrics.wait.observe({ queue: name }, Math.max(0, job.processedOn - job.timestamp - job.delay) / 1000);
    const stopTimer = metrics.duration.startTimer({ queue: name });
    metrics.busy.add({ queue: name }, 1);
    try {
      const attempt = Math.max(job.attemptsStarted, 1);
      count(await work(parsed.data, { name: job.name, attempt, places: job.opts.telemetry?.metadata }));
    } catch (error) {
      const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      count(last ? 'failed' : 'retried');
      logger.warn({ attempt: job.attemptsMade + 1, err: error, last }, 'job failed');
      throw error;
    } finally {
      stopTimer();
      metrics.busy.add({ queue: name }, -1);
    }
  }

  const processLogged = async (job: Job<unknown, void>) =>
    withLogFields({ queue: name, jobId: job.id ?? '' }, async () => process(job));

  announceWorker(registry, name, concurrency);
  const worker = new Worker<unknown, void>(name, processLogged, {
    prefix: keyPrefix({ prefix, name, connection }),
    connection,
    concurrency,
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 10,
    // After a command that ends with a connection error BullMQ would rest for 15 s.
    runRetryDelay: 500,
  });
  const sayError = atMostOften(logger, SAY_AGAIN_MS);
  worker.on('error', (err) => sayError({ queue: name, err }, 'queue error', err.message));
  worker.on('stalled', () => metrics.stalled.inc({ queue: name }));
  worker.on('lockRenewalFailed', (jobs) => metrics.lockLost.inc({ queue: name }, jobs.length));

  return {
    async close() {
      const what = `closing the worker of ${name}`;
      let force = false;
      try {
        // Pausing waits for active jobs. A close() that waits could not be forced any more.
        await withDeadline({ what, promise: worker.pause(), ms: FINISH_MS });
      } catch (error) {
        force = true;
        logger.warn({ queue: name, err: error }, 'worker closed by force');
      }
      await withDeadline({ what, promise: worker.close(force), ms: COMMAND_MS });
    },
  };
}

const LATER =
  'jobs of a later release are left to it; if none is running any more, start it again or see to it that sweeps run';
