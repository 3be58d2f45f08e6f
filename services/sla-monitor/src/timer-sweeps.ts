import { type Instant, instant } from '@tierline/domain';
import type { Clock, TimerQueue } from '@tierline/platform';
import type { Sweep } from '@tierline/service';
import type { NearTimer } from '@tierline/store';

import type { SlaMonitorConfig } from './config.ts';
import type { SlaProcessor } from './processor.ts';

/** The nearest timers that one look at the horizon sets. */
const HORIZON_TIMERS = 20_000;
/** Overdue promises that one look compares with the queue. */
const OVERDUE_LOOK = 5000;
/** Promises that one page of the overdue sweep records. */
const OVERDUE_PAGE = 500;
/**
 * Later than so many periods of the sweep, a promise is recorded whatever the queue says of its timer: whoever handled it may be
 * dead, which the queue finds out later, or its clock be wrong.
 */
const MOST_PERIODS = 2;

export interface TimerSweepOptions {
  readonly config: Pick<SlaMonitorConfig, 'SWEEP_SECONDS' | 'HORIZON_SECONDS' | 'HORIZON_SWEEP_SECONDS'>;
  readonly clock: Clock;
  readonly timers: Pick<TimerQueue, 'absent'>;
  readonly processor: Pick<SlaProcessor, 'fire' | 'setTimers'>;
  /** Timers of tickets by when they are due, earliest first. */
  readonly timersBetween: (range: {
    readonly from?: Instant;
    readonly until: Instant;
    readonly limit: number;
  }) => Promise<readonly NearTimer[]>;
}

/**
 * What keeps the queue of timers in step with the tickets.
 * - horizon: sets timers for promises that came near. It sets the nearest 20,000; where there are more, the next look comes
 *   when half of the time that these reach is over, so that a queue of that size serves any rate.
 * - overdue: records what should have been by now and has no timer in the queue: the queue, or the process that handled the
 *   timer, was lost. What is only waiting for its turn there is left to it, or a burst would be handled twice.
 */
export function timerSweeps({
  config,
  clock,
  timers,
  processor,
  timersBetween,
}: TimerSweepOptions): readonly Sweep[] {
  const graceMs = config.SWEEP_SECONDS * 1000;
  const horizonMs = config.HORIZON_SECONDS * 1000;
  const inMs = (wallMs: number) => instant(clock.now() + clock.domainSpan(wallMs));
  let reach: Instant | undefined;

  async function lost(overdue: readonly NearTimer[]): Promise<readonly NearTimer[]> {
    const tooLate = inMs(-MOST_PERIODS * graceMs);
    try {
      const absent = new Set(await timers.absent(overdue));
      return overdue.filter((timer) => timer.due < tooLate || absent.has(timer));
    } catch {
      // Without Redis no timer fires.
      return overdue;
    }
  }

  return [
    {
      name: 'overdue',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        const overdue = await timersBetween({ until: inMs(-graceMs), limit: OVERDUE_LOOK });
        const page = (await lost(overdue)).slice(0, OVERDUE_PAGE);
        await recordAll(page, processor);
        return page.length;
      },
    },
    {
      name: 'horizon',
      everySeconds: config.HORIZON_SWEEP_SECONDS,
      run: async () => {
        // What is due longer than that is the other sweep's.
        const range = { from: inMs(-graceMs), until: inMs(horizonMs), limit: HORIZON_TIMERS };
        const near = await timersBetween(range);
        reach = near.length < HORIZON_TIMERS ? undefined : near.at(-1)?.due;
        await processor.setTimers(near);
        // What came near in its time is no repair.
        return 0;
      },
      soonMs: () =>
        reach === undefined
          ? undefined
          : Math.min(Math.max(clock.wallUntil(reach) / 2, graceMs), config.HORIZON_SWEEP_SECONDS * 1000),
    },
  ];
}

/** Together; where that fails each by itself, so that one that cannot be recorded is in nobody's way. */
async function recordAll(page: readonly NearTimer[], { fire }: Pick<SlaProcessor, 'fire'>): Promise<void> {
  try {
    await fire(page);
  } catch {
    let failure: unknown;
    for (const one of page) await fire([one]).catch((error: unknown) => (failure = error));
    if (failure !== undefined) throw failure;
  }
}
