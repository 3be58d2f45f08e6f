/** A floor as a contender: its three processes, forked and asked over IPC. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Contender, Place } from './contender.ts';
import type { FloorReport } from './floor-process.ts';
import { FLOOR_ROLES, type FloorRole } from './floor-ticket.ts';
import { createHistogram } from './histogram.ts';

type Reading = Extract<FloorReport, { kind: 'reading' }>;

/** Starts the floor's processes and waits until each is ready. They die with this process, whatever ends it. */
export async function startFloor(name: 'naive' | 'batched', place: Place): Promise<Contender> {
  const children = new Map<FloorRole, ChildProcess>();
  const stop = async () => {
    await Promise.all([...children.values()].map(end));
  };
  const read = async (role: FloorRole): Promise<Reading> => {
    const child = children.get(role);
    if (child === undefined || !isAlive(child))
      throw new Error(`the ${role} process of the ${name} floor ended`);
    const answer = reportOf(child, 'reading');
    child.send('read');
    return answer;
  };
  try {
    for (const role of FLOOR_ROLES) children.set(role, launch(name, role, place));
    const ready = await Promise.all([...children.values()].map((child) => reportOf(child, 'ready')));
    const port = Math.max(...ready.map((report) => report.port));
    return {
      url: `http://127.0.0.1:${port}/tickets`,
      timed: async () => ({ bounds: createHistogram().read().bounds, counts: (await read('sla')).counts }),
      cpuSeconds: async () => {
        const readings = await Promise.all(FLOOR_ROLES.map(read));
        return readings.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function launch(name: string, role: FloorRole, { mongoUri, redisUrl, prefix }: Place): ChildProcess {
  const child = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), [role], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      MONGODB_URI: mongoUri,
      REDIS_URL: redisUrl,
      QUEUE_PREFIX: prefix,
    },
    // A terminal's Ctrl-C is for the benchmark, which ends its children by itself.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** The child's next report of a kind; rejects when it ends first. */
function reportOf<K extends FloorReport['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<FloorReport, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (report: FloorReport) => {
      if (!isOfKind(report, kind)) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve(report);
    };
    const onExit = () => reject(new Error(`process ${child.pid} of a floor ended`));
    child.on('message', onMessage).once('exit', onExit);
  });
}

function isOfKind<K extends FloorReport['kind']>(
  report: FloorReport,
  kind: K,
): report is Extract<FloorReport, { kind: K }> {
  return report.kind === kind;
}

async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
