import { mongo } from 'mongoose';

import { type CollectionName, SCHEMAS, storedName } from '../collections.ts';
import { buildIndexes, type IndexNames } from './build-indexes.ts';
import type { Migration } from './migration.ts';

/** What there was when migrations began. Closed: a new index comes with a migration of its own. */
const INDEXES: IndexNames = {
  tickets: [
    'holder_slot',
    'idempotency_key',
    'request_key',
    'lanes',
    'lane_since',
    'preferred',
    'requester',
    'participant',
    'organisation',
    'tier',
    'status',
    'state',
    'tag',
    'field',
    'attached',
    'reached',
    'newly_attached',
    'pending_incidents',
    'export',
    'needs_manager',
    'help',
    'timer_tickets',
    'issue',
    'on_hold',
    'outbox',
  ],
  deliveries: ['event', 'log', 'endpoint_log', 'request_key', 'due'],
  trackerWork: ['due', 'waiting', 'issue_log', 'tracker_issue_log'],
  stays: ['range'],
  uploads: ['started'],
  policyApplications: ['request_key', 'kind'],
  apiKeys: ['role', 'idempotency_key'],
  models: ['underWay', 'state', 'request_key'],
  organisations: ['domain'],
  requesters: ['email', 'organisation'],
};

const NAMESPACE_EXISTS = 48;

export const collectionsAndIndexes: Migration = {
  name: '0001-collections-and-indexes',
  up: async (context) => {
    const { db } = context;
    const there = await db.listCollections({}, { nameOnly: true }).toArray();
    const names = new Set(there.map(({ name }) => name));
    // Those with indexes are made with them.
    const bare = (Object.keys(SCHEMAS) as CollectionName[]).filter((name) => INDEXES[name] === undefined);
    for (const name of bare.map(storedName).filter((one) => !names.has(one))) {
      await db.createCollection(name).catch((error: unknown) => {
        if (!(error instanceof mongo.MongoServerError && error.code === NAMESPACE_EXISTS)) throw error;
      });
    }
    await buildIndexes(context, INDEXES);
  },
};
