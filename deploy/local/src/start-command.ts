import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { compressedClock } from '@tierline/platform';
import { loadPreset, type Preset } from '@tierline/presets';
import {
  progressInWords,
  renderReport,
  reportJson,
  runReplay,
  type ReplayFigures,
  type ReplayReport,
} from '@tierline/replay';
import { migrateDatabase } from '@tierline/store';

import { type AdminKey, keptAdminKey } from './admin-key.ts';
import { type Bugs, startBugs } from './bugs.ts';
import { lockData } from './data-lock.ts';
import { historyEnd } from './domain-start.ts';
import { applyEditedPolicy } from './edited-policy.ts';
import { LaunchError } from './errors.ts';
import { freePort, isPortFree } from './free-port.ts';
import { exitCodeOf, InterruptedError, unlessInterrupted } from './interruption.ts';
import { startKeptServers, type Servers } from './kept-servers.ts';
import { policySecrets } from './policy-secrets.ts';
import type { ProgressLine } from './progress-line.ts';
import { dataDir } from './repository.ts';
import { USUAL_API_PORT, type ReplayRun, type StartOptions } from './start-options.ts';
import { startSystem, type System, type SystemClock, type SystemEvent } from './system.ts';

/** Real time between launching the services and the opening of the day; on two busy cores they take 5 s to be ready. */
const LEAD_MILLIS = 8_000;

/** What a run needs of the process around it. */
export interface StartContext {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: ProgressLine;
  readonly print: (text: string) => void;
  /** Its reason is an InterruptedError. */
  readonly interrupted: AbortSignal;
}

interface Running {
  /** Of the API. */
  readonly port: number;
  readonly context: StartContext;
  readonly preset: Preset;
  readonly servers: Servers;
  readonly adminKey: AdminKey;
}

/**
 * Brings the system up, replays, and stays up as asked; everything started here has ended when it resolves, with the
 * exit code. Rejects with an InterruptedError when interrupted before the replay began.
 */
export async function start(options: StartOptions, context: StartContext): Promise<number> {
  const dir = dataDir(context.env);
  lockData(dir);
  const preset = await loadPreset(options.preset);
  const { env, progress, interrupted } = context;
  const port = await apiPort(options.port);
  const servers = await unlessInterrupted(interrupted, startKeptServers({ env, dir, progress }));
  try {
    const running = { port, context, preset, servers, adminKey: await keptAdminKey(dir) };
    return options.run.kind === 'replay'
      ? await replayThenStay({ ...running, run: options.run })
      : await stayUp(running);
  } finally {
    progress.print('tierline: stopping ...');
    await servers.stop();
    progress.print('tierline: stopped');
  }
}

async function stayUp(running: Running): Promise<number> {
  const system = await launch(running, { speed: 1 });
  try {
    printUrls(system, running);
    await aborted(running.context.interrupted);
    return 0;
  } finally {
    await system.stop();
  }
}

async function replayThenStay(running: Running & { readonly run: ReplayRun }): Promise<number> {
  const { run, context, preset, servers, port } = running;
  const epoch = preset.dayStart(await historyEnd(servers.mongoUri));
  const time = { epoch, origin: Date.now() + LEAD_MILLIS, speed: run.speed ?? preset.defaultSpeed };
  const bugs = await startBugs({
    preset,
    port,
    seed: run.seed,
    clock: compressedClock(time),
    dir: dataDir(context.env),
  });
  const system = await launch(running, time, bugs).catch(async (error: unknown) => {
    await bugs.stop();
    throw error;
  });
  try {
    const report = await runReplay({
      apiUrl: system.apiUrl,
      apiKey: system.adminKey,
      preset,
      tracker: bugs.tracker,
      seed: run.seed,
      tickets: run.tickets,
      days: run.days,
      clock: compressedClock(time),
      onProgress: (p) => context.progress.update(progressInWords(p)),
      signal: context.interrupted,
    });
    context.progress.clear();
    context.print(renderReport(report));
    const { reason } = context.interrupted;
    if (reason instanceof InterruptedError) return exitCodeOf(reason.signal);
    return await finish({ report, run, system, running });
  } finally {
    await system.stop();
    await bugs.stop();
  }
}

