import { randomUUID } from 'node:crypto';

import type { LivePolicies, LoadedPolicy } from '@tierline/contracts';
import { createLogger, createMetrics, type Logger, type Registry } from '@tierline/platform';
import { openPolicies, openTicketing, type Ticketing } from '@tierline/service';
import { type Database, migrateDatabase, openDatabase } from '@tierline/store';
import mongoose from 'mongoose';

import { type DatabaseShape, databaseShape, emptyDatabase } from './emptied-database.ts';
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

/** The same servers, another database. */
export function withDatabase(uri: string, database: string): string {
  // No URL to Node's parser where it names several hosts.
  return uri.replace(/^([a-z+]+:\/\/[^/?]+)(\/[^?]*)?/, `$1/${database}`);
}

/** Opens a database as a release finds it after its migrations. */
export async function migratedDatabase(uri: string): Promise<Database> {
  await migrateDatabase(uri);
  return openDatabase(uri);
}

/** Databases that tests of this process are done with; to make one takes half a second, to empty one little. */
const used: string[] = [];
/** What every one of them was like at first. */
let shape: DatabaseShape | undefined;

/** Opens tickets in an empty database, under a queue prefix that nobody had before. Disposing of them closes them. */
export async function realTicketing(loaded: LoadedPolicy = aPolicy()): Promise<RealTicketing> {
  const { mongodbUri, redisUrl } = realServers();
  const name = `t${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const config = {
    MONGODB_URI: (await usedDatabase()) ?? withDatabase(mongodbUri, name),
    REDIS_URL: redisUrl,
    QUEUE_PREFIX: name,
  };
  const logger = createLogger({ service: 'test', level: 'silent' });
  const { registry } = createMetrics({ service: 'test' });
  await migrateDatabase(config.MONGODB_URI);
  const { ticketing, policies } = await opened({ config, loaded, logger, registry });
  shape ??= await databaseShape(config.MONGODB_URI);
  return {
    ticketing,
    loaded,
    policies,
    config,
    logger,
    registry,
    [Symbol.asyncDispose]: async () => {
      await closeTicketing(ticketing);
      used.push(config.MONGODB_URI);
    },
  };
}

/** One that is empty again. It is emptied only now, so that nothing is in it that was still under way. */
async function usedDatabase(): Promise<string | undefined> {
  const uri = used.shift();
  return uri === undefined || shape === undefined || !(await emptyDatabase(uri, shape)) ? undefined : uri;
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
