import { laneOf, TIERS } from '@tierline/domain';

import type { Migration } from './migration.ts';
import { updateInBatches } from './update-in-batches.ts';

/** Tickets stored before there were lanes wait for anybody of their tier. */
export const lanesOfWaitingTickets: Migration = {
  name: '0003-lanes-of-waiting-tickets',
  up: async (context) =>
    updateInBatches(
      context,
      context.collections.tickets,
      { tier: { $in: [...TIERS] }, 'state.kind': 'waiting', lane: { $exists: false } },
      { $set: { lane: laneOf({}) } },
    ),
};
