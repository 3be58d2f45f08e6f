import { TIERS } from '@tierline/domain';
import { z } from 'zod';

import { duration, minutes, share } from './duration.ts';

const none = { distribution: 'constant', meanMinutes: 0 } as const;

/** What there is to do on a ticket. */
export const workFile = z.strictObject({
  handle: z.record(z.enum(TIERS), duration).describe('all work of one ticket on the tier that can solve it'),
  firstAnswerMinutes: z
    .strictObject({ T1: minutes.default(0), T2: minutes.default(0), T3: minutes.default(0) })
    .prefault({})
    .describe('the part of the work until the first public answer'),
  findOut: z
    .strictObject({ T1: duration.default(none), T2: duration.default(none) })
    .prefault({})
    .describe('work until it is clear that a ticket must go up'),
  questions: z
    .strictObject({ share, reply: duration.default(none) })
    .default({ share: 0, reply: none })
    .describe('tickets that need an answer of the customer, half-way, and how long that takes'),
  touches: z
    .strictObject({ share: z.number().min(0).lt(1), reply: duration })
    .optional()
    .describe(
      'after each piece of work the customer must answer with this probability, and then another piece begins. Only in what-ifs',
    ),
  reopens: z
    .strictObject({ share, after: duration.default(none), workShare: share.default(0) })
    .default({ share: 0, after: none, workShare: 0 })
    .describe('tickets that come back once, when, and how much of the work again'),
  mistakes: z
    .strictObject({ share })
    .default({ share: 0 })
    .describe('tickets that T1 hands up although T1 could solve them; T2 hands them back'),
  handover: z
    .strictObject({
      readMinutes: minutes.default(0).describe('to read what the tier below has found'),
      goodShare: share.default(0).describe('handovers that save work'),
      saves: share.default(0).describe('share of the work that a good one saves'),
    })
    .optional()
    .describe('what a handover to a higher tier costs and saves there. Only in what-ifs'),
  knowledgeBase: z
    .strictObject({
      deflects: share.default(0).describe('tickets of T1 that customers solve themselves before they write'),
      saves: share.default(0).describe('share of the work on T1 that articles save'),
    })
    .optional()
    .describe('what a better knowledge base changes. Only in what-ifs'),
  engineering: z
    .strictObject({ share, fix: duration.default(none) })
    .default({ share: 0, fix: none })
    .describe('tickets of T3 that are a bug of the product, and how long engineering takes'),
  interrupts: z
    .boolean()
    .default(false)
    .describe(
      'a ticket of a higher priority interrupts work on a lower one where nobody is free. Only in what-ifs',
    ),
  shiftEnd: z
    .enum(['finish', 'pause', 'hand-over'])
    .default('finish')
    .describe(
      'the ticket in hand at the end of a shift: finished, kept until the next shift, or given to whoever is next',
    ),
  overtimeMinutes: minutes
    .default(120)
    .describe('how long after closing time people finish what they have in hand; then they keep it'),
});
