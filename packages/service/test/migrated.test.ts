import assert from 'node:assert/strict';

import { createLogger } from '@tierline/platform';
import { migrateDatabase, NotMigratedError, openDatabase } from '@tierline/store';
import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';

import { untilMigrated } from '../src/migrated.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('a service on a database that lacks migrations', () => {
  it('waits for them, and gives up with the remedy', async () => {
    const uri = withDatabase(realServers().mongodbUri, `unmigrated${Date.now()}`);
    const database = await openDatabase(uri);
    try {
      await assert.rejects(untilMigrated(database, logger, 100), (error: unknown) => {
        assert.ok(error instanceof NotMigratedError);
        assert.match(error.message, /0001-collections-and-indexes.*node dist\/migrate\.js/);
        return true;
      });
      const waiting = untilMigrated(database, logger);
      await migrateDatabase(uri);
      await waiting;
    } finally {
      await database.close();
      await dropDatabase(uri);
    }
  });
});
