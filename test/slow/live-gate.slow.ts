import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '@tierline/client';
import { instant } from '@tierline/domain';
import { type Bugs, freePort, type RedisServer, startBugs, startRedis } from '@tierline/local';
import { allExpressions } from '@tierline/observability';
import { compressedClock } from '@tierline/platform';
import { loadPreset } from '@tierline/presets';
import { runReplay } from '@tierline/replay';
import { eventually } from '@tierline/testkit';
import { Queue } from 'bullmq';

import { type RealSystem, realSystem } from '../real-system.ts';
import { hastenedExpression, hastenedRules } from './live-gate/hastened.ts';
import { type Prometheus, prometheusBinary, startPrometheus } from './live-gate/prometheus.ts';

const RULES = new URL('../../deploy/prometheus/rules/', import.meta.url);
/** A day of the desk in half a minute. */
const SPEED = 1_200;
/** Rules wait and look back so many times shorter, or a fault would take a quarter of an hour to be told. */
const HASTE = 30;
const START_MS = 12_000;
const MONDAY = instant(Date.parse('2026-01-05T00:00:00Z'));
const TICKET = { subject: 'Hello?', description: 'Is anybody there?', requester: 'customer@example.com' };

/** Something that is done to a running system, and undone; and the alerts that have to tell of it. */
interface Fault {
  readonly what: string;
  readonly alerts: readonly string[];
  readonly cause: () => Promise<void>;
  readonly end: () => Promise<void>;
}

const print = (text: string) => process.stdout.write(`      ${text}\n`);

