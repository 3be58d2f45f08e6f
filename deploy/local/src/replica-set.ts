import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import mongoose from 'mongoose';

const SET_NAME = 'tierline';
const ALREADY_INITIALIZED = 23;
const POLL_MILLIS = 25;

type Admin = ReturnType<mongoose.mongo.Db['admin']>;

/** The `mongod` arguments that make it a member of the replica set that {@link becomePrimary} completes. */
export const replicaSetArguments: readonly string[] = ['--replSet', SET_NAME];

/** The address to reach a replica set of one by, without discovering its member's name. */
export function directUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true`;
}

/**
 * Makes the mongod on this port the primary of a replica set of one and waits until it takes writes. Data that was
 * written under another port keeps its history: the member's address is changed, by force, as there is nobody to vote.
 * Rejects when the signal aborts.
 */
export async function becomePrimary(o: {
  readonly port: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  await untilListening(o.port, o.signal);
  const client = new mongoose.mongo.MongoClient(directUri(o.port));
  try {
    const admin = client.db('admin').admin();
    await claimMembership({ admin, host: `127.0.0.1:${o.port}` });
    while ((await admin.command({ hello: 1 }))['isWritablePrimary'] !== true) {
      await sleep(POLL_MILLIS, undefined, { signal: o.signal });
    }
  } finally {
    await client.close();
  }
}

/** A TCP connection first, because the driver gives up on, or waits half a second for, a server that is not there yet. */
async function untilListening(port: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    try {
      await once(socket, 'connect', { signal });
      return;
    } catch {
      signal.throwIfAborted();
      await sleep(POLL_MILLIS, undefined, { signal });
    } finally {
      socket.destroy();
    }
  }
}

async function claimMembership(o: { readonly admin: Admin; readonly host: string }): Promise<void> {
  const { admin, host } = o;
  const hello = await admin.command({ hello: 1 });
  if (hello['me'] === host) return;
  try {
    await admin.command({ replSetInitiate: { _id: SET_NAME, members: [{ _id: 0, host }] } });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== ALREADY_INITIALIZED)
      throw error;
    const { config } = await admin.command({ replSetGetConfig: 1 });
    const [member] = config.members;
    if (member.host === host) return;
    const moved = { ...config, version: config.version + 1, members: [{ ...member, host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}
