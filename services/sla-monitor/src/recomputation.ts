import { setImmediate as yieldNow, setTimeout as sleep } from 'node:timers/promises';

import { type LivePolicies, parsePolicy, samePromises } from '@tierline/contracts';
import { decide, instant, recomputed } from '@tierline/domain';
import type { Clock, Logger, Stage } from '@tierline/platform';
import {
  beginRecomputation,
  type Database,
  findRecomputation,
  finishRecomputation,
  isStorageError,
  listPolicyApplications,
  notePage,
  openTicketsAfter,
  passPage,
  policyText,
  type RecomputedPage,
  type Relay,
  releaseRecomputation,
  takeRecomputation,
  type TakenRecomputation,
  timersBetween,
  type TicketStore,
} from '@tierline/store';

import type { SlaMetrics } from './metrics.ts';
import type { RecomputationMetrics } from './recomputation-metrics.ts';

export interface RecomputationOptions {
  readonly database: Database;
  readonly store: Pick<TicketStore, 'changeAll'>;
  readonly relay: Pick<Relay, 'idle'>;
  readonly policies: LivePolicies;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: RecomputationMetrics & Pick<SlaMetrics, 'fired'>;
  /** Real milliseconds from hearing of an application until tickets follow it: every process has heard of it by then. */
  readonly delayMs?: number;
  /** Real milliseconds between two looks for something to do. */
  readonly everyMs?: number;
  /** Real milliseconds without a sign of life after which another process goes on. */
  readonly leaseMs?: number;
  /** Real milliseconds that a page waits for late timers, at most: one that never fires holds up nothing. */
  readonly patienceMs?: number;
  /** Tickets that are looked at together. */
  readonly pageSize?: number;
}

/** Tickets that are changed together: timers that fire meanwhile wait for so many at most. */
const TOGETHER = 100;
/** Real milliseconds after which a timer that has not fired is late. */
const LATE_MS = 1000;

/**
 * Lets open tickets follow each application of the policy, until stopped: the tickets by id, a page at a time, each brought
 * up to the policy by the same decision that a timer makes, and written only where that changes something. One process at a
 * time does it; where it was is known after each page, so that another goes on when it dies. A page may be done twice, and
 * changes nothing the second time. Where the application promises the same as the one before, there is nothing to do.
 * Waits while timers are late.
 */
