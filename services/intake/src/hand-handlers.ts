import type { Command } from '@tierline/domain';
import { type Database, occupiedSlots } from '@tierline/store';

import type { Changes } from './changes.ts';
import type { Handlers } from './mount.ts';
import { moverOf } from './mover.ts';

type Reassign = Extract<Command, { kind: 'reassign' }>;

/** In whose hands a ticket is, and whom the customer knows. */
export function handHandlers(
  database: Database,
  { change }: Changes,
): Pick<Handlers, 'reassign' | 'handContact'> {
  return {
    reassign: async ({ params: { id }, headers, caller, body: { agent, to, reason, note } }) => {
      const asked: Reassign = {
        ...moverOf(caller, agent),
        kind: 'reassign',
        reason,
        ...(to !== undefined && { to: { agentId: to, occupied: [] } }),
        ...(note !== undefined && { note }),
      };
      const completed = async (command: Reassign): Promise<Reassign> =>
        to === undefined
          ? command
          : { ...command, to: { agentId: to, occupied: await occupiedSlots(database, to) } };
      return change(id, headers, asked, completed);
    },
    handContact: async ({ params: { id }, headers, body: { agent, to } }) =>
      change(id, headers, { kind: 'hand-contact', agentId: agent, to }),
  };
}
