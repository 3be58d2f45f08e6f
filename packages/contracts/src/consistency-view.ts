import { TICKET_ID_PATTERN, ticketId } from '@tierline/domain';
import { z } from 'zod';

import { nextCursor } from './routes/parts.ts';

/** The most tickets of one page of a check, and of one repair. */
const MOST = 200;

const ticket = z.string().regex(TICKET_ID_PATTERN, 'must be 24 hexadecimal digits').transform(ticketId);

/** Which page of which tickets to compare. */
export const checkBody = z
  .strictObject({
    since: z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .exactOptional()
      .describe('tickets opened since then'),
    open: z.boolean().default(false).describe('only those that are neither solved nor closed'),
    limit: z.int().min(1).max(MOST).default(50).describe('tickets of one page'),
    cursor: z
      .string()
      .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
      .transform(ticketId)
      .exactOptional(),
  })
  .meta({ id: 'CheckTickets' });

const differenceView = z
  .strictObject({
    path: z.string().describe('such as clocks.resolution.spent'),
    stored: z.unknown().optional().describe('absent where nothing is stored'),
    derived: z.unknown().optional().describe('absent where nothing should be'),
  })
  .meta({ id: 'Difference' });

const differences = z.array(differenceView).optional().describe('the first ones where there are many');
const missing = z
  .array(z.int())
  .optional()
  .describe('numbers of events that its log lacks, the first ones where there are many');

const findingView = z
  .strictObject({
    ticket: z.string(),
    version: z.int(),
    kind: z
      .enum(['different', 'incomplete'])
      .describe('incomplete: events are missing, so that nothing can be derived'),
    differences,
    missing,
  })
  .meta({ id: 'Finding', description: 'A ticket that is not what its events make of it.' });

export const checkView = z
  .strictObject({
    examined: z.int().describe('tickets of this page'),
    findings: z.array(findingView),
    nextCursor,
  })
  .meta({ id: 'TicketCheck' });

export type CheckView = z.output<typeof checkView>;

export const repairBody = z
  .strictObject({
    tickets: z
      .array(ticket)
      .min(1)
      .max(MOST)
      .transform((ids) => [...new Set(ids)]),
  })
  .meta({ id: 'RepairTickets' });

const repairView = z
  .strictObject({
    ticket: z.string(),
    outcome: z
      .enum(['repaired', 'consistent', 'incomplete', 'changed', 'slot-taken', 'unknown'])
      .describe(
        'incomplete: its log has a gap, it stays as it is; changed: it kept changing, try again; slot-taken: another ticket is in the slot of its holder; unknown: no such ticket',
      ),
    differences: differences.describe('what was wrong, and is as its events say now'),
    missing,
    repeated: z.literal(true).optional().describe('by this very request before'),
  })
  .meta({ id: 'Repair' });

export const repairsView = z.strictObject({ items: z.array(repairView) }).meta({ id: 'RepairList' });

export type RepairView = z.output<typeof repairView>;
