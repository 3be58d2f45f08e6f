import type { TicketView } from '@tierline/contracts';

import { isDone } from './done.ts';
import { numberIn } from './reference.ts';

/** What the run has seen of its own tickets so far, from the answers of the API: for progress, and to know when all is done. */
export interface Board {
  /** The API answered 201 for this ticket. */
  acknowledge(number: number, view: TicketView): void;
  /** Somebody saw the ticket like this. Anybody else's ticket is ignored. */
  note(view: TicketView): void;
  acknowledged(): readonly number[];
  counts(): { readonly sent: number; readonly solved: number; readonly open: number };
}

export function createBoard(run: string): Board {
  const acknowledged = new Set<number>();
  const solved = new Set<number>();
  return {
    acknowledge(number, view) {
      acknowledged.add(number);
      if (isDone(view)) solved.add(number);
    },
    note(view) {
      const number = numberIn(run, view.tags);
      if (number === undefined) return;
      if (isDone(view)) solved.add(number);
      else solved.delete(number);
    },
    acknowledged: () => [...acknowledged],
    counts() {
      const done = [...solved].filter((number) => acknowledged.has(number)).length;
      return { sent: acknowledged.size, solved: done, open: acknowledged.size - done };
    },
  };
}
