import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import mongoose from 'mongoose';

import { freePort } from '../src/free-port.ts';
import { startMongo } from '../src/mongo-server.ts';
import { program, required, scratchDir } from './scratch.ts';

const withNotes = async <T>(uri: string, use: (notes: mongoose.mongo.Collection) => Promise<T>) => {
  const client = new mongoose.mongo.MongoClient(uri);
  try {
    return await use(client.db('local_test').collection('notes'));
  } finally {
    await client.close();
  }
};

const count = async (uri: string) => withNotes(uri, async (notes) => notes.countDocuments());
const add = async (uri: string) =>
  withNotes(uri, async (notes) =>
    notes.insertOne({ at: new Date() }, { writeConcern: { w: 'majority', journal: true } }),
  );

describe('a MongoDB of our own', function () {
  this.timeout(60_000);
  const scratch = scratchDir();
  let binary = '';
  before(() => {
    binary = required('TIERLINE_MONGOD');
  });

  it('keeps its data, port and address over SIGKILL, restart, stop and a second start', async () => {
    const dir = join(scratch.path(), 'kept');
    const first = await startMongo({ binary, dir });
    await add(first.uri);
    const { pid } = first;
    await first.kill9();
    await first.restart();
    assert.notEqual(first.pid, pid);
    assert.equal(await count(first.uri), 1);
    await first.stop();
    await first.stop();

    const second = await startMongo({ binary, dir });
    try {
      assert.equal(second.port, first.port);
      assert.equal(await count(second.uri), 1);
    } finally {
      await second.stop();
    }
  });

  it('takes its data to another port', async () => {
    const dir = join(scratch.path(), 'moved');
    const first = await startMongo({ binary, dir });
    await add(first.uri);
    await first.stop();
    const port = await freePort();
    const second = await startMongo({ binary, dir, port });
    try {
      assert.equal(second.port, port);
      assert.equal(await count(second.uri), 1);
      await add(second.uri);
      assert.equal(await count(second.uri), 2);
    } finally {
      await second.stop();
    }
  });

  it('forgets everything when started fresh', async () => {
    const dir = join(scratch.path(), 'fresh');
    await mkdir(dir);
    await writeFile(join(dir, 'left-over'), '');
    const server = await startMongo({ binary, dir, fresh: true });
    try {
      assert.equal(await count(server.uri), 0);
    } finally {
      await server.stop();
    }
  });

  it('fails with the last words of a server that does not start', async () => {
    const broken = await program(join(scratch.path(), 'broken'), 'the disk is on fire');
    await assert.rejects(
      startMongo({ binary: broken, dir: join(scratch.path(), 'broken-data') }),
      /the disk is on fire/,
    );
  });
});
