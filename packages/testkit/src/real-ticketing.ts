import { randomUUID } from 'node:crypto';

import type { LivePolicies, LoadedPolicy } from '@tierline/contracts';
import { createLogger, createMetrics, type Logger, type Registry } from '@tierline/platform';
import { openPolicies, openTicketing, type Ticketing } from '@tierline/service';
import { type Database, migrateDatabase, openDatabase } from '@tierline/store';
import mongoose from 'mongoose';

import { aPolicy } from './policy.ts';

/** Tickets on real servers, in a database and under a queue prefix of their own. */
export interface RealTicketing extends AsyncDisposable {
  readonly ticketing: Ticketing;
  /** The policy at the start. */
  readonly loaded: LoadedPolicy;
  /** The policy in force, by which `ticketing` decides. */
  readonly policies: LivePolicies;
  readonly config: {
    readonly MONGODB_URI: string;
    readonly REDIS_URL: string;
    readonly QUEUE_PREFIX: string;
  };
  readonly logger: Logger;
  readonly registry: Registry;
}

/** The servers that `npm test` started. Throws when it did not. */
export function realServers(): { readonly mongodbUri: string; readonly redisUrl: string } {
  const { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl } = process.env;
  if (mongodbUri === undefined || redisUrl === undefined)
    throw new Error('run the tests by npm test: it starts MongoDB and Redis');
  return { mongodbUri, redisUrl };
}

/** The same server, another database. */
export function withDatabase(uri: string, database: string): string {
  const url = new URL(uri);
  url.pathname = `/${database}`;
  return url.href;
}

/** Opens a database as a release finds it after its migrations. */
export async function migratedDatabase(uri: string): Promise<Database> {
  await migrateDatabase(uri);
  return openDatabase(uri);
}

/** Opens tickets in a fresh database, which is dropped with it. */
export async function realTicketing(loaded: LoadedPolicy = aPolicy()): Promise<RealTicketing> {
  const { mongodbUri, redisUrl } = realServers();
  const name = `t${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const config = { MONGODB_URI: withDatabase(mongodbUri, name), REDIS_URL: redisUrl, QUEUE_PREFIX: name };
  const logger = createLogger({ service: 'test', level: 'silent' });
  const { registry } = createMetrics({ service: 'test' });
  await migrateDatabase(config.MONGODB_URI);
  const { ticketing, policies } = await opened({ config, loaded, logger, registry });
  return {
    ticketing,
    loaded,
    policies,
    config,
    logger,
    registry,
    [Symbol.asyncDispose]: async () => {
      await closeTicketing(ticketing);
      await dropDatabase(config.MONGODB_URI);
    },
  };
}

/** The same tickets as another process opens them, with another Redis where given. Close with `closeTicketing`. */
export async function anotherProcess(
  { loaded, config, logger }: Pick<RealTicketing, 'loaded' | 'config' | 'logger'>,
  redisUrl = config.REDIS_URL,
): Promise<Ticketing> {
  const { registry } = createMetrics({ service: 'another' });
  const { ticketing } = await opened({
    config: { ...config, REDIS_URL: redisUrl },
    loaded,
    logger,
    registry,
  });
  return ticketing;
}

/** Real milliseconds between two looks at the policy: tests wait for it. */
const POLICY_MS = 100;

async function opened({
  config,
  loaded,
  logger,
  registry,
}: Pick<RealTicketing, 'config' | 'loaded' | 'logger' | 'registry'>): Promise<
  Pick<RealTicketing, 'ticketing' | 'policies'>
> {
  const database = await openDatabase(config.MONGODB_URI);
  const { policies, stage } = await openPolicies({
    database,
    file: loaded,
    logger,
    registry,
    everyMs: POLICY_MS,
  });
  const ticketing = openTicketing({ database, config, policies, logger, registry });
  return { policies, ticketing: { ...ticketing, stages: [stage, ...ticketing.stages] } };
}

export async function closeTicketing({ stages }: Ticketing): Promise<void> {
  for (const stage of stages) await stage.stop();
}

/** Drops the database that the URI names. */
export async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
