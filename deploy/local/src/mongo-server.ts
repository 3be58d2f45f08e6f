import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LaunchError } from './errors.ts';
import { freePort, isPortFree } from './free-port.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { logTail } from './log-tail.ts';
import { becomePrimary, directUri, replicaSetArguments } from './replica-set.ts';

const START_SECONDS = 60;
const STOP_GRACE_MILLIS = 10_000;

/** A mongod of our own: a replica set of one on loopback, journaled, data in a directory that outlives it. */
export interface MongoServer {
  /** Stays the same over restarts. */
  readonly uri: string;
  readonly port: number;
  /** Of the present process. */
  readonly pid: number;
  /** Clean shutdown. Idempotent. */
  stop(): Promise<void>;
  /** As if the machine lost power: SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>;
  /** Stops it if it runs, starts it on the same data and port, and waits until it takes writes again. */
  restart(): Promise<void>;
}

/**
 * Starts mongod and waits until it takes writes. The port is the given one, else the one these data had last if it is
 * free, else any free one. `fresh` removes what the directory holds first.
 */
export async function startMongo(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port?: number;
  readonly fresh?: boolean;
}): Promise<MongoServer> {
  if (o.fresh === true) await rm(o.dir, { recursive: true, force: true });
  await mkdir(join(o.dir, 'db'), { recursive: true });
  const port = o.port ?? (await lastPort(o.dir)) ?? (await freePort());
  await writeFile(join(o.dir, 'port'), String(port));
  const launch = async () => launchMongod({ binary: o.binary, dir: o.dir, port });
  let mongod = await launch();

  return {
    uri: directUri(port),
    port,
    get pid() {
      return mongod.pid;
    },
    stop: async () => mongod.stop(STOP_GRACE_MILLIS),
    kill9: async () => {
      mongod.signal('SIGKILL');
      await mongod.exited;
    },
    restart: async () => {
      await mongod.stop(STOP_GRACE_MILLIS);
      mongod = await launch();
    },
  };
}

async function lastPort(dir: string): Promise<number | undefined> {
  const port = Number(await readFile(join(dir, 'port'), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && (await isPortFree(port)) ? port : undefined;
}

async function launchMongod(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port: number;
}): Promise<GuardedProcess> {
  const logFile = join(o.dir, 'mongod.log');
  const mongod = await startGuarded({
    file: o.binary,
    args: [
      ['--dbpath', join(o.dir, 'db'), '--port', String(o.port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      replicaSetArguments,
      ['--wiredTigerCacheSizeGB', '1', '--oplogSize', '256'],
      // A primary that is told to stop waits 15 s for clients to find another one; there is no other one.
      ['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
      ['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      // What a process that died in a transaction leaves locked is free again after so long, and not after 60 s.
      ['--setParameter', 'transactionLifetimeLimitSeconds=5'],
      // Files of dropped databases are removed soon, and idle ones closed: tests make and drop hundreds of databases, and
      // a mongod that may open no more files ends itself.
      ['--setParameter', 'minSnapshotHistoryWindowInSeconds=5'],
      ['--wiredTigerEngineConfigString', 'file_manager=(close_idle_time=20,close_scan_interval=5)'],
    ].flat(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C' },
    logFile,
    guard: 'shell',
  });
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new Error(`no primary after ${START_SECONDS} s`)),
    START_SECONDS * 1000,
  );
  void mongod.exited.then(({ code, signal }) => ended.abort(new Error(`it exited with ${signal ?? code}`)));
  try {
    await becomePrimary({ port: o.port, signal: ended.signal });
  } catch (cause) {
    await mongod.stop(STOP_GRACE_MILLIS);
    const reason: unknown = ended.signal.aborted ? ended.signal.reason : cause;
    throw new LaunchError(
      'server-did-not-start',
      `MongoDB did not start: ${reason instanceof Error ? reason.message : String(reason)}. Its last words:\n${await logTail(logFile)}\n` +
        `If ${o.dir} was written by another version of MongoDB, remove it or let TIERLINE_DATA_DIR name another directory.`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
  return mongod;
}
