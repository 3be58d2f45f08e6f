import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { METRICS, type ServiceName } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { SERVICE_NAMES, startSystem, type System, type SystemEvent } from '@tierline/local';
import { compressedClock, newApiKey } from '@tierline/platform';
import { loadPreset } from '@tierline/presets';
import { runReplay, type ReplayReport } from '@tierline/replay';
import { checkTickets, type Database } from '@tierline/store';
import { dropDatabase, eventually, migratedDatabase, realServers, withDatabase } from '@tierline/testkit';

import { buildNextRelease, LATER_FIELD } from './rolling/next-release.ts';
import { type RoundRobin, roundRobin } from './rolling/round-robin.ts';
import { quantile } from './sla-week/lateness.ts';

/** A ten-hour day in forty seconds. */
const SPEED = 900;
const TICKETS = 400;
/** More than the processes need to start, on a machine that does other things as well. */
const START_MS = 15_000;
/** Far longer than anything may wait: what only a sweep found would show as a delay. */
const SWEEP_SECONDS = 300;
/** What was left to a sweep would take minutes; a machine that starts eight processes beside it takes seconds. */
const PATIENCE_MS = 10_000;
const SUNDAY = instant(Date.parse('2025-01-05T00:00:00Z'));
/** One of this release, one of the next. */
const HALVES = ['a', 'b'] as const;
/** Sweeps that find something only where something was lost or late. */
const REPAIRS = new Set(['outbox', 'unrouted', 'overdue']);

const PROCESSED = new RegExp(`^${METRICS.jobsProcessed.name}\\{.*outcome="(\\w+)".*\\} (\\d+)$`, 'gm');

interface Stopped {
  readonly name: ServiceName;
  readonly ms: number;
  readonly code: number | null;
}

