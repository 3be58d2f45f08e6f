import { type CustomState, HOLD_REASONS, STATE_NAME_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { TICKET_STATUSES } from './ticket-view.ts';

const named = {
  name: z
    .string()
    .regex(STATE_NAME_PATTERN, 'must be lower-case letters, digits and hyphens, 40 at most, a letter first')
    .refine((name) => !TICKET_STATUSES.some((status) => status === name), 'is the name of a category'),
  label: z.string().trim().min(1).max(80).optional().describe('what people read; the name unless given'),
};

/** A state of the company's own, as the policy file declares it. */
export const stateFile = z
  .discriminatedUnion('category', [
    z.strictObject({ ...named, category: z.enum(['open', 'pending', 'solved']) }),
    z.strictObject({
      ...named,
      category: z.literal('on-hold'),
      waitsFor: z.enum(HOLD_REASONS).default('third-party').describe('whom a ticket in it waits for'),
    }),
  ])
  .transform((state): CustomState => ({ ...state, label: state.label ?? state.name }));
