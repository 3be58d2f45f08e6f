import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Client, createClient } from '@tierline/client';
import { ticketId } from '@tierline/domain';
import { startSystem, type System } from '@tierline/local';
import { type Database, historyOf } from '@tierline/store';
import {
  dropDatabase,
  eventually,
  type FakeTracker,
  policyText,
  migratedDatabase,
  realServers,
  startFakeTracker,
  withDatabase,
} from '@tierline/testkit';

const AGENT = 't3-eve';
/** More than fit in one page of those that are told at once. */
const TICKETS = 2000;

describe('kill -9 of the notifier while it works with a tracker', function kills() {
  this.timeout(120_000);
  let dir: string;
  let mongoUri: string;
  let tracker: FakeTracker;
  let system: System;
  let database: Database;
  let client: Client;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-engineering-'));
    const { mongodbUri, redisUrl } = realServers();
    const name = `engineering${Date.now()}`;
    mongoUri = withDatabase(mongodbUri, name);
    tracker = await startFakeTracker('github');
    const policyFile = join(dir, 'tierline.yaml');
    const declared = `engineering:\n  trackers:\n    - ${tracker.dialect.declared('product', tracker.url)}\n`;
    await writeFile(policyFile, policyText(declared));
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      services: ['notifier', 'router', 'intake'],
      queuePrefix: name,
      env: {
        SWEEP_SECONDS: '1',
        TRACKER_TOKEN: tracker.dialect.token,
        TRACKER_SECRET: tracker.dialect.secret,
      },
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: true,
    });
    database = await migratedDatabase(mongoUri);
    client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey });
  });
  after(async () => {
    await system.stop();
    await database.close();
    await dropDatabase(mongoUri);
    await tracker[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  /** Kills the notifier when the tracker has carried out such a request, once, before it can answer. */
  async function killedAt(method: string, path: RegExp, act: () => Promise<unknown>): Promise<void> {
    const killed = new Promise<void>((resolve, reject) => {
      tracker.after = async (asked) => {
        if (asked.method !== method || !path.test(asked.path)) return;
        tracker.after = async () => undefined;
        await system.kill('notifier', 'SIGKILL').then(resolve, reject);
      };
    });
    await act();
    await killed;
    await system.waitReady('notifier');
    await leaseOver();
  }

  /** What the dead process had taken is free again: two minutes of waiting, without the waiting. */
  async function leaseOver(): Promise<void> {
    await database.trackerWork.updateMany({ state: 'pending' }, { $set: { nextAttemptAt: new Date() } });
  }

  async function handedOver(): Promise<string> {
    const { id } = await client.createTicket({
      subject: 'A data breach',
      description: 'Rows are gone.',
      requester: 'ann@example.com',
    });
    await eventually(async () => assert.equal((await client.claimNext(AGENT))?.id, id));
    const asked = { agent: AGENT, tracker: 'product', title: 'Rows are gone', body: 'One in ten.' };
    await killedAt('POST', /\/issues$/, async () => client.handToEngineering(id, asked));
    return id;
  }

  it('between filing and recording files one issue; a comment is made once, a fix wakes every ticket once', async () => {
    const id = await handedOver();
    const issue = await eventually(async () => {
      const { engineering } = await client.readTicket(id);
      assert.equal(engineering?.state, 'open');
      return tracker.issues.get(engineering.issue?.key ?? '') ?? assert.fail();
    }, 30_000);
    assert.equal(tracker.issues.size, 1);

    await killedAt('POST', /\/comments$/, async () =>
      client.commentToEngineering(id, { agent: AGENT, body: 'The customer asks when.' }),
    );
    await eventually(async () => {
      const said = await database.trackerWork.findOne({ kind: 'comment' });
      assert.equal(said?.state, 'done');
    }, 30_000);
    assert.equal(issue.comments.length, 1);

    // Many others wait for the same issue.
    const { _id, ...one } = (await database.tickets.findOne({ _id: id })) ?? assert.fail();
    await database.tickets.insertMany(
      Array.from({ length: TICKETS }, (_, index) => ({ ...one, _id: index.toString(16).padStart(24, '0') })),
    );
    issue.state = 'fixed';
    tracker.comment(issue, { author: 'kim', body: 'In the next release.' });
    const { headers, body } = tracker.dialect.webhook(issue);
    const heard = await fetch(`${system.apiUrl}/v1/trackers/product/webhook`, {
      method: 'POST',
      headers,
      body,
    });
    assert.equal(heard.status, 202);
    const woken = async () => database.tickets.countDocuments({ 'engineering.state': 'fixed' });
    // In the middle of telling them.
    await eventually(async () => assert.ok((await woken()) > 0), 30_000);
    await system.kill('notifier', 'SIGKILL');
    const before = await woken();
    await system.waitReady('notifier');
    await leaseOver();
    await eventually(async () => assert.equal(await woken(), TICKETS + 1), 60_000);
    assert.ok(before <= TICKETS);
    // A note, the news, the waking: three events, and nobody has more.
    assert.equal(
      await database.tickets.countDocuments({ seq: one.seq + 3, 'state.kind': 'waiting' }),
      TICKETS + 1,
    );
    await eventually(async () => {
      const history = (await historyOf(database, ticketId(id))) ?? [];
      assert.deepEqual(
        history.slice(one.seq).map(({ kind }) => kind),
        ['message.added', 'issue.changed', 'ticket.resumed'],
      );
    });
  });
});
