import { buildIndexes } from './build-indexes.ts';
import type { Migration } from './migration.ts';

/**
 * What has waited longest, tier by tier. It takes the place of `lane_since`, which the release before still asks for by
 * name: a later release drops that.
 */
export const waitingSince: Migration = {
  name: '0004-waiting-since',
  up: async (context) => buildIndexes(context, { tickets: ['waiting_since'] }),
};
