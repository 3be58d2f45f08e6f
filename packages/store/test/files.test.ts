import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Attachment, decide } from '@tierline/domain';
import { discardFile, FileTooLargeError, keepFile, readFile, storeFile, sweepUploads } from '@tierline/store';
import { aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

const MEGABYTE = 1_000_000;

describe('files', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  async function* pieces(content: Uint8Array, each = 64_000) {
    for (let at = 0; at < content.length; at += each) yield content.subarray(at, at + each);
  }
  async function aTicket(): Promise<string> {
    return (await real.ticketing.store.create(aRequest(), MONDAY)).ticket.id;
  }
  const read = async (id: string) => Buffer.concat(await readFile(real.ticketing.database, id).toArray());

  /** Everything that is stored of files, seen or not. */
  async function stored() {
    const { files, uploads } = real.ticketing.database;
    const all = await files.find({}).toArray();
    return { files: all.length, uploads: await uploads.countDocuments({}) };
  }

  it('come back as they were, with their size and hash', async () => {
    const { database } = real.ticketing;
    const content = randomBytes(3 * MEGABYTE + 17);
    const file = await storeFile(database, await aTicket(), pieces(content), 4 * MEGABYTE);
    assert.deepEqual(
      [file.size, file.sha256],
      [content.length, createHash('sha256').update(content).digest('hex')],
    );
    assert.ok(content.equals(await read(file.id)));
  });

  it('leave nothing when they are too large or break off', async () => {
    const { database } = real.ticketing;
    const id = await aTicket();
    const content = randomBytes(2 * MEGABYTE);
    await assert.rejects(storeFile(database, id, pieces(content), MEGABYTE), FileTooLargeError);
    async function* broken() {
      yield* pieces(content);
      await sleep(5);
      throw new Error('the connection broke');
    }
    await assert.rejects(storeFile(database, id, broken(), 4 * MEGABYTE), /the connection broke/);
    assert.equal((await stored()).files, 0);
    // What was on its way is found by the note of the upload.
    await sweepUploads(database, -1);
    assert.deepEqual(await stored(), { files: 0, uploads: 0 });
  });

  it('that no ticket got are swept up, those of a ticket stay, and those under way as well', async () => {
    const { database, store } = real.ticketing;
    const ticket = await aTicket();
    const content = randomBytes(1000);
    const [orphan, taken] = await Promise.all([
      storeFile(database, ticket, pieces(content), MEGABYTE),
      storeFile(database, ticket, pieces(content), MEGABYTE),
    ]);
    const file: Attachment = { ...taken, name: 'a.bin', type: 'text/plain', visibility: 'public' };
    // As if the process had died after this, before the upload was known to be over.
    await store.change(ticket, (present) =>
      decide(
        present,
        { kind: 'add-file', by: { kind: 'requester', id: 'c@example.com' }, file },
        MONDAY,
        real.loaded.policy,
      ),
    );
    assert.equal(await sweepUploads(database, 60_000), 0);
    assert.deepEqual(await stored(), { files: 2, uploads: 2 });
    await eventually(async () => assert.equal(await sweepUploads(database, -1), 2));
    assert.deepEqual(await stored(), { files: 1, uploads: 0 });
    assert.ok(content.equals(await read(taken.id)));
    await assert.rejects(read(orphan.id));
    assert.equal(await sweepUploads(database, -1), 0);
  });

  it('are discarded, or kept, as often as one likes', async () => {
    const { database } = real.ticketing;
    const file = await storeFile(database, await aTicket(), pieces(randomBytes(10)), MEGABYTE);
    await keepFile(database, file.id);
    await keepFile(database, file.id);
    await discardFile(database, file.id);
    await discardFile(database, file.id);
    assert.deepEqual(await stored(), { files: 0, uploads: 0 });
  });
});
