import { exportCursor, viewOf } from '@tierline/contracts';
import { type Database, ticketsChangedSince } from '@tierline/store';

import type { Handlers } from './mount.ts';

/** Before the first change. */
const BEGINNING = { seconds: 0, counter: 0, id: '' };

/** What other systems copy, a page at a time. */
export function exportHandlers(database: Database): Pick<Handlers, 'exportTickets'> {
  return {
    exportTickets: async ({ query: { cursor, limit } }) => {
      const found = await ticketsChangedSince(database, cursor, limit);
      const place = found.at(-1)?.place ?? cursor ?? BEGINNING;
      return {
        body: {
          items: found.map(({ ticket }) => viewOf(ticket)),
          nextCursor: exportCursor(place),
          more: found.length === limit,
        },
      };
    },
  };
}
