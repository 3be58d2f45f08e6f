import { collectionsAndIndexes } from './0001-collections-and-indexes.ts';
import { validatorOfTickets } from './0002-validator-of-tickets.ts';
import { lanesOfWaitingTickets } from './0003-lanes-of-waiting-tickets.ts';
import { waitingSince } from './0004-waiting-since.ts';
import type { Migration } from './migration.ts';

/** All migrations of this release, in the order in which they run. New ones go to the end. */
export const MIGRATIONS: readonly Migration[] = [
  collectionsAndIndexes,
  validatorOfTickets,
  lanesOfWaitingTickets,
  waitingSince,
];
