import assert from 'node:assert/strict';

import type { LoadedPolicy } from '@tierline/contracts';
import {
  applyPolicy,
  IdempotencyKeyReusedError,
  listPolicyApplications,
  type PolicyChange,
  policyInForce,
  policyText,
} from '@tierline/store';
import { aPolicy, realTicketing, type RealTicketing } from '@tierline/testkit';

describe('policies', () => {
  const first = aPolicy();
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(first);
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const apply = (loaded: LoadedPolicy, from: LoadedPolicy, more: Partial<PolicyChange> = {}) =>
    applyPolicy(real.ticketing.database, {
      loaded,
      from: from.policy.version,
      kind: 'apply',
      by: 'ada',
      ...more,
    });
  const versions = async () =>
    (await listPolicyApplications(real.ticketing.database, { limit: 50 })).map(({ version }) => version);

  it('begin with the file of the first process, once, however many start at the same time', async () => {
    const { database } = real.ticketing;
    await database.policyApplications.deleteMany({});
    const files = Array.from({ length: 8 }, (_, index) => aPolicy(`# ${index}\n`));
    const outcomes = await Promise.all(
      files.map((loaded) => applyPolicy(database, { loaded, from: undefined, kind: 'file', by: 'start' })),
    );
    assert.deepEqual(
      outcomes.filter(({ kind }) => kind === 'applied').length,
      1,
      'one is first, the others are told so',
    );
    assert.equal((await versions()).length, 1);
  });

  it('are applied on the version that they were made from, and one of many at once', async () => {
    const next = Array.from({ length: 8 }, (_, index) => aPolicy(`# ${index}\n`));
    const outcomes = await Promise.all(next.map((loaded) => apply(loaded, first)));
    const inForce = (await policyInForce(real.ticketing.database))?.application;
    assert.equal(outcomes.filter(({ kind }) => kind === 'applied').length, 1);
    for (const outcome of outcomes)
      if (outcome.kind === 'superseded') assert.equal(outcome.inForce, inForce?.version);
    assert.deepEqual([inForce?.number, inForce?.previous, inForce?.by], [2, first.policy.version, 'ada']);
  });

  it('are applied once per request, and a key belongs to one request', async () => {
    const [second, third] = [aPolicy('# 2\n'), aPolicy('# 3\n')];
    const request = { key: 'apply 1', fingerprint: 'a' };
    const done = await apply(second, first, { request });
    await apply(third, second);
    const again = await apply(second, first, { request });
    assert.ok(done.kind === 'applied' && again.kind === 'applied');
    assert.deepEqual([again.repeated, again.application], [true, done.application]);
    assert.equal((await versions())[0], third.policy.version);
    await assert.rejects(
      apply(third, second, { request: { key: 'apply 1', fingerprint: 'b' } }),
      IdempotencyKeyReusedError,
    );
  });

  it('change nothing when they are in force already', async () => {
    const outcome = await apply(first, aPolicy('# another\n'));
    assert.ok(outcome.kind === 'applied' && outcome.repeated);
    assert.equal((await versions()).length, 1);
  });

  it('are kept word by word, and come back as one more line of the history', async () => {
    const second = aPolicy('# 2\n');
    await apply(second, first);
    await apply(first, second, { kind: 'rollback', comment: 'too many on T2' });
    const { database } = real.ticketing;
    assert.deepEqual(
      await versions(),
      [first, second, first].map(({ policy }) => policy.version),
    );
    assert.equal(await policyText(database, second.policy.version), second.text);
    const [newest] = await listPolicyApplications(database, { limit: 1 });
    assert.deepEqual([newest?.kind, newest?.comment], ['rollback', 'too many on T2']);
    assert.deepEqual(
      (await listPolicyApplications(database, { limit: 5, before: 2 })).map(({ number }) => number),
      [1],
    );
  });

  it('are found by indexes', async () => {
    const { policyApplications, policies } = real.ticketing.database;
    const plans = await Promise.all([
      policyApplications.find({}).sort({ _id: -1 }).limit(1).explain('queryPlanner'),
      policyApplications.find({ kind: 'file' }).sort({ _id: -1 }).limit(1).explain('queryPlanner'),
      policyApplications.find({ 'request.key': 'x' }).limit(1).explain('queryPlanner'),
      policies.find({ _id: 'x' }).explain('queryPlanner'),
    ]);
    for (const plan of plans) {
      const text = JSON.stringify(plan['queryPlanner']['winningPlan']);
      assert.match(text, /IXSCAN|IDHACK/);
      assert.doesNotMatch(text, /COLLSCAN|"SORT"/);
    }
  });
});