async function finish(o: {
  readonly report: ReplayReport;
  readonly run: ReplayRun;
  readonly system: System;
  readonly running: Running;
}): Promise<number> {
  const { report, run, system, running } = o;
  const figures = reportJson(report);
  if (run.json !== undefined) await writeJson(run.json, figures);
  if (run.exit) return complete(figures) ? 0 : 1;
  printUrls(system, running);
  await aborted(running.context.interrupted);
  return 0;
}

async function launch(running: Running, clock: SystemClock, bugs?: Bugs): Promise<System> {
  const { port, context, preset, servers, adminKey } = running;
  const policyFile = bugs?.policyFile ?? preset.policyFile;
  // Before anything reads it; system.ts then finds it done.
  await migrateDatabase(servers.mongoUri, {
    signal: context.interrupted,
    tell: (news) => {
      if (news.kind === 'done') context.progress.print(`tierline: migrated ${news.name}`);
    },
  });
  const edited = await applyEditedPolicy(servers.mongoUri, policyFile);
  if (edited !== undefined)
    context.progress.print(`tierline: ${policyFile} was edited: policy ${edited} is in force`);
  const started = performance.now();
  const system = await unlessInterrupted(
    context.interrupted,
    startSystem({
      mongoUri: servers.mongoUri,
      redisUrl: servers.redisUrl,
      policyFile,
      env: { ...policySecrets(policyFile, context.env), ...bugs?.env },
      adminKey: adminKey.key,
      clock,
      restart: true,
      ports: { api: port },
      logDir: join(dataDir(context.env), 'logs'),
      onEvent: (event) => tell(event, context.progress),
    }),
  );
  const names = system.services.map(({ name, pid }) => `${name} (${pid})`).join(', ');
  context.progress.print(
    `tierline: services are ready, ${((performance.now() - started) / 1000).toFixed(1)} s: ${names}`,
  );
  return system;
}

/** Whether every ticket was sent, and every one sent is there once. */
function complete({ sent, accounted, unsent, duplicates }: ReplayFigures): boolean {
  return accounted === sent && unsent === 0 && duplicates.length === 0;
}

/** Asked before anything starts: a wish that cannot be met ends the run, the usual port has a substitute. */
async function apiPort(wanted: number | undefined): Promise<number> {
  if (await isPortFree(wanted ?? USUAL_API_PORT)) return wanted ?? USUAL_API_PORT;
  if (wanted === undefined) return freePort();
  throw new LaunchError(
    'port-in-use',
    `port ${wanted} is taken by another program.\nStop that, or name another one with --port.`,
  );
}

function tell(event: SystemEvent, progress: ProgressLine): void {
  if (event.kind === 'started') return;
  const { code, signal } = event.exit;
  const next = event.restartInMillis === undefined ? '' : `, restarting it in ${event.restartInMillis} ms`;
  progress.print(`tierline: ${event.service} died (${signal ?? `exit code ${code}`})${next}`);
}

function printUrls(system: System, { context, adminKey }: Running): void {
  const lines = [
    `API       ${system.apiUrl}`,
    `docs      ${system.apiUrl}/docs`,
    `OpenAPI   ${system.apiUrl}/openapi.json`,
    `API key   ${adminKey.file}   (an admin's: -H "authorization: Bearer $(cat ${adminKey.file})")`,
    ...system.services.map(({ name, adminUrl }) => `metrics   ${adminUrl}/metrics   (${name})`),
  ];
  context.print(`${lines.join('\n')}\nUp until Ctrl-C.`);
}

/** In one step, so that a reader finds the whole file or none. */
async function writeJson(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(value, undefined, 2)}\n`);
  await rename(temporary, file);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
