import assert from 'node:assert/strict';

import { type Command, decide, instant } from '@tierline/domain';
import { projectStays, staysBetween } from '@tierline/store';
import {
  ADA,
  aRequest,
  eventually,
  INTO_ADAS_HANDS,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

const HOUR = 3_600_000;
const SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };
const REOPEN: Command = {
  kind: 'reply',
  author: { kind: 'requester', id: 'customer@example.com' },
  visibility: 'public',
  body: 'No.',
  ask: false,
};
const WEEK = { from: MONDAY, to: instant(MONDAY + 7 * 24 * HOUR) };

describe('the records of stays', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  async function opened(at = MONDAY): Promise<string> {
    return (await real.ticketing.store.create(aRequest(), at)).ticket.id;
  }

  async function done(id: string, commands: readonly Command[], at: number = MONDAY): Promise<void> {
    for (const command of commands) {
      const outcome = await real.ticketing.store.change(id, (ticket) =>
        decide(ticket, command, instant(at), real.loaded.policy),
      );
      assert.equal(outcome.kind, 'changed');
    }
  }

  /** All records, once the projection has come as far as `check` wants. */
  async function records(check: (found: readonly { leftBy?: string }[]) => void) {
    return eventually(async () => {
      await projectStays(real.ticketing.database, 10);
      const found = await real.ticketing.database.stays.find().sort({ _id: 1 }).toArray();
      check(found);
      return found;
    });
  }

  it('follow the tickets, and are written anew when one is re-opened late', async () => {
    const id = await opened();
    await done(id, [...INTO_ADAS_HANDS, SOLVE]);
    const [solved] = await records((found) => assert.equal(found[0]?.leftBy, 'solved'));
    assert.deepEqual([solved?._id, solved?.solvedAt, solved?.resolution], [`${id}/0`, MONDAY, 'met']);
    await done(id, [REOPEN], MONDAY + HOUR);
    const [first, second] = await records((found) => assert.equal(found.length, 2));
    assert.deepEqual([first?.solvedAt, first?.resolution], [undefined, undefined]);
    assert.deepEqual([second?.cameBy, second?.leftAt], ['reopened', undefined]);
  });

  it('are as they were after the projection ran twice, at once, and from the beginning', async () => {
    const { database } = real.ticketing;
    for (let count = 0; count < 5; count += 1) await done(await opened(), INTO_ADAS_HANDS.slice(0, 1));
    const before = await records((found) => assert.equal(found.length, 5));
    await database.projections.deleteMany({});
    await Promise.all([1, 2, 3].map(() => projectStays(database, 10)));
    assert.deepEqual(await records((found) => assert.equal(found.length, 5)), before);
    await database.stays.deleteMany({});
    assert.deepEqual(await records((found) => assert.equal(found.length, 5)), before);
  });

  it('are not put back by somebody who read the ticket before it changed', async () => {
    const { database } = real.ticketing;
    const id = await opened();
    await done(id, INTO_ADAS_HANDS);
    await records((found) => assert.equal(found.length, 1));
    // A record of a later version is there already.
    await database.stays.updateOne({ _id: `${id}/0` }, { $set: { version: 99 } });
    await database.projections.deleteMany({});
    await projectStays(database, 10);
    assert.equal((await database.stays.findOne({ _id: `${id}/0` }))?.version, 99);
  });

  it('are found by one range of one index: what went on in a stretch of time', async () => {
    const { database } = real.ticketing;
    const id = await opened();
    await done(id, [...INTO_ADAS_HANDS, SOLVE]);
    await done(
      await opened(instant(MONDAY + 100 * 24 * HOUR)),
      INTO_ADAS_HANDS.slice(0, 1),
      MONDAY + 100 * 24 * HOUR,
    );
    await records((found) => assert.equal(found.length, 2));
    const of = async (from: number, to: number) =>
      (await staysBetween(database, { from: instant(from), to: instant(to) }).toArray()).length;
    assert.deepEqual(
      [
        await of(WEEK.from, WEEK.to),
        await of(MONDAY + HOUR, WEEK.to),
        await of(MONDAY, MONDAY + 101 * 24 * HOUR),
      ],
      [1, 0, 2],
    );
    const { executionStats } = await staysBetween(database, WEEK).explain('executionStats');
    assert.deepEqual([executionStats.totalDocsExamined, executionStats.nReturned], [1, 1]);
  });
});
