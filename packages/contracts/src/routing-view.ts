import { type Ticket, TIERS } from '@tierline/domain';
import { z } from 'zod';

const alternative = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('rule'), rule: z.string(), tier: z.enum(TIERS) }),
  z.strictObject({ by: z.literal('model'), tier: z.enum(TIERS), score: z.number().min(0).max(1) }),
]);

/** Why a ticket is where it was put. */
export const routingView = z
  .strictObject({
    by: z
      .enum(['rule', 'model', 'default'])
      .optional()
      .describe('who decided; default is the lowest tier, because nobody else did'),
    rule: z.string().describe("the rule's name; model or default where no rule matched"),
    policyVersion: z.string(),
    model: z.string().optional().describe('the version of the model that was asked'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("the model's score of the tier, where it decided"),
    alternatives: z
      .array(alternative)
      .optional()
      .describe('later rules that matched too, then what the model made of the tiers'),
  })
  .meta({ id: 'Routing', description: 'Why the ticket was put on its first tier.' });

/** Shows why a ticket is where it was put. */
export function viewOfRouting({
  alternatives,
  ...routing
}: NonNullable<Ticket['routing']>): z.output<typeof routingView> {
  return { ...routing, ...(alternatives !== undefined && { alternatives: [...alternatives] }) };
}
