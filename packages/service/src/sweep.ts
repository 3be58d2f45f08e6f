import { METRICS } from '@tierline/contracts';
import { counterOf, gaugeOf, histogramOf, type Stage } from '@tierline/platform';
import { hastenTurn, sweepOutboxes, takeTurn } from '@tierline/store';

import type { ServiceBase } from './ticket-service.ts';

/** A periodic duty that repairs what a lost process or a lost queue left behind. */
export interface Sweep {
  /** The same in every process that shares the duty. */
  readonly name: string;
  readonly everySeconds: number;
  /** Does a page of it and returns how much there was to repair; called again until that is nothing. */
  readonly run: () => Promise<number>;
  /** Asked after it was done: real milliseconds until the next turn, where that should not wait for a whole period. */
  readonly soonMs?: () => number | undefined;
}

/** Pages of one sweep; what is left then has to wait for the next. */
const PAGES = 40;

/**
 * Runs sweeps until stopped, and with them the one that every service shares, of the outboxes: once at start, then
 * periodically. Processes that share a duty take turns through MongoDB,
 * so it is done once per period however many there are, and a dead Redis or a dead peer delays it by one period at most.
 */
export function startSweeps(
  base: Pick<ServiceBase, 'ticketing' | 'registry' | 'logger' | 'config'>,
  ownSweeps: readonly Sweep[],
): Stage {
  const { ticketing, registry, logger } = base;
  const sweeps = [outboxSweep(base), ...ownSweeps];
  const repairs = counterOf(registry, METRICS.sweepRepairs);
  const duration = histogramOf(registry, METRICS.sweepDuration);
  const success = gaugeOf(registry, METRICS.sweepSuccess);

  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  const soon = new Set<NodeJS.Timeout>();

  /** If this process ends before that, another one takes the turn when it looks for it the next time. */
  async function lookSooner(sweep: Sweep): Promise<void> {
    const ms = sweep.soonMs?.();
    if (ms === undefined || stopping.signal.aborted) return;
    await hastenTurn(ticketing.database, sweep.name, ms);
    const timer = setTimeout(() => {
      soon.delete(timer);
      tick(sweep);
    }, ms);
    soon.add(timer);
  }

  async function attempt(sweep: Sweep): Promise<void> {
    const { name, everySeconds, run } = sweep;
    try {
      if (!(await takeTurn(ticketing.database, name, everySeconds * 1000))) return;
      const stop = duration.startTimer({ sweep: name });
      let repaired = 0;
      for (let page = 0, found = Infinity; page < PAGES && found > 0 && !stopping.signal.aborted; page += 1) {
        found = await run();
        repaired += found;
      }
      stop();
      repairs.inc({ sweep: name }, repaired);
      success.set({ sweep: name }, Date.now() / 1000);
      if (repaired > 0) logger.warn({ sweep: name, repaired }, 'swept up what was left behind');
      await lookSooner(sweep);
    } catch (err) {
      logger.warn({ sweep: name, err }, 'sweep failed; the next one tries again');
    }
  }

  function tick(sweep: Sweep): void {
    if (stopping.signal.aborted) return;
    const running = attempt(sweep).finally(() => underWay.delete(running));
    underWay.add(running);
  }

  const timers = sweeps.map((sweep) => {
    repairs.inc({ sweep: sweep.name }, 0);
    tick(sweep);
    // Looks twice a period: a turn that another process missed is taken half a period later at most.
    return setInterval(() => tick(sweep), (sweep.everySeconds * 1000) / 2);
  });
  return {
    name: 'sweeps',
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      for (const timer of soon) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}

/** Publishes what was left in outboxes for longer than a sweep interval. */
function outboxSweep({ ticketing, config }: Pick<ServiceBase, 'ticketing' | 'config'>): Sweep {
  const everySeconds = config.SWEEP_SECONDS;
  return {
    name: 'outbox',
    everySeconds,
    run: () => sweepOutboxes(ticketing.database, ticketing.relay, everySeconds * 1000),
  };
}
