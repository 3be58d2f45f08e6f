import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, type GuardedProcess, startGuarded } from '@tierline/local';
import { eventually } from '@tierline/testkit';
import mongoose from 'mongoose';

const SET = 'three';

/** A MongoDB replica set of three on loopback that elects in about a second. */
export interface MongoReplicas {
  /** For MONGODB_URI. */
  readonly uri: string;
  /** Has the primary give up, as before a maintenance of it. */
  stepDown(): Promise<void>;
  /** SIGKILL to the primary; resolves when it is gone. */
  killPrimary(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the members and waits until one is primary and the others follow it. */
export async function startMongoReplicas(o: {
  readonly binary: string;
  readonly dir: string;
}): Promise<MongoReplicas> {
  const members = new Map<number, GuardedProcess>();
  const stop = async () => {
    await Promise.all(
      [...members.values()].map(async (member) => {
        // A set of which two have gone would wait for the others.
        member.signal('SIGKILL');
        await member.exited;
      }),
    );
  };
  try {
    for (const name of ['a', 'b', 'c']) {
      const dir = join(o.dir, name);
      await mkdir(join(dir, 'db'), { recursive: true });
      const port = await freePort();
      members.set(port, await startMember({ binary: o.binary, dir, port }));
    }
    const ports = [...members.keys()];
    await initiate(ports);
    const uri = `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/?replicaSet=${SET}`;
    return {
      uri,
      // The connections of the member that steps down stay open from MongoDB 4.2 on; the command's own does as well.
      stepDown: async () => void (await ask(uri, { replSetStepDown: 20, secondaryCatchUpPeriodSecs: 5 })),
      killPrimary: async () => {
        const { me } = await ask(uri, { hello: 1 });
        const member = members.get(Number(String(me).split(':')[1]));
        if (member === undefined) throw new Error(`${String(me)} is no member of ours`);
        member.signal('SIGKILL');
        await member.exited;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startMember(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port: number;
}): Promise<GuardedProcess> {
  return startGuarded({
    file: o.binary,
    args: [
      ['--dbpath', join(o.dir, 'db'), '--port', String(o.port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      ['--replSet', SET, '--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '64'],
      ['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ].flat(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C' },
    logFile: join(o.dir, 'mongod.log'),
    guard: 'shell',
  });
}

async function initiate(ports: readonly number[]): Promise<void> {
  const direct = `mongodb://127.0.0.1:${ports[0]}/?directConnection=true`;
  await ask(direct, {
    replSetInitiate: {
      _id: SET,
      members: ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` })),
      settings: { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 200 },
    },
  });
  await eventually(async () => {
    const { members } = await ask(direct, { replSetGetStatus: 1 });
    const states = (members as readonly { readonly stateStr: string }[]).map(({ stateStr }) => stateStr);
    if (states.toSorted().join() !== 'PRIMARY,SECONDARY,SECONDARY')
      throw new Error(`the members are ${states.join()}`);
  }, 30_000);
}

async function ask(uri: string, command: mongoose.mongo.Document): Promise<mongoose.mongo.Document> {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