describe('a rolling restart of every service, half of them of the next release, under a running replay', function rolling() {
  this.timeout(240_000);
  let dir: string;
  let mongoUri: string;
  let database: Database;
  let systems: System[];
  let balancer: RoundRobin;
  let report: ReplayReport;
  let replayEndedAt: number;
  let restartsEndedAt: number;
  const deaths: ((event: SystemEvent & { kind: 'died' }) => void)[] = [];
  const stopped: Stopped[] = [];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-rolling-'));
    mongoUri = withDatabase(realServers().mongodbUri, `rolling${Date.now()}`);
    database = await migratedDatabase(mongoUri);
    const preset = await loadPreset('saas');
    // Nearly every promise is warned of, so that timers fire all the time.
    const policyFile = join(dir, 'tierline.yaml');
    const policy = await readFile(preset.policyFile, 'utf8');
    await writeFile(policyFile, policy.replace(/warnAfter: [\d.]+/, 'warnAfter: 0.05'));
    const adminKey = newApiKey().key;
    const releases = { a: {}, b: { root: await buildNextRelease(join(dir, 'next')) } };
    const time = { epoch: preset.dayStart(SUNDAY), origin: Date.now() + START_MS, speed: SPEED };
    const clock = compressedClock(time);
    systems = await Promise.all(
      HALVES.map(async (half) =>
        startSystem({
          ...releases[half],
          mongoUri,
          redisUrl: realServers().redisUrl,
          policyFile,
          clock: time,
          queuePrefix: `rolling-${process.pid}`,
          adminKey,
          // Longer than the balancer takes to notice.
          env: {
            DRAIN_SECONDS: '3',
            SWEEP_SECONDS: String(SWEEP_SECONDS),
            HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS),
          },
          logDir: join(dir, half),
          onEvent: (event) => {
            if (event.kind === 'died') for (const hear of deaths) hear(event);
          },
          restart: true,
        }),
      ),
    );
    balancer = await roundRobin(
      systems.map((system) => ({ apiUrl: system.apiUrl, adminUrl: serviceOf(system, 'intake').adminUrl })),
    );
    const replaying = runReplay({
      apiUrl: balancer.url,
      apiKey: adminKey,
      preset,
      seed: 3,
      tickets: TICKETS,
      days: 1,
      clock,
      onProgress: () => undefined,
      signal: AbortSignal.timeout(150_000),
    }).finally(() => (replayEndedAt = performance.now()));
    const restarting = (async () => {
      await sleep(time.origin - Date.now() + 3000);
      for (const system of systems)
        await Promise.all(SERVICE_NAMES.map(async (name) => restart(system, name)));
      restartsEndedAt = performance.now();
    })();
    [report] = await Promise.all([replaying, restarting]);
  });
  after(async () => {
    await balancer[Symbol.asyncDispose]();
    await Promise.all(systems.map(async (system) => system.stop()));
    await database.close();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true, force: true });
  });

  /** SIGTERM; what starts it again is what would start it anyway. */
  async function restart(system: System, name: ServiceName): Promise<void> {
    const { pid } = serviceOf(system, name);
    const asked = performance.now();
    const gone = new Promise<Stopped>((resolve) => {
      deaths.push(({ service, exit }) => {
        if (service === name && serviceOf(system, name).pid === pid)
          resolve({ name, ms: performance.now() - asked, code: exit.code });
      });
    });
    await system.kill(name, 'SIGTERM');
    stopped.push(await gone);
    await eventually(async () => assert.notEqual(serviceOf(system, name).pid, pid));
    await system.waitReady(name);
  }

  it('fails no request', () => {
    const { requests, waited, failed } = balancer.counts;
    print(`${requests} requests, ${failed.length} failed, ${waited} waited for somebody to be ready`);
    assert.ok(requests > TICKETS);
    assert.deepEqual(failed, []);
  });

  it('restarts while the replay runs, and each process ends by itself in time', () => {
    assert.ok(restartsEndedAt < replayEndedAt, 'the replay was over first');
    assert.equal(stopped.length, 2 * SERVICE_NAMES.length);
    const times = stopped.map(({ ms }) => ms).toSorted((a, b) => a - b);
    for (const { name, ms } of stopped.slice(0, SERVICE_NAMES.length))
      print(`${name} stopped in ${seconds(ms)}`);
    print(`all ${times.length}: p50 ${seconds(quantile(times, 0.5))}, p99 ${seconds(quantile(times, 0.99))}`);
    assert.deepEqual(
      stopped.filter(({ code }) => code !== 0),
      [],
    );
  });

  it('loses and doubles no ticket, and leaves each as its events make it', async () => {
    const { sent, accounted, lost, duplicates, unsent, unrouted, partial } = report;
    assert.deepEqual(
      { sent, accounted, lost, duplicates, unsent, unrouted, partial },
      { sent: TICKETS, accounted: TICKETS, lost: [], duplicates: [], unsent: 0, unrouted: 0, partial: false },
    );
    const { examined, findings } = await checkTickets(database, { limit: 2 * TICKETS });
    assert.equal(examined, TICKETS);
    const differing = findings.flatMap((finding) =>
      'differences' in finding ? finding.differences.map(({ path }) => path) : [JSON.stringify(finding)],
    );
    // Written by the next release, left alone by this one.
    assert.deepEqual([...new Set(differing)], [LATER_FIELD]);
  });

  it('has both releases work on what both send, and none that leaves or breaks a job', async () => {
    for (const [index, half] of HALVES.entries()) {
      const outcomes = await routerOutcomes(systems[index] ?? assert.fail());
      print(
        `router of ${half === 'a' ? 'this' : 'the next'} release since its restart: ${JSON.stringify(outcomes)}`,
      );
      assert.ok((outcomes['completed'] ?? 0) > 0);
      assert.deepEqual([outcomes['deferred'] ?? 0, outcomes['malformed'] ?? 0], [0, 0]);
    }
  });

  it('delays no routing and no promise, and leaves nothing to the sweeps', async () => {
    const history = database.events
      .find({ kind: { $in: ['ticket.opened', 'ticket.routed'] } })
      .sort({ _id: 1 });
    const opened = new Map<string, number>();
    const routing: number[] = [];
    for await (const { kind, ticketId, recordedAt } of history) {
      const since = opened.get(ticketId);
      if (kind === 'ticket.opened') opened.set(ticketId, recordedAt.getTime());
      // The first time; a rule may route a ticket again later.
      else if (since !== undefined && opened.delete(ticketId)) routing.push(recordedAt.getTime() - since);
    }
    const p50 = quantile(routing, 0.5);
    const longest = quantile(routing, 1);
    print(`${routing.length} routed, p50 ${Math.round(p50)} ms, longest ${Math.round(longest)} ms`);
    assert.equal(routing.length, TICKETS);
    assert.ok(longest < PATIENCE_MS, `${longest} ms`);

    const late: number[] = [];
    for await (const event of database.events.find({ kind: { $in: ['sla.warned', 'sla.breached'] } }))
      if ('dueAt' in event) late.push((event.at - event.dueAt) / SPEED);
    late.sort((a, b) => a - b);
    print(
      `${late.length} promises warned of or broken, the latest recorded after ${Math.round(late.at(-1) ?? 0)} ms`,
    );
    assert.ok(late.length > TICKETS / 2);
    assert.ok((late.at(-1) ?? 0) < PATIENCE_MS);

    const swept = (await Promise.all(HALVES.map(logOf)))
      .flat()
      .filter(({ sweep }) => REPAIRS.has(sweep ?? ''));
    assert.deepEqual(swept, []);
  });

  /** How many jobs of the router of a system ended how. */
  async function routerOutcomes(system: System): Promise<Readonly<Record<string, number>>> {
    const { adminUrl } = serviceOf(system, 'router');
    const text = await (await fetch(`${adminUrl}/metrics`)).text();
    const sums: Record<string, number> = {};
    for (const [, outcome = '', count] of text.matchAll(PROCESSED))
      sums[outcome] = (sums[outcome] ?? 0) + Number(count);
    return sums;
  }

  /** All lines about sweeps that repaired something. */
  async function logOf(half: string): Promise<readonly { readonly sweep?: string }[]> {
    const files = await readdir(join(dir, half));
    const texts = await Promise.all(files.map(async (file) => readFile(join(dir, half, file), 'utf8')));
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.includes('"repaired":'))
      .map((line) => JSON.parse(line) as { sweep?: string });
  }
});

const serviceOf = (system: System, name: ServiceName) =>
  system.services.find((one) => one.name === name) ?? assert.fail();

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function print(text: string): void {
  process.stdout.write(`      ${text}\n`);
}
