import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createClient, type Recomputation } from '@tierline/client';
import { parsePolicy } from '@tierline/contracts';
import { instant, recomputed, replay } from '@tierline/domain';
import { startSystem, type System } from '@tierline/local';
import { type Database, historyOf, ticketOf } from '@tierline/store';
import {
  aPolicy,
  dropDatabase,
  eventually,
  insertLives,
  livesInAllStates,
  policyText,
  migratedDatabase,
  realServers,
  withDatabase,
} from '@tierline/testkit';

const TICKETS = 4000;
const LONGER = policyText()
  .replaceAll('firstResponse: 4h', 'firstResponse: 40h')
  .replaceAll('resolution: ', 'resolution: 1');

describe('kill -9 of sla-monitor while open tickets follow a policy', function recomputation() {
  this.timeout(120_000);
  let dir: string;
  let mongoUri: string;
  let database: Database;
  let system: System;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-recomputation-'));
    const { mongodbUri, redisUrl } = realServers();
    mongoUri = withDatabase(mongodbUri, `recomputation${Date.now()}`);
    database = await migratedDatabase(mongoUri);
    const now = Date.now();
    const { policy } = aPolicy('', { number: 1 });
    const part = { count: 400, from: instant(now - 4_100_000), until: instant(now) };
    for (let copy = 0; copy < TICKETS / part.count; copy += 1) {
      const lives = livesInAllStates(policy, part).map(({ ticket, events }) => {
        const id = `${copy.toString(16)}${ticket.id.slice(1)}` as typeof ticket.id;
        return { ticket: { ...ticket, id }, events: events.map((event) => ({ ...event, ticketId: id })) };
      });
      await insertLives(database, lives);
    }
    const policyFile = join(dir, 'tierline.yaml');
    await writeFile(policyFile, policyText());
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      services: ['intake', 'sla-monitor'],
      queuePrefix: `recomputation-${process.pid}`,
      logDir: dir,
      onEvent: () => undefined,
      restart: true,
    });
  });
  after(async () => {
    await system.stop();
    await database.close();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true, force: true });
  });

  it('loses no place: every ticket follows it once, and is what its events make it', async () => {
    const client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey });
    const followed = async (is: (found: Recomputation) => boolean, withinMs: number) =>
      eventually(async () => {
        const found = await client.readRecomputation();
        assert.ok(is(found), JSON.stringify(found));
        return found;
      }, withinMs);
    await followed(({ state }) => state === 'done', 30_000);
    const { version: from } = await client.readPolicy();
    const { number } = await client.applyPolicy({ text: LONGER, from });
    const before = await followed(
      ({ application, changed }) => application === number && changed > 0,
      30_000,
    );
    await system.kill('sla-monitor', 'SIGKILL');
    assert.equal(before.state, 'running', 'it was over before the kill');
    const { total, done } = await followed(({ state }) => state === 'done', 60_000);
    assert.equal(done, total);

    const { policy } = parsePolicy(LONGER, { number });
    let open = 0;
    for await (const document of database.tickets.find()) {
      const ticket = ticketOf(document);
      const events = (await historyOf(database, ticket.id)) ?? [];
      // Timers go on firing while this looks.
      assert.deepEqual(replay(events.filter(({ seq }) => seq <= ticket.seq)), ticket);
      assert.deepEqual(recomputed(ticket, instant(Date.now()), policy), {});
      const times = events.filter(({ kind }) => kind === 'sla.recomputed').length;
      assert.ok(times <= 1, `${times} times`);
      open += times;
    }
    // A timer that fires brings its ticket up to the policy as well, and the pass finds it as it should be.
    const { changed } = await client.readRecomputation();
    assert.ok(changed > 0 && changed <= open, `${changed} of ${open}`);
  });
});
