import type { TicketView } from '@tierline/contracts';
import { type Instant, instant } from '@tierline/domain';

import { numberIn } from './reference.ts';

/**
 * Since when tickets of a run have been ready to be taken up, had the services taken no time: since the customer wrote, or
 * somebody passed them on. What the services take comes on top in real time, and in a compressed one it is minutes.
 */
export interface Readiness {
  /** Somebody is about to bring the ticket to a queue, at that moment of the plan. */
  set(number: number, at: Instant): void;
  /** The ticket leaves for somebody outside support; when it comes back is not known here. */
  unset(view: TicketView): void;
  /** Somebody has taken the ticket up: since when it was ready, undefined where that is not known. */
  take(view: TicketView): Instant | undefined;
}

export function createReadiness(run: string): Readiness {
  const since = new Map<number, Instant>();
  return {
    set: (number, at) => void since.set(number, at),
    unset(view) {
      const number = numberIn(run, view.tags);
      if (number !== undefined) since.delete(number);
    },
    take(view) {
      const number = numberIn(run, view.tags);
      if (number === undefined) return undefined;
      const known = since.get(number);
      since.delete(number);
      if (known !== undefined) return known;
      const { engineering } = view;
      return engineering?.state === 'fixed' ? instant(Date.parse(engineering.since)) : undefined;
    },
  };
}
