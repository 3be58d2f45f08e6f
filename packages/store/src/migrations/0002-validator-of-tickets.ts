import type { Migration } from './migration.ts';

/** A conditional write of a ticket that never was is an upsert: this refuses it. */
export const validatorOfTickets: Migration = {
  name: '0002-validator-of-tickets',
  up: async ({ db, collections: { tickets } }) => {
    await db.command({ collMod: tickets.collectionName, validator: { openedAt: { $exists: true } } });
  },
};
