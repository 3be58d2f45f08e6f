import assert from 'node:assert/strict';

import {
  failTraining,
  findModel,
  finishTraining,
  latestModel,
  readModelParameters,
  recordTraining,
  releaseTraining,
  requestModel,
  takeTraining,
} from '@tierline/store';
import { realTicketing, type RealTicketing } from '@tierline/testkit';

const LEASE = 60_000;

describe('models', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const database = () => real.ticketing.database;
  const ask = () => requestModel(database(), { by: 'k1' });

  /** A model that is ready. */
  async function trained(parameters: string): Promise<number> {
    await ask();
    const taken = await takeTraining(database(), LEASE);
    assert.ok(taken);
    await finishTraining(database(), taken, parameters, { learned: 70, words: 9 });
    return taken.number;
  }

  it('are trained one at a time, however many ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 10 }, ask));
    assert.deepEqual(new Set(asked.map(({ model }) => model.number)), new Set([1]));
    assert.equal(asked.filter(({ repeated }) => !repeated).length, 1);
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeTraining(database(), LEASE)));
    assert.equal(taken.filter((one) => one !== undefined).length, 1);
  });

  it('are numbered on, and the latest is the newest that is ready', async () => {
    assert.equal(await latestModel(database()), undefined);
    assert.equal(await trained('one'), 1);
    assert.equal(await trained('two'), 2);
    await ask();
    const failing = await takeTraining(database(), LEASE);
    assert.ok(failing);
    await failTraining(database(), failing, 'too few');
    assert.equal(await latestModel(database()), 2);
    assert.deepEqual(
      [(await findModel(database(), 3))?.state, (await findModel(database(), 3))?.failure],
      ['failed', 'too few'],
    );
    assert.equal(await readModelParameters(database(), 1), 'one');
    assert.equal(await readModelParameters(database(), 2), 'two');
  });

  it('are taken on by another process when the first is not heard of, and what the first does then changes nothing', async () => {
    await ask();
    const first = await takeTraining(database(), -1);
    assert.ok(first);
    const second = await takeTraining(database(), LEASE);
    assert.deepEqual(second, { number: 1, attempts: 2 });
    assert.equal(await recordTraining(database(), first, 500, LEASE), false);
    await finishTraining(database(), second, 'second', { learned: 2 });
    await finishTraining(database(), first, 'first', { learned: 1 });
    await failTraining(database(), first, 'late');
    assert.equal(await readModelParameters(database(), 1), 'second');
    assert.deepEqual(
      [(await findModel(database(), 1))?.state, (await findModel(database(), 1))?.learned],
      ['ready', 2],
    );
  });

  it('are given back by a process that stops, without counting against them', async () => {
    await ask();
    const taken = await takeTraining(database(), LEASE);
    assert.ok(taken);
    await releaseTraining(database(), taken);
    assert.deepEqual(await takeTraining(database(), LEASE), taken);
  });

  it('are refused when they are not as they were written', async () => {
    const number = await trained('parameters');
    await database().modelParameters.updateOne({}, { $set: { sha256: 'other' } });
    await assert.rejects(readModelParameters(database(), number), /not as they were written/);
    await assert.rejects(readModelParameters(database(), 9), /no parameters/);
  });

  it('are found by an index', async () => {
    const { models } = database();
    const queries = [
      models.find({ state: 'ready' }).sort({ _id: -1 }).limit(1),
      models.find({
        underWay: true,
        $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: new Date() } }],
      }),
      models.find({ 'request.key': 'train k' }),
      models.find({ _id: { $lt: 9 } }).sort({ _id: -1 }),
      database()
        .tickets.find({ 'state.kind': { $in: ['solved', 'closed'] }, _id: { $lt: 'f' } })
        .sort({ _id: -1 })
        .limit(500),
    ];
    for (const query of queries) {
      const plan = JSON.stringify((await query.explain('queryPlanner'))['queryPlanner'].winningPlan);
      assert.ok(!/COLLSCAN|"stage":"SORT"/.test(plan), plan);
    }
  });
});
