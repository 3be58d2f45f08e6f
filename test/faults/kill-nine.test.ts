import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceName } from '@tierline/contracts';
import { replay } from '@tierline/domain';
import { instant } from '@tierline/domain';
import { type RedisServer, SERVICE_NAMES, startRedis, startSystem, type System } from '@tierline/local';
import { compressedClock } from '@tierline/platform';
import { loadPreset, type Preset } from '@tierline/presets';
import { type ReplayReport, runReplay } from '@tierline/replay';
import { type Database, historyOf, ticketOf } from '@tierline/store';
import { dropDatabase, eventually, migratedDatabase, realServers, withDatabase } from '@tierline/testkit';

/** A ten-hour day in ten seconds. */
const SPEED = 3600;
const TICKETS = 120;
const SWEEP_SECONDS = 2;
const KILLS = 2;

/** What gets kill -9: a service's process, or Redis, whose data are wiped as well. */
type Victim = ServiceName | 'redis';

describe('kill -9 at random moments of a replay', function kills() {
  this.timeout(90_000);
  let preset: Preset;
  let dir: string;
  let redis: RedisServer;
  let database: Database;
  let mongoUri: string;

  before(async () => {
    preset = await loadPreset('saas');
    dir = await mkdtemp(join(tmpdir(), 'tierline-faults-'));
    const binary = process.env['TIERLINE_REDIS_SERVER'];
    assert.ok(binary, 'run the tests by npm test: it says where redis-server is');
    redis = await startRedis({ binary, dir: join(dir, 'redis'), persistent: false });
  });
  after(async () => {
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    mongoUri = withDatabase(realServers().mongodbUri, `faults${Date.now()}`);
    database = await migratedDatabase(mongoUri);
  });
  afterEach(async () => {
    await database.close();
    await dropDatabase(mongoUri);
  });

  for (const victim of [...SERVICE_NAMES, 'redis'] as const) {
    it(`of ${victim} loses no ticket and leaves none unrouted or untimed`, async () => {
      const epoch = preset.dayStart(instant(Date.parse('2025-01-05T00:00:00Z')));
      const origin = Date.now() + 4000;
      const system = await startSystem({
        mongoUri,
        redisUrl: redis.url,
        policyFile: preset.policyFile,
        clock: { epoch, origin, speed: SPEED },
        queuePrefix: `faults-${victim}`,
        env: { SWEEP_SECONDS: String(SWEEP_SECONDS), HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS) },
        logDir: join(dir, 'log', victim),
        onEvent: () => undefined,
        restart: true,
      });
      const clock = compressedClock({ epoch, origin, speed: SPEED });
      try {
        const running = runReplay({
          apiUrl: system.apiUrl,
          apiKey: system.adminKey,
          preset,
          seed: 7,
          tickets: TICKETS,
          days: 1,
          clock,
          onProgress: () => undefined,
          signal: AbortSignal.timeout(60_000),
        });
        const [report] = await Promise.all([running, killing(system, victim, origin)]);
        checkReport(report);

        // The promise: what a kill left behind is done within one sweep interval (and the time that a sweep takes).
        await Promise.all(system.services.map(({ name }) => system.waitReady(name)));
        await sleep(SWEEP_SECONDS * 1000);
        await eventually(
          async () => checkNothingLeftBehind(clock.now() - SPEED * SWEEP_SECONDS * 1000),
          SWEEP_SECONDS * 1000,
        );
        await checkHistories();
      } finally {
        await system.stop();
      }
    });
  }

  async function killing(system: System, victim: Victim, origin: number): Promise<void> {
    await sleep(Math.max(0, origin - Date.now()));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(500 + Math.random() * 3500);
      if (victim === 'redis') {
        await redis.kill9();
        await sleep(Math.random() * 1000);
        await redis.restart({ wipe: true });
      } else {
        await system.waitReady(victim);
        await system.kill(victim, 'SIGKILL');
      }
    }
  }

  function checkReport(report: ReplayReport): void {
    assert.equal(report.partial, false);
    assert.equal(report.sent, TICKETS);
    assert.deepEqual([report.accounted, report.lost, report.unsent, report.duplicates], [TICKETS, [], 0, []]);
  }

  /** Nothing new without a tier, no event unpublished, nothing due before `since` (domain time) unrecorded. */
  async function checkNothingLeftBehind(since: number): Promise<void> {
    const { tickets } = database;
    assert.equal(await tickets.countDocuments({ 'state.kind': 'new' }), 0, 'unrouted');
    assert.equal(await tickets.countDocuments({ nextTimer: { $lt: instant(since) } }), 0, 'untimed');
    assert.equal(await tickets.countDocuments({ 'outbox.0': { $exists: true } }), 0, 'unpublished');
  }

  /** Every ticket is what its published history makes of it: no event was lost, doubled or put out of order. */
  async function checkHistories(): Promise<void> {
    for await (const document of database.tickets.find()) {
      const ticket = ticketOf(document);
      const { id, seq } = ticket;
      const folded = replay((await historyOf(database, id)) ?? []);
      const stored = (await database.tickets.findOne({ _id: id }))?.seq;
      // Promises go on falling due while this looks; then a later look compares them.
      if (stored === seq && folded.seq === seq) assert.deepEqual(folded, ticket);
    }
  }
});