export function startRecomputation(options: RecomputationOptions): Stage {
  const { database, store, relay, policies, clock, logger, metrics } = options;
  const { delayMs = 5000, everyMs = 1000, leaseMs = 15_000, patienceMs = 2000, pageSize = 500 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let heard = { number: 0, at: 0 };
  let over = 0;

  async function look(): Promise<void> {
    const { number } = policies.current().policy;
    if (number === over) return;
    if (number !== heard.number) heard = { number, at: performance.now() };
    if (performance.now() - heard.at < delayMs) return;
    await begin(number);
    const taken = await takeRecomputation(database, number, leaseMs);
    if (taken !== undefined) await carryOut(taken);
    const known = await findRecomputation(database, number);
    if (known !== undefined && known.state !== 'running') over = number;
  }

  async function begin(number: number): Promise<void> {
    if ((await findRecomputation(database, number)) !== undefined) return;
    const [application, before] = await listPolicyApplications(database, { limit: 2 });
    if (application?.number !== number) return;
    const same =
      before !== undefined &&
      (await findRecomputation(database, before.number))?.state === 'done' &&
      (await promisesTheSame(before.version));
    await beginRecomputation(database, application, same ? 'nothing' : 'everything');
  }

  async function promisesTheSame(version: string): Promise<boolean> {
    const text = await policyText(database, version);
    try {
      return text !== undefined && samePromises(parsePolicy(text), policies.current());
    } catch {
      // What another release wrote may not be readable: then every ticket is looked at.
      return false;
    }
  }

  async function carryOut(taken: TakenRecomputation): Promise<void> {
    const { application } = taken;
    const isCurrent = () => !signal.aborted && policies.current().policy.number === application;
    let { position, done } = taken;
    const started = performance.now();
    let changed = 0;
    try {
      let page = taken.page ?? (await pageAfter(position));
      while (page !== undefined && isCurrent()) {
        metrics.remaining(Math.max(0, taken.total - done));
        if (page.ids.length > 0 && !(await notePage(database, taken, page, leaseMs))) return;
        await change(page.ids);
        // What is not done stays noted, for whoever goes on.
        if (!isCurrent()) break;
        if (!(await passPage(database, taken, page, leaseMs))) return;
        changed += page.ids.length;
        done += page.looked;
        position = page.last;
        await calm();
        page = isCurrent() ? await pageAfter(position) : undefined;
      }
      if (!isCurrent()) return await releaseRecomputation(database, taken);
      if (await finishRecomputation(database, taken))
        logger.info(
          { application, tickets: done, changed, seconds: (performance.now() - started) / 1000 },
          'open tickets follow the policy',
        );
    } finally {
      metrics.remaining(0);
    }
  }

  /** The next tickets, and which of them are promised otherwise; undefined when there are no more. */
  async function pageAfter(position: string | undefined): Promise<RecomputedPage | undefined> {
    const tickets = await openTicketsAfter(database, position, pageSize);
    const last = tickets.at(-1);
    if (last === undefined) return undefined;
    const ids: string[] = [];
    for (const [index, ticket] of tickets.entries()) {
      if (index % TOGETHER === 0) await yieldNow();
      if (differs(ticket)) ids.push(ticket.id);
    }
    return { looked: tickets.length, last: last.id, ids };
  }

  function differs(ticket: Parameters<typeof recomputed>[0]): boolean {
    try {
      return Object.keys(recomputed(ticket, clock.now(), policies.current().policy)).length > 0;
    } catch {
      // What is wrong with it shows, and is told, when it is changed.
      return true;
    }
  }

  async function change(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length && !signal.aborted; at += TOGETHER) {
      const some = ids.slice(at, at + TOGETHER);
      try {
        await changeTogether(some);
      } catch (err) {
        if (isStorageError(err)) throw err;
        for (const id of some) await changeAlone(id);
      }
    }
    // Events that a dead queue holds up are safe in their outboxes: they hold up nothing here.
    await Promise.race([relay.idle(), sleep(LATE_MS, undefined, { ref: false })]);
  }

  async function changeTogether(ids: readonly string[]): Promise<void> {
    const outcomes = await store.changeAll(ids, (ticket) =>
      decide(ticket, { kind: 'timer' }, clock.now(), policies.current().policy),
    );
    for (const outcome of outcomes.values()) {
      // One that kept changing was brought up to the policy by whoever changed it.
      if (outcome instanceof Error || outcome.kind !== 'changed') continue;
      metrics.recomputed();
      for (const event of outcome.events) if ('dueAt' in event) metrics.fired(event);
    }
  }

  async function changeAlone(id: string): Promise<void> {
    try {
      await changeTogether([id]);
    } catch (err) {
      if (isStorageError(err)) throw err;
      metrics.failed();
      logger.error({ err, ticketId: id }, 'the promises of a ticket could not be recomputed');
    }
  }

  /** Lets late timers fire first. */
  async function calm(): Promise<void> {
    const until = performance.now() + patienceMs;
    while (!signal.aborted && performance.now() < until) {
      const until = instant(clock.now() - clock.domainSpan(LATE_MS));
      if ((await timersBetween(database, { until, limit: 1 })).length === 0) return;
      metrics.waited();
      await pause(patienceMs / 10);
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  async function untilStopped(): Promise<void> {
    while (!signal.aborted) {
      await look().catch((err: unknown) =>
        logger.warn({ err }, 'open tickets could not be brought up to the policy; the next look tries again'),
      );
      await pause(everyMs);
    }
  }

  const running = untilStopped();
  return {
    name: 'recomputation',
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
