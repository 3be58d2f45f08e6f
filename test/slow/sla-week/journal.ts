import { setTimeout as sleep } from 'node:timers/promises';

import { ApiError, type Repeatable, UnreachableError } from '@tierline/client';
import type { TicketView } from '@tierline/contracts';

const PAUSE_MS = 100;

/** What was asked of the API, and what it acknowledged. */
export interface Journal {
  /**
   * Asks until there is an answer, with one idempotency key for all attempts. An acknowledged command is noted for its
   * ticket in the words that `told` gives; undefined where the API refused, or had nothing to give.
   */
  ask(
    attempt: (options: Repeatable) => Promise<TicketView | undefined>,
    told: (view: TicketView) => string,
  ): Promise<TicketView | undefined>;
  /** Acknowledged commands, by the id of their ticket. */
  readonly acknowledged: ReadonlyMap<string, readonly string[]>;
  /** How often the API refused, by code. */
  readonly refused: ReadonlyMap<string, number>;
  /** How often a request had to be repeated. */
  readonly repeats: () => number;
}

export function createJournal(): Journal {
  const acknowledged = new Map<string, string[]>();
  const refused = new Map<string, number>();
  let requests = 0;
  let repeats = 0;
  return {
    acknowledged,
    refused,
    repeats: () => repeats,
    ask: async (attempt, told) => {
      requests += 1;
      const options = { idempotencyKey: `week-${requests}` };
      for (;;) {
        try {
          const view = await attempt(options);
          if (view === undefined) return undefined;
          const before = acknowledged.get(view.id) ?? [];
          acknowledged.set(view.id, [...before, told(view)]);
          return view;
        } catch (error) {
          if (!isPassing(error)) {
            if (!(error instanceof ApiError)) throw error;
            refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
            return undefined;
          }
        }
        repeats += 1;
        await sleep(PAUSE_MS);
      }
    },
  };
}

/** Whether the same request may succeed later: nobody answered, the API is overloaded, or a race was lost too often. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    (error instanceof ApiError && (error.status >= 500 || error.code === 'conflict'))
  );
}
