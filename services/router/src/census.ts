import { setTimeout as sleep } from 'node:timers/promises';

import { METRICS } from '@tierline/contracts';
import { isHere, millis, onShift, TIERS, tierOf } from '@tierline/domain';
import { type Clock, counterOf, createQueueCensus, gaugeOf, type Stage } from '@tierline/platform';
import type { ServiceBase } from '@tierline/service';
import { candidatesOf, outboxCensus, ticketCensus } from '@tierline/store';

type Base = Pick<ServiceBase, 'ticketing' | 'policies' | 'clock' | 'registry' | 'logger' | 'config'>;

/** Real time between two looks, and how many times as long as the last look the pause is at least. */
const EVERY_MS = 15_000;
const REST = 20;

/** Looks at one thing that all processes share, and sets its gauges; `forget` takes them away. */
interface Collector {
  readonly name: 'tickets' | 'queues' | 'people' | 'outbox';
  readonly look: () => Promise<void>;
  readonly forget: () => void;
}

/**
 * Shows how tickets, people, queues and outboxes stand, as every router sees them: replicas say the same, and whoever adds
 * up takes the highest. Looks in the background, so that metrics are read at once however many tickets are open; a look
 * that fails takes its gauges away rather than leaving old ones.
 */
export function startCensus(base: Base): Stage {
  const { registry, logger, ticketing, config } = base;
  const queues = createQueueCensus({ prefix: config.QUEUE_PREFIX, connection: ticketing.producer });
  const collectors = [
    ticketCollector(base),
    peopleCollector(base),
    queueCollector(base, queues.look),
    outboxCollector(base),
  ];
  const duration = gaugeOf(registry, METRICS.collectorDuration);
  const errors = counterOf(registry, METRICS.collectorErrors);
  const stopping = new AbortController();

  async function lookOnce({ name, look, forget }: Collector): Promise<number> {
    const begun = performance.now();
    try {
      await look();
    } catch (err) {
      forget();
      errors.inc({ collector: name });
      logger.warn({ collector: name, err }, 'no look at what is shared; its gauges are gone until the next');
    }
    const took = performance.now() - begun;
    duration.set({ collector: name }, took / 1000);
    return took;
  }

  async function keepLooking(collector: Collector): Promise<void> {
    while (!stopping.signal.aborted) {
      const took = await lookOnce(collector);
      // Ends early when it is time to stop.
      await sleep(Math.max(EVERY_MS, REST * took), undefined, stopping).catch(() => undefined);
    }
  }

  const running = Promise.all(collectors.map(keepLooking));
  return {
    name: 'census',
    stop: async () => {
      stopping.abort();
      await running;
      await queues.close();
    },
  };
}

function ticketCollector({ ticketing: { database }, clock, registry }: Base): Collector {
  let last: Awaited<ReturnType<typeof ticketCensus>> | undefined;
  const open = gaugeOf(registry, METRICS.ticketsOpen);
  const due = gaugeOf(registry, METRICS.waitingDue);
  // Ages go on while nobody looks.
  const oldest = gaugeOf(registry, METRICS.oldestWaiting, (gauge) => {
    for (const { tier, oldest: since } of last?.waiting ?? [])
      gauge.set({ tier }, since === undefined ? 0 : Math.max(0, clock.now() - since) / 1000);
  });
  const overdue = gaugeOf(registry, METRICS.undetectedOverdue, (gauge) => {
    if (last !== undefined) gauge.set(overdueSeconds(last.firstTimer, clock));
  });
  return {
    name: 'tickets',
    look: async () => {
      const found = await ticketCensus(database, clock.now());
      for (const { tier, state, count } of found.open) open.set({ tier, state }, count);
      for (const one of found.waiting)
        for (const [within, count] of entries(one.due)) due.set({ tier: one.tier, within }, count);
      last = found;
    },
    forget: () => {
      last = undefined;
      for (const gauge of [open, due, oldest, overdue]) gauge.clear();
    },
  };
}

function overdueSeconds(firstTimer: number | undefined, clock: Clock): number {
  return firstTimer === undefined ? 0 : clock.wallSpan(millis(Math.max(0, clock.now() - firstTimer))) / 1000;
}

function peopleCollector({ ticketing: { database }, policies, clock, registry }: Base): Collector {
  const people = gaugeOf(registry, METRICS.people);
  return {
    name: 'people',
    look: async () => {
      const { policy } = policies.current();
      const now = clock.now();
      const here = [...policy.agents.values()].filter(
        (agent) => isHere(agent, now) && onShift(agent, now, policy),
      );
      const found = await candidatesOf(database, here, now, policy);
      for (const tier of TIERS) {
        const own = found.filter(({ agent }) => tierOf(agent, now) === tier);
        const present = own.filter(({ presence }) => presence === 'available');
        const free = present.filter(({ agent, occupied }) => occupied.length < agent.capacity);
        people.set({ tier, state: 'on_shift' }, own.length);
        people.set({ tier, state: 'free' }, free.length);
        people.set({ tier, state: 'full' }, present.length - free.length);
        people.set({ tier, state: 'absent' }, own.length - present.length);
      }
    },
    forget: () => people.clear(),
  };
}

function queueCollector(
  { registry }: Base,
  lookAtQueues: ReturnType<typeof createQueueCensus>['look'],
): Collector {
  let last: Awaited<ReturnType<typeof lookAtQueues>> = [];
  const jobs = gaugeOf(registry, METRICS.queueJobs);
  const paused = gaugeOf(registry, METRICS.queuePaused);
  const oldest = gaugeOf(registry, METRICS.queueOldest, (gauge) => {
    for (const { queue, oldestReadyAt } of last)
      gauge.set({ queue }, oldestReadyAt === undefined ? 0 : Math.max(0, Date.now() - oldestReadyAt) / 1000);
  });
  return {
    name: 'queues',
    look: async () => {
      last = await lookAtQueues();
      for (const { queue, waiting, active, delayed, failed, paused: isPaused } of last) {
        for (const [state, count] of entries({ waiting, active, delayed, failed }))
          jobs.set({ queue, state }, count);
        paused.set({ queue }, isPaused ? 1 : 0);
      }
    },
    forget: () => {
      last = [];
      for (const gauge of [jobs, paused, oldest]) gauge.clear();
    },
  };
}

function outboxCollector({ ticketing: { database }, registry }: Base): Collector {
  let last: Awaited<ReturnType<typeof outboxCensus>> | undefined;
  const pending = gaugeOf(registry, METRICS.outboxPending);
  const oldest = gaugeOf(registry, METRICS.outboxOldest, (gauge) => {
    if (last !== undefined)
      gauge.set(last.oldest === undefined ? 0 : Math.max(0, Date.now() - last.oldest.getTime()) / 1000);
  });
  return {
    name: 'outbox',
    look: async () => {
      last = await outboxCensus(database);
      pending.set(last.tickets);
    },
    forget: () => {
      last = undefined;
      pending.clear();
      oldest.clear();
    },
  };
}

/** The entries of a record whose keys are a closed list. */
function entries<K extends string, V>(record: Readonly<Record<K, V>>): readonly [K, V][] {
  return Object.entries(record) as [K, V][];
}
