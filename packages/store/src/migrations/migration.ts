import type { mongo } from 'mongoose';

import type { Collections } from '../collections.ts';

/** What a migration is given to work with. */
export interface MigrationContext {
  readonly db: mongo.Db;
  readonly collections: Collections;
  /** Tells whoever runs it how far it is. */
  readonly report: (progress: string) => void;
  /** Aborted when the run is to stop or has lost its turn to another one. */
  readonly signal: AbortSignal;
}

/**
 * One step from the database of a release to that of the next. `up` runs while services of both releases read and write:
 * it blocks nobody for longer than a batch, and what it makes bothers neither. It may break off anywhere, run again, and,
 * where a runner was thought dead, run twice at once: each time it does what is left.
 */
export interface Migration {
  /** Number and purpose, as in `0003-lanes-of-waiting-tickets`. Never changes once released. */
  readonly name: string;
  readonly up: (context: MigrationContext) => Promise<void>;
}
