import assert from 'node:assert/strict';

import { agentId, instant, type Instant, laneOf, teamId, TIERS } from '@tierline/domain';
import {
  dueToShare,
  heldByLeavers,
  listTickets,
  loadsOf,
  recordPresence,
  silentlyHeld,
  timersBetween,
} from '@tierline/store';
import {
  aLife,
  aPolicy,
  aRequest,
  MONDAY,
  realTicketing,
  type RealTicketing,
  TEAMS,
} from '@tierline/testkit';
import mongoose, { type Connection, mongo } from 'mongoose';

const BACKLOG = 3000;
const loaded = aPolicy(TEAMS);
const { policy } = loaded;
const GUS = agentId('t1-gus');
const NOW: Instant = instant(MONDAY + 60_000);

/** What MongoDB says of one query. */
interface Profiled {
  readonly op: string;
  readonly command: Readonly<Record<string, unknown>>;
  readonly planSummary?: string;
  readonly keysExamined?: number;
  readonly docsExamined?: number;
  readonly hasSortStage?: boolean;
}

describe('queries on a backlog', () => {
  let real: RealTicketing;
  let connection: Connection;
  before(async () => {
    real = await realTicketing(loaded);
    const { database } = real.ticketing;
    const { id: _id, ...rest } = aLife([{ kind: 'route', by: { kind: 'system', name: 'router' } }], {
      policy,
      request: aRequest(),
    }).ticket;
    await database.tickets.insertMany(
      Array.from({ length: BACKLOG }, (_, index) => {
        const place = index % 2 ? { team: teamId('front') } : { team: teamId('billing') };
        return {
          ...rest,
          _id: index.toString(16).padStart(24, '0'),
          ...place,
          lane: laneOf(place),
          rank: MONDAY + index,
          outbox: [],
          changedAt: mongo.Timestamp.fromNumber(index),
        };
      }),
    );
    await recordPresence(database, { agent: GUS, said: 'available', now: NOW });
    connection = await mongoose.createConnection(real.config.MONGODB_URI).asPromise();
  });
  after(async () => {
    await connection.close();
    await real[Symbol.asyncDispose]();
  });

  /** Every query on tickets that MongoDB ran meanwhile. */
  async function queriesOf(work: () => Promise<unknown>): Promise<readonly Profiled[]> {
    const { db } = connection;
    assert.ok(db);
    await db.command({ profile: 2 });
    await work();
    await db.command({ profile: 0 });
    const found = await db
      .collection<Profiled>('system.profile')
      .find({ ns: `${connection.name}.tickets`, op: { $in: ['query', 'command'] } })
      .toArray();
    await db.collection('system.profile').drop();
    return found.filter(({ planSummary }) => planSummary !== undefined);
  }

  const gus = policy.agents.get(GUS);
  const WORK: readonly (readonly [string, number, () => Promise<unknown>])[] = [
    ['claims', 20, async () => real.ticketing.claimNext(gus ?? assert.fail(), () => NOW)],
    // It looks at a page of the queue at a time.
    ['gives to push teams', 700, async () => real.ticketing.giveWaiting('T1', () => NOW)],
    ['counts what is in hand', 20, async () => loadsOf(real.ticketing.database, [GUS])],
    ['looks for silent agents', 20, async () => silentlyHeld(real.ticketing.database, NOW, 10)],
    [
      'looks for leavers',
      20,
      async () => heldByLeavers(real.ticketing.database, { now: NOW, policy, limit: 10 }),
    ],
    [
      'looks for overflow',
      40,
      async () =>
        dueToShare(real.ticketing.database, 'T1', {
          now: instant(MONDAY + 3_600_000),
          policy,
          limit: 10,
        }),
    ],
    ...TIERS.map(
      (tier) =>
        [`lists ${tier}`, 40, async () => listTickets(real.ticketing.database, { tier, limit: 10 })] as const,
    ),
    [
      'lists what is open on a tier',
      40,
      async () => listTickets(real.ticketing.database, { tier: 'T2', status: 'open', limit: 10 }),
    ],
    [
      'lists what an agent has in hand',
      20,
      async () => listTickets(real.ticketing.database, { holder: GUS, limit: 10 }),
    ],
  ];
  for (const [what, most, work] of WORK) {
    it(`${what} by an index, reading little of it`, async () => {
      const queries = await queriesOf(work);
      assert.ok(queries.length > 0);
      for (const { planSummary = '', keysExamined = 0, docsExamined = 0, command } of queries) {
        const told = `${planSummary} ${JSON.stringify(command['filter'] ?? command['query'])}`;
        assert.doesNotMatch(planSummary, /COLLSCAN/, told);
        assert.ok(keysExamined <= most && docsExamined <= most, `${keysExamined} ${docsExamined} ${told}`);
      }
    });
  }

  it('looks for near timers in an index alone', async () => {
    const until = instant(MONDAY + 30 * 86_400_000);
    const [query] = await queriesOf(async () =>
      timersBetween(real.ticketing.database, { until, limit: 500 }),
    );
    assert.equal(query?.docsExamined, 0);
    assert.ok((query.keysExamined ?? 0) <= 501);
  });
});
