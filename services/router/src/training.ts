import { TooLittleToLearnError, trainApart } from '@tierline/classifier';
import { instant, type Instant } from '@tierline/domain';
import type { Logger, Stage } from '@tierline/platform';
import type { Sweep } from '@tierline/service';
import {
  type Database,
  failTraining,
  finishTraining,
  recordTraining,
  releaseTraining,
  solvedTickets,
  type TakenTraining,
  takeTraining,
} from '@tierline/store';

/** Solved tickets that a model learns from at most, the newest: older ones tell of a product that was another. */
const MOST_TICKETS = 100_000;
/** Real milliseconds without a sign of life after which another process takes a training on. */
const LEASE_MS = 60_000;
/** A training that so many processes died of is not tried again. */
const MOST_ATTEMPTS = 3;

/** Trains the models that somebody asked for, one at a time over all processes. */
export interface Training {
  /** Looks for a training to take on, and does not wait for its end. */
  readonly sweep: Sweep;
  /** Stops the training under way and gives it back. */
  readonly stage: Stage;
}

export function createTraining({
  database,
  logger,
  everySeconds,
}: {
  readonly database: Database;
  readonly logger: Logger;
  readonly everySeconds: number;
}): Training {
  const stopping = new AbortController();
  let underWay: Promise<void> | undefined;

  async function carryOut(taken: TakenTraining): Promise<void> {
    const model = `m${taken.number}`;
    try {
      if (taken.attempts > MOST_ATTEMPTS)
        return await failTraining(database, taken, `${MOST_ATTEMPTS} processes died of the training`);
      const solved: Instant[] = [];
      const trained = await trainApart(noted(taken, solved), { signal: stopping.signal });
      const [from, to] = solved;
      const { parameters, learned, calibrated, words, evaluation } = trained;
      await finishTraining(database, taken, parameters, {
        learned,
        calibrated,
        words,
        evaluation: { ...evaluation, confidence: [...evaluation.confidence] },
        ...(from !== undefined && to !== undefined && { between: { from, to } }),
      });
      logger.info({ model, learned, accuracy: evaluation.accuracy }, 'model trained');
    } catch (error) {
      if (stopping.signal.aborted) return await releaseTraining(database, taken);
      const failure = error instanceof Error ? error.message : String(error);
      if (!(error instanceof TooLittleToLearnError)) logger.error({ err: error, model }, 'training failed');
      await failTraining(database, taken, failure);
    }
  }

  /** Tickets to learn from; on the way the progress is recorded and `solved` becomes the first and the last solution. */
  async function* noted(taken: TakenTraining, solved: Instant[]) {
    let read = 0;
    for await (const tickets of solvedTickets(database, MOST_TICKETS)) {
      const times = tickets.map(({ solvedAt }) => solvedAt);
      if (times.length > 0)
        solved.splice(0, 2, instant(Math.min(...solved, ...times)), instant(Math.max(...solved, ...times)));
      yield tickets.map(({ id, tier, subject, description }) => ({ id, tier, subject, description }));
      read += tickets.length;
      if (!(await recordTraining(database, taken, read, LEASE_MS)))
        throw new Error('another process took the training on');
    }
  }

  return {
    sweep: {
      name: 'training',
      everySeconds,
      run: async () => {
        if (underWay !== undefined || stopping.signal.aborted) return 0;
        const taken = await takeTraining(database, LEASE_MS);
        if (taken === undefined) return 0;
        underWay = carryOut(taken)
          .catch((err: unknown) => logger.warn({ err }, 'the end of a training could not be recorded'))
          .finally(() => (underWay = undefined));
        // It was asked for, not left behind.
        return 0;
      },
    },
    stage: {
      name: 'training',
      stop: async () => {
        stopping.abort(new Error('the process stops'));
        await underWay;
      },
    },
  };
}
