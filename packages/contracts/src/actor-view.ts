import type { Actor } from '@tierline/domain';
import { z } from 'zod';

/** Who did something, as the API shows it. */
export const actorView = z
  .strictObject({
    kind: z.enum(['requester', 'agent', 'engineer', 'manager', 'system']),
    id: z
      .string()
      .describe(
        "the customer's e-mail address, the agent's id, the name of the manager's API key, or that of a Tierline service",
      ),
  })
  .meta({ id: 'Actor' });

/** Shows who did something. */
export function viewOfActor(actor: Actor): z.output<typeof actorView> {
  return actor.kind === 'system' ? { kind: actor.kind, id: actor.name } : { kind: actor.kind, id: actor.id };
}
