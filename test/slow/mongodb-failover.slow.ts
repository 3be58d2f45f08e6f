import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startSystem } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import { openDatabase } from '@tierline/store';
import { eventually, realServers, withDatabase } from '@tierline/testkit';

import { startMongoReplicas } from '../mongo-replicas.ts';

/** Who send at the same time, each one ticket after the other. */
const CUSTOMERS = 4;
/** Customers who are answered so wait before they try the same request again. */
const RETRY_MS = 100;

describe('a replica set of MongoDB that loses its primary', function failover() {
  this.timeout(60_000);

  it('loses no ticket that was acknowledged, by a step-down or by kill -9, and goes on in the same processes', async () => {
    const binary = process.env['TIERLINE_MONGOD'] ?? assert.fail('run the tests by npm run test:slow');
    const dir = await mkdtemp(join(tmpdir(), 'tierline-replicas-'));
    const stops = [() => rm(dir, { recursive: true, force: true })];
    try {
      const mongo = await startMongoReplicas({ binary, dir });
      stops.push(() => mongo.stop());
      const mongoUri = withDatabase(mongo.uri, 'failover');
      const system = await startSystem({
        mongoUri,
        redisUrl: realServers().redisUrl,
        policyFile: (await loadPreset('saas')).policyFile,
        clock: { speed: 1 },
        queuePrefix: `failover-${process.pid}`,
        env: { SWEEP_SECONDS: '1' },
        logDir: join(dir, 'log'),
        onEvent: () => undefined,
        restart: false,
      });
      stops.push(() => system.stop());
      const pids = system.services.map(({ pid }) => pid);

      const customers = sending(system.apiUrl, system.adminKey);
      await sleep(1_000);
      await mongo.stepDown();
      const steppedDown = await customers.gap();
      await mongo.killPrimary();
      const killed = await customers.gap();
      const { acknowledged, refused } = await customers.stop();

      const database = await openDatabase(mongoUri);
      stops.push(() => database.close());
      const stored = new Set((await database.tickets.distinct('_id')) as readonly string[]);
      const lost = acknowledged.filter((id) => !stored.has(id));
      assert.deepEqual(lost, []);
      assert.equal(stored.size, acknowledged.length, 'nothing was stored twice');
      await eventually(async () => {
        assert.equal(await database.tickets.countDocuments({ 'state.kind': 'new' }), 0, 'unrouted');
        assert.equal(
          await database.tickets.countDocuments({ 'outbox.0': { $exists: true } }),
          0,
          'unpublished',
        );
      });
      assert.deepEqual(
        system.services.map(({ pid }) => pid),
        pids,
      );
      process.stdout.write(
        `      no ticket taken for ${(steppedDown / 1000).toFixed(1)} s after a step-down, ${(killed / 1000).toFixed(1)} s after kill -9 of the primary; ` +
          `${acknowledged.length} acknowledged, ${lost.length} lost, ${refused} answered 503 and sent again\n`,
      );
    } finally {
      for (const stop of stops.toReversed()) await stop();
    }
  });
});

interface Sending {
  /** Milliseconds from now until the first ticket that is sent from now on has been taken. */
  gap(): Promise<number>;
  stop(): Promise<{ readonly acknowledged: readonly string[]; readonly refused: number }>;
}

/** Customers who send all the time, and again under the same key what was answered 503. Any other answer fails the test. */
function sending(apiUrl: string, key: string): Sending {
  const acknowledged: string[] = [];
  const waiting: { readonly since: number; readonly heard: () => void }[] = [];
  let refused = 0;
  const stopping = new AbortController();

  async function send(idempotencyKey: string): Promise<void> {
    for (;;) {
      const sentAt = performance.now();
      const response = await fetch(`${apiUrl}/v1/tickets`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({
          subject: 'Hello?',
          description: 'Is anybody there?',
          requester: 'c@example.com',
        }),
      });
      const body = (await response.json()) as { readonly id: string };
      if (response.status === 503) {
        refused += 1;
        await sleep(RETRY_MS);
        continue;
      }
      assert.ok([200, 201].includes(response.status), `${response.status} ${JSON.stringify(body)}`);
      acknowledged.push(body.id);
      for (const { since, heard } of waiting) if (sentAt >= since) heard();
      return;
    }
  }

  const customers = Array.from({ length: CUSTOMERS }, async (_, customer) => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      await send(`${customer}-${turn}`);
      await sleep(20);
    }
  });
  const running = Promise.all(customers);
  return {
    gap: async () => {
      const since = performance.now();
      await Promise.race([new Promise<void>((heard) => waiting.push({ since, heard })), running]);
      return performance.now() - since;
    },
    stop: async () => {
      stopping.abort();
      await running;
      return { acknowledged, refused };
    },
  };
}
