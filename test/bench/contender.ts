/** What takes part in the benchmark, as the measurement sees it. */
import type { Histogram } from './histogram.ts';

export const CONTENDER_NAMES = ['naive', 'batched', 'tierline'] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** Where a contender keeps its data: a database and a queue prefix that nobody else uses. */
export interface Place {
  readonly mongoUri: string;
  readonly redisUrl: string;
  readonly prefix: string;
}

/** A pipeline that runs: intake, router and sla stage, each a process of its own. */
export interface Contender {
  /** Takes POSTs of new tickets. */
  readonly url: string;
  /** Sent with each of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** One value per ticket that was routed and timed: seconds since its request reached the intake's handler. */
  timed(): Promise<Histogram>;
  /** Seconds of CPU that its processes have used so far. */
  cpuSeconds(): Promise<number>;
  /** Resolves when its processes have ended. */
  stop(): Promise<void>;
}
