import assert from 'node:assert/strict';

import { simulate, type VisitRecord } from '@tierline/model';

import { hours, oneTier, organisationOf } from './reference/desk.ts';

const IMPATIENT = organisationOf(
  oneTier({
    rate: 5,
    servers: 4,
    handle: hours.lognormal(1),
    customers: { patience: { atOnce: 0.1, waits: hours.exponential(1) } },
    work: { questions: { share: 0.3, reply: hours.constant(2) } },
    run: { days: 10, warmUpDays: 0, drain: true },
  }),
);

describe('the records of a run', () => {
  it('tell of each who gave up: nobody’s visit, which ends when it begins', () => {
    const visits: VisitRecord[] = [];
    const { figures, created } = simulate(IMPATIENT, {
      seed: 1,
      replication: 0,
      record: (visit) => visits.push(visit),
    });
    const left = visits.filter(({ outcome }) => outcome === 'give-up');
    assert.ok(left.length > 0);
    assert.equal(left.length, figures['all.abandoned']);
    for (const { person, queued, started, ended } of left) {
      assert.equal(person, -1);
      assert.ok(started === ended && started >= queued);
    }
    const waits = visits.map(({ queued, started }) => (started - queued) / 60_000);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    assert.ok(Math.abs(mean - (figures['T1.wait.mean'] ?? 0)) < 1e-6);
    assert.equal(new Set(visits.map(({ ticket }) => ticket)).size, created);
  });

  it('are the same of the same seed and replication, and others of others', () => {
    const digest = (seed: number, replication: number) =>
      simulate(IMPATIENT, { seed, replication, hash: true }).digest;
    assert.equal(digest(1, 0), digest(1, 0));
    assert.equal(new Set([digest(1, 0), digest(1, 1), digest(2, 0)]).size, 3);
  });
});
