import { TICKET_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { ticketView } from '../ticket-view.ts';

/** A place in the order in which tickets changed: seconds and a counter of the database's logical clock, then the id. */
export interface ExportPlace {
  readonly seconds: number;
  readonly counter: number;
  readonly id: string;
}

/** The cursor of what changed after a place; the query of `exportTickets` reads it back. */
export function exportCursor({ seconds, counter, id }: ExportPlace): string {
  return `${seconds}.${counter}.${id}`;
}

const cursor = z
  .string()
  .regex(
    new RegExp(`^\\d{1,10}\\.\\d{1,10}\\.(?:${TICKET_ID_PATTERN.source.replaceAll(/[$^]/g, '')})?$`),
    'must be the nextCursor of the page before',
  )
  .transform((value): ExportPlace => {
    const [seconds, counter, id = ''] = value.split('.');
    return { seconds: Number(seconds), counter: Number(counter), id };
  });

const exportPage = z
  .strictObject({
    items: z.array(ticketView),
    nextCursor: z.string().describe('where to go on, also after the last page: keep it until the next time'),
    more: z.boolean().describe('whether there is more to be had at once'),
  })
  .meta({ id: 'ExportPage' });

/** What other systems copy. */
export const EXPORT_ROUTES = {
  exportTickets: {
    method: 'get',
    path: '/v1/export/tickets',
    access: ACCESS.managersRead,
    summary:
      'Tickets in the order in which they last changed: from the beginning, then from the cursor of the last time. Whoever follows the cursors sees every change of every ticket in some page, at the latest a few seconds after it was made; a ticket that changes again comes again.',
    query: z.strictObject({
      cursor: cursor.exactOptional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    status: 200,
    response: exportPage,
    refusals: [],
  },
} as const;
