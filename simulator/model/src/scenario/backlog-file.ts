import { PRIORITIES, type Priority, type Tier, TIERS } from '@tierline/domain';
import { z } from 'zod';

const count = z.int().min(0).max(1_000_000).describe('tickets');

const ofTier = z
  .union(
    [
      count,
      z.strictObject({
        low: count.default(0),
        normal: count.default(0),
        high: count.default(0),
        urgent: count.default(0),
      }),
    ],
    {
      error:
        'must be a number of tickets, or numbers by priority, such as { high: 3, normal: 12 }, from 0 to 1000000',
    },
  )
  .default(0)
  .describe('tickets that wait on the tier, or so many of each priority');

/** Tickets that wait when a run starts. */
export const backlogFile = z
  .strictObject({ T1: ofTier, T2: ofTier, T3: ofTier })
  .prefault({})
  .describe(
    'tickets that wait when it starts, on the tier that can solve them: how many, or how many of each priority (low, normal, high, urgent). They count as created at the start',
  );

/** So many tickets that wait on a tier; where no priority is said, of the kind that is most common there. */
export interface BacklogPart {
  readonly tier: Tier;
  readonly priority?: Priority;
  readonly count: number;
}

/** The parts of a backlog that are not empty, in the order of tiers and priorities. */
export function backlogParts(backlog: z.output<typeof backlogFile>): BacklogPart[] {
  return TIERS.flatMap((tier): BacklogPart[] => {
    const stated = backlog[tier];
    return typeof stated === 'number'
      ? [{ tier, count: stated }]
      : PRIORITIES.map((priority) => ({ tier, priority, count: stated[priority] }));
  }).filter(({ count: tickets }) => tickets > 0);
}
