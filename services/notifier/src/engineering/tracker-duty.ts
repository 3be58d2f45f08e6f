import { ConfigError, type Logger, traced } from '@tierline/platform';
import {
  ConflictError,
  dueTrackerWork,
  type NamedWork,
  postponeTrackerWork,
  recordTrackerWork,
  type TakenWork,
  takeTrackerWork,
  type WorkOutcome,
} from '@tierline/store';
import { TrackerError } from '@tierline/trackers';

import { type EngineeringDesk, fileIssue, sayOnIssue } from './handoffs.ts';
import { readIssue } from './read-issue.ts';
import type { TrackerMetrics } from './tracker-metrics.ts';
import type { TrackerSource } from './tracker-source.ts';

/** Work with trackers, done. */
export interface TrackerDuty {
  /**
   * Attempts this work, some at a time for each tracker. What is done, taken by somebody else or not due is left alone. A
   * tracker that does not answer, or lets nobody in, is left alone for the rest of the call, so that what waits for it
   * does not keep others waiting.
   */
  readonly attempt: (works: readonly NamedWork[]) => Promise<void>;
  /** Attempts what is due. */
  readonly sweep: () => Promise<void>;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Longer than an attempt may take; what it writes is sent in the first part of it. */
const LEASE_MS = 2 * MINUTE;
const SENDING_MS = 90 * SECOND;
const AT_ONCE = 4;
const SWEEP_PAGE = 200;

/**
 * Real time before the second, third, ... attempt, and from then on between attempts. The first is long enough for what
 * may have been filed to be found by a search.
 */
const BACKOFF_MS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE];

/** What says nothing of this piece of work, but of the tracker. */
const TRACKER_WIDE = new Set(['unavailable', 'limited', 'unauthorized']);

export function createTrackerDuty(options: {
  readonly desk: EngineeringDesk;
  readonly trackers: TrackerSource;
  readonly metrics: TrackerMetrics;
  readonly logger: Logger;
}): TrackerDuty {
  const { desk, trackers, metrics, logger } = options;
  const { database, policies } = desk;

  /** Does one piece; resolves with how that went in one word, undefined when there was nothing to do. */
  async function attemptOne(id: string): Promise<string | undefined> {
    const taken = await takeTrackerWork(database, id, LEASE_MS);
    if (taken === undefined) return undefined;
    const { work } = taken;
    const begun = performance.now();
    const word = await traced(spanOf(taken), async (note) => {
      const { outcome, word: said } = await attempted(taken);
      if (said !== 'ok') note({ 'error.type': said });
      await recordTrackerWork(database, work, outcome);
      return said;
    });
    const ms = performance.now() - begun;
    metrics.attempted({ tracker: work.tracker, operation: work.kind, outcome: word, ms });
    return word;
  }

  async function attempted(
    taken: TakenWork,
  ): Promise<{ readonly outcome: WorkOutcome; readonly word: string }> {
    const { work } = taken;
    try {
      const outcome = await carriedOut(taken);
      return { outcome, word: outcome.kind === 'failed' ? 'failed' : 'ok' };
    } catch (error) {
      if (error instanceof TrackerError) {
        const { failure, message, retryAt } = error;
        if (retryAt !== undefined) await postponeTrackerWork(database, work.tracker, retryAt);
        return { outcome: later(work.failures, `${failure}: ${message}`, retryAt), word: failure };
      }
      if (error instanceof ConflictError) return { outcome: later(0, 'conflict'), word: 'conflict' };
      if (!(error instanceof ConfigError)) throw error;
      logger.error({ tracker: work.tracker, err: error }, 'the environment has no token for a tracker');
      return { outcome: later(work.failures, 'no token'), word: 'unauthorized' };
    }
  }

  async function carriedOut({ work, event, triedSince }: TakenWork): Promise<WorkOutcome> {
    const tracker = trackers(work.tracker);
    if (tracker === undefined) return later(Infinity, 'no longer in the policy');
    if (work.kind === 'read') return readIssue(desk, tracker, work);
    const signal = AbortSignal.timeout(SENDING_MS);
    const attempt = { reference: work.eventId, signal, ...(triedSince !== undefined && { triedSince }) };
    if (event?.kind === 'engineering.requested') return fileIssue(desk, tracker, event, attempt);
    if (event?.kind === 'engineering.commented') return sayOnIssue(tracker, event, attempt);
    return { kind: 'failed', result: 'no event that asks for it' };
  }

  async function attemptOfTracker(works: readonly NamedWork[]): Promise<void> {
    for (let from = 0; from < works.length; from += AT_ONCE) {
      const words = await Promise.all(works.slice(from, from + AT_ONCE).map(({ _id }) => attemptOne(_id)));
      if (words.some((word) => word !== undefined && TRACKER_WIDE.has(word))) return;
    }
  }

  return {
    attempt: async (works) => {
      const names = [...new Set(works.map(({ tracker }) => tracker))];
      await Promise.all(
        names.map((name) => attemptOfTracker(works.filter(({ tracker }) => tracker === name))),
      );
    },
    sweep: async () => {
      const names = policies.current().engineering.trackers.map(({ id }) => id);
      await Promise.all(
        names.map(async (tracker) => attemptOfTracker(await dueTrackerWork(database, tracker, SWEEP_PAGE))),
      );
    },
  };
}

/** The span of an attempt: in the trace of the event that it is for. What is read anew and anew has no event. */
function spanOf({ work, event, traceparent }: TakenWork) {
  return {
    name: `${work.kind} issue`,
    attributes: { 'tierline.tracker': work.tracker, 'tierline.attempt': work.attempts },
    about: event && { ticketId: event.ticketId, seq: event.seq },
    after: traceparent,
  };
}

function later(failures: number, result: string, retryAt?: Date): WorkOutcome {
  const wait = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0;
  // Spread by a fifth, so that a tracker that comes back is not met by all at once.
  const at = retryAt ?? new Date(Date.now() + wait * (1 + 0.2 * Math.random()));
  return { kind: 'again', result, at, failed: true };
}
