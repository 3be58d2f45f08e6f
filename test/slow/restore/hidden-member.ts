import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort } from '@tierline/local';
import { eventually } from '@tierline/testkit';
import mongoose, { mongo } from 'mongoose';

/** A member of a replica set that nobody reads from and that has no vote: what it does, or does not do, holds up no write. */
export interface HiddenMember extends AsyncDisposable {
  /** Waits until it has all that the primary has now. */
  caughtUp(): Promise<void>;
  /** Copies its files into a folder that is not there yet, while it writes nothing. */
  copyTo(dir: string): Promise<void>;
  /** SIGKILL. */
  kill9(): Promise<void>;
}

/** Starts a mongod on an empty folder, adds it to the primary's set, and waits for its first copy of the data. */
export async function addHiddenMember(o: {
  readonly binary: string;
  readonly dir: string;
  readonly primaryUri: string;
}): Promise<HiddenMember> {
  const data = join(o.dir, 'db');
  await mkdir(data, { recursive: true });
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const primary = new mongoose.mongo.MongoClient(o.primaryUri);
  const admin = primary.db('admin').admin();
  const { config } = await admin.command({ replSetGetConfig: 1 });
  const mongod = spawn(
    o.binary,
    [
      ['--replSet', String(config._id), '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      ['--dbpath', data, '--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '256'],
    ].flat(),
    { stdio: 'ignore' },
  );
  const killWithUs = () => mongod.kill('SIGKILL');
  process.on('exit', killWithUs);

  const member = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 30_000,
  });
  const own = member.db('admin').admin();
  const hello = async (from: mongo.Admin) => from.command({ hello: 1 });
  // A new member gets its vote, or none, in a change of its own.
  const members = [
    ...config.members,
    { _id: config.members.length, host, priority: 0, hidden: true, votes: 0 },
  ];
  await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members } });
  await eventually(async () => {
    if ((await hello(own))['secondary'] !== true) throw new Error('no secondary yet');
  }, 60_000);

  const kill9 = async () => {
    process.off('exit', killWithUs);
    await killed(mongod);
  };
  return {
    async caughtUp() {
      const { lastWrite } = await hello(admin);
      await eventually(async () => {
        const { lastWrite: mine } = await hello(own);
        if (mine.opTime.ts.lessThan(lastWrite.opTime.ts)) throw new Error('still behind');
      });
    },
    async copyTo(dir) {
      await own.command({ fsync: 1, lock: true });
      try {
        await cp(data, dir, { recursive: true });
      } finally {
        await own.command({ fsyncUnlock: 1 });
      }
    },
    kill9,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([primary.close(), member.close()]);
      await kill9();
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