describe('a Prometheus that watches real services', function live() {
  this.timeout(300_000);
  let real: RealSystem;
  let redis: RedisServer;
  let bugs: Bugs;
  let prometheus: Prometheus;
  let queue: Queue;

  before(async function start() {
    if (prometheusBinary === undefined) {
      print('no prometheus on the PATH or in .cache/tools; Debian has it as a package');
      this.skip();
    }
    const preset = await loadPreset('saas');
    const port = await freePort();
    const time = { epoch: preset.dayStart(MONDAY), origin: Date.now() + START_MS, speed: SPEED };
    const clock = compressedClock(time);
    real = await realSystem('live-gate', async (dir) => {
      const binary = process.env['TIERLINE_REDIS_SERVER'] ?? assert.fail('run the tests by npm test');
      redis = await startRedis({ binary, dir: join(dir, 'redis'), persistent: true });
      bugs = await startBugs({ preset, port, seed: 1, clock, dir });
      return {
        policyFile: bugs.policyFile,
        env: { ...bugs.env, REDIS_URL: redis.url },
        clock: time,
        ports: { api: port },
      };
    });
    queue = new Queue('router', {
      prefix: `live-gate-${process.pid}`,
      connection: { host: '127.0.0.1', port: redis.port },
    });
    // That it goes away is part of the test.
    queue.on('error', () => undefined);
    const names = (await readdir(RULES)).filter((name) => name.endsWith('.yaml'));
    prometheus = await startPrometheus({
      binary: prometheusBinary,
      dir: join(real.dir, 'prometheus'),
      targets: real.system.services.map(({ name, adminUrl }) => ({
        service: name,
        address: new URL(adminUrl).host,
      })),
      rules: new Map(
        await Promise.all(
          names.map(
            async (name) =>
              [name, hastenedRules(await readFile(new URL(name, RULES), 'utf8'), HASTE)] as const,
          ),
        ),
      ),
    });
    const report = await runReplay({
      apiUrl: real.system.apiUrl,
      apiKey: real.system.adminKey,
      preset,
      tracker: bugs.tracker,
      seed: 1,
      tickets: undefined,
      days: 1,
      clock,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    assert.deepEqual([report.sent, report.lost], [report.accounted, []]);
  });
  after(async () => {
    await queue?.close();
    await prometheus?.[Symbol.asyncDispose]();
    await real?.[Symbol.asyncDispose]();
    await bugs?.stop();
    await redis?.stop();
  });

  const firing = async () =>
    new Set((await prometheus.alerts()).filter(({ state }) => state === 'firing').map(({ name }) => name));

  /** Seconds until each of the alerts was as it should be, looked at four times a second. */
  async function secondsUntil(alerts: readonly string[], isFiring: boolean, withinMs: number) {
    const begun = performance.now();
    const seconds = new Map<string, number>();
    while (seconds.size < alerts.length && performance.now() - begun < withinMs) {
      const now = await firing();
      for (const name of alerts)
        if (now.has(name) === isFiring && !seconds.has(name))
          seconds.set(name, (performance.now() - begun) / 1000);
      await sleep(250);
    }
    return seconds;
  }

  it('has a value for every expression of every rule and panel, after a day of the desk', async () => {
    const empty: string[] = [];
    let some = 0;
    for (const { where, expr, mayBeEmpty } of allExpressions()) {
      // Throws for an expression that cannot be evaluated, whether or not it may be empty.
      const series = await prometheus.seriesOf(hastenedExpression(String(expr), HASTE));
      if (series > 0) some += 1;
      else if (mayBeEmpty === undefined) empty.push(`${where}: ${String(expr)}`);
    }
    print(`${some} of ${allExpressions().length} expressions have values`);
    assert.deepEqual(empty, []);
  });

  it('tells nobody who runs the system of anything, while nothing is wrong with it', async () => {
    const told = (await prometheus.alerts()).filter(
      ({ state, labels }) => state === 'firing' && labels['team'] === 'sre' && labels['severity'] === 'page',
    );
    assert.deepEqual(told, []);
  });

  it('tells of each of several faults, and that it is over', async () => {
    const client = createClient({ baseUrl: real.system.apiUrl, apiKey: real.system.adminKey });
    const { items: agents } = await client.listAgents();
    /** Everybody whose shift is on takes up and solves a ticket; the desk opens again in the morning. */
    const takeAll = async () => {
      for (const { id: agent } of agents) {
        const ticket = await client.claimNext(agent).catch(() => undefined);
        if (ticket !== undefined) await client.solve(ticket.id, { agent }).catch(() => undefined);
      }
    };
    let spike: NodeJS.Timeout | undefined;
    let taking: NodeJS.Timeout | undefined;
    const faults: readonly Fault[] = [
      // First: the ticket has to be routed before its queue is paused.
      {
        what: 'nobody takes up what waits',
        alerts: ['TicketWaitsTooLong'],
        cause: async () => {
          const { id } = await client.createTicket(TICKET, { idempotencyKey: 'waits' });
          await eventually(async () => assert.equal((await client.readTicket(id)).tier, 'T1'));
        },
        end: async () => {
          taking = setInterval(() => void takeAll(), 1_000);
        },
      },
      {
        what: 'sla-monitor hangs',
        alerts: ['ServiceDown'],
        cause: () => real.system.kill('sla-monitor', 'SIGSTOP'),
        end: () => real.system.kill('sla-monitor', 'SIGCONT'),
      },
      {
        what: 'a queue is paused',
        alerts: ['QueuePaused'],
        cause: () => queue.pause(),
        end: () => queue.resume(),
      },
      {
        what: 'a job that nobody can read',
        alerts: ['DeadLettersGrew'],
        cause: async () => {
          const other = new Queue('notifier', {
            prefix: `live-gate-${process.pid}`,
            connection: { host: '127.0.0.1', port: redis.port },
          });
          await other.add('wake', { v: 1, items: 'none' });
          await other.close();
        },
        // It is over when nothing was added for a while.
        end: async () => undefined,
      },
      {
        what: 'somebody tries keys',
        alerts: ['AuthFailureSpike'],
        cause: async () => {
          spike = setInterval(() => {
            void fetch(`${real.system.apiUrl}/v1/tickets`, {
              headers: { authorization: 'Bearer no-key' },
            }).catch(() => undefined);
          }, 200);
        },
        end: async () => clearInterval(spike),
      },
    ];
    for (const { cause } of faults) await cause();
    const alerts = faults.flatMap((fault) => fault.alerts);
    const told = await secondsUntil(alerts, true, 120_000);
    for (const { end } of faults) await end();
    const over = await secondsUntil(alerts, false, 120_000);
    clearInterval(taking);
    for (const fault of faults)
      for (const name of fault.alerts)
        print(
          `${fault.what}: ${name} after ${told.get(name)?.toFixed(1) ?? 'never'} s, over after ${over.get(name)?.toFixed(1) ?? 'never'} s`,
        );
    assert.deepEqual(
      [alerts.filter((name) => !told.has(name)), alerts.filter((name) => !over.has(name))],
      [[], []],
    );
  });

  it('tells of a Redis that is away, and that it is back', async () => {
    await redis.kill9();
    const alerts = ['DependencyDown'];
    const told = await secondsUntil(alerts, true, 90_000);
    await redis.restart({ wipe: false });
    const over = await secondsUntil(alerts, false, 90_000);
    for (const name of alerts)
      print(
        `Redis is away: ${name} after ${told.get(name)?.toFixed(1) ?? 'never'} s, over after ${over.get(name)?.toFixed(1) ?? 'never'} s`,
      );
    assert.deepEqual([told.size, over.size], [alerts.length, alerts.length]);
  });
});
