import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { laneOf } from '@tierline/domain';
import { type Migration, migrateDatabase, type MigrationNews, openDatabase } from '@tierline/store';
import { aLife, dropDatabase, eventually, realServers, withDatabase } from '@tierline/testkit';
import mongoose, { type Connection, mongo } from 'mongoose';

import { type CollectionName, SCHEMAS, storedName } from '../src/collections.ts';
import { buildIndexes, declared } from '../src/migrations/build-indexes.ts';
import { updateInBatches } from '../src/migrations/update-in-batches.ts';

const ALL = Object.keys(SCHEMAS) as CollectionName[];
const FIXTURE = fileURLToPath(new URL('fixtures/migrating.ts', import.meta.url));

describe('migrations', () => {
  let uri: string;
  let connection: Connection;
  let db: mongo.Db;
  beforeEach(async () => {
    uri = withDatabase(realServers().mongodbUri, `migrations${Date.now()}`);
    connection = await mongoose.createConnection(uri).asPromise();
    db = connection.getClient().db(connection.name);
  });
  afterEach(async () => {
    await connection.close();
    await dropDatabase(uri);
  });

  const things = () => db.collection<{ _id: string; done?: true; times?: number }>('things');
  const manyThings = async (count: number) =>
    void (await things().insertMany(Array.from({ length: count }, (_, index) => ({ _id: `t${index}` }))));
  const named = (name: string, up: Migration['up'] = async () => undefined): Migration => ({ name, up });

  it('make what the schemas declare, no collection and no index more or less', async () => {
    await migrateDatabase(uri);
    const made = await db.listCollections({}, { nameOnly: true }).toArray();
    assert.deepEqual(
      made.map(({ name }) => name).toSorted(),
      [...ALL.map(storedName), 'migrations'].toSorted(),
    );
    for (const name of ALL) {
      const found = await db.collection(storedName(name)).indexes();
      const namesOf = (indexes: readonly { readonly name?: string }[]) =>
        new Set(indexes.map((index) => index.name));
      const advice = `${name}: an index that is declared or dropped needs a migration`;
      assert.deepEqual(namesOf(found), namesOf([{ name: '_id_' }, ...declared(name)]), advice);
    }
  });

  it('bring a database from before there were migrations up to date without touching what it has', async () => {
    // As releases before did it: each process made everything, one by one, when it started.
    for (const name of ALL) {
      await db.createCollection(storedName(name));
      for (const index of declared(name)) await db.collection(storedName(name)).createIndexes([index]);
    }
    const { id, ...rest } = aLife([{ kind: 'route', by: { kind: 'system', name: 'router' } }]).ticket;
    const { lane, ...before } = rest;
    const tickets = db.collection<mongo.Document & { _id: string }>('tickets');
    await tickets.insertOne({ _id: id, ...before, outbox: [] });
    assert.equal((await migrateDatabase(uri)).length > 0, true);
    assert.deepEqual(await tickets.findOne(), { _id: id, ...before, outbox: [], lane: laneOf({}) });
    assert.deepEqual(await migrateDatabase(uri), []);
    const database = await openDatabase(uri);
    assert.deepEqual(await database.missingMigrations(), []);
    await database.close();
    assert.notEqual(lane, undefined);
  });

  it('are each done once, in order, however many run them at once', async () => {
    const order: string[] = [];
    const migrations = ['0001-a', '0002-b', '0003-c'].map((name) =>
      named(name, async () => void order.push(name)),
    );
    const did = await Promise.all(
      Array.from({ length: 5 }, async () => migrateDatabase(uri, { migrations, leaseMs: 1000 })),
    );
    assert.deepEqual(order, ['0001-a', '0002-b', '0003-c']);
    assert.deepEqual(did.flat().toSorted(), order);
  });

  it('of a later release do not concern an earlier one', async () => {
    await migrateDatabase(uri);
    await migrateDatabase(uri, { migrations: [named('9999-later')] });
    const database = await openDatabase(uri);
    assert.deepEqual(await database.missingMigrations(), []);
    await database.close();
  });

  it('go on where a run was killed, when its lease has ended', async () => {
    await manyThings(400);
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=source', FIXTURE, uri, '0001-x'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout, 'data');
    await eventually(async () => assert.ok((await things().countDocuments({ done: true })) > 5));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await things().countDocuments({ done: { $exists: false } });
    assert.ok(left > 0 && left < 400, `${left} left`);
    const news: MigrationNews[] = [];
    const finish = named('0001-x', async (context) =>
      updateInBatches(
        context,
        things(),
        { done: { $exists: false } },
        { $set: { done: true }, $inc: { times: 1 } },
      ),
    );
    const done = await migrateDatabase(uri, { migrations: [finish], tell: (one) => void news.push(one) });
    assert.deepEqual(done, ['0001-x']);
    assert.equal(news[0]?.kind, 'waiting');
    assert.equal(await things().countDocuments({ times: 1 }), 400);
  });

  it('go on where a run was stopped, at once', async () => {
    await manyThings(2500);
    const stop = new AbortController();
    const halt = new Error('enough');
    const migrations = [
      named('0001-first'),
      named('0002-many', async (context) =>
        updateInBatches(
          context,
          things(),
          { done: { $exists: false } },
          { $set: { done: true }, $inc: { times: 1 } },
        ),
      ),
    ];
    const tell = ({ kind }: MigrationNews) => {
      if (kind === 'progress') stop.abort(halt);
    };
    await assert.rejects(migrateDatabase(uri, { migrations, signal: stop.signal, tell }), halt);
    assert.equal(await things().countDocuments({ done: true }), 1000);
    const news: MigrationNews[] = [];
    await migrateDatabase(uri, { migrations, tell: (one) => void news.push(one) });
    assert.deepEqual(news[0], { kind: 'started', name: '0002-many' });
    assert.equal(await things().countDocuments({ times: 1 }), 2500);
  });

  it('are not recorded when they fail, and the next run tries again', async () => {
    let fails = true;
    const migrations = [
      named('0001-fails', async () => {
        if (fails) throw new Error('not today');
      }),
    ];
    await assert.rejects(migrateDatabase(uri, { migrations }), /not today/);
    fails = false;
    assert.deepEqual(await migrateDatabase(uri, { migrations }), ['0001-fails']);
  });

  it('build an index while tickets are written', async () => {
    await migrateDatabase(uri);
    const tickets = db.collection<{ _id: string; openedAt: number; tags: string[] }>('tickets');
    await tickets.dropIndex('tag');
    const many = Array.from({ length: 30_000 }, (_, index) => ({
      _id: `t${index}`,
      openedAt: index,
      tags: Array.from({ length: 8 }, (__, tag) => `tag-${(index * 31 + tag * 7919) % 5000}`),
    }));
    await tickets.insertMany(many);
    const built = new AbortController();
    let written = 0;
    const migrations = [named('9999-tag', async (context) => buildIndexes(context, { tickets: ['tag'] }))];
    const build = migrateDatabase(uri, { migrations }).finally(() => built.abort());
    while (!built.signal.aborted) {
      await tickets.updateOne({ _id: `t${written}` }, { $push: { tags: 'new' } });
      if (!built.signal.aborted) written += 1;
    }
    await build;
    assert.ok(written > 10, `${written} writes meanwhile`);
    const found = await tickets.find({ tags: 'new' }, { hint: 'tag' }).toArray();
    assert.ok(found.length >= written);
  });
});
