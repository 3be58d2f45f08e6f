import assert from 'node:assert/strict';

import {
  allenCunneen,
  betaFor,
  erlangA,
  erlangB,
  erlangC,
  mg1Wait,
  mg1WaitSd,
  servedWithin,
  serversFor,
  squareRootStaffing,
  waiting,
  waitQuantile,
} from '@tierline/engine';

import { parameter, reference } from './reference.ts';

/** The cases state ten digits. */
const ERROR = 1e-9;

const mmc = (id: string) => ({
  servers: parameter(id, 'c'),
  rate: parameter(id, 'lam'),
  work: parameter(id, 'mean_service'),
});
const perMinute = (id: string) => ({
  servers: parameter(id, 'c'),
  rate: parameter(id, 'lam_per_min'),
  work: parameter(id, 'mean_service_min'),
});
const impatient = (id: string) => erlangA(perMinute(id), parameter(id, 'mean_patience_min'));

/** What the formula says in each case. */
const FORMULAS: Readonly<Record<string, (id: string) => number>> = {
  'erlB-10-5': (id) => erlangB(parameter(id, 'c'), parameter(id, 'a')),
  'erlB-10-8.5-LN': (id) => erlangB(parameter(id, 'c'), parameter(id, 'a')),
  'mm1-0.8': (id) => waiting({ ...mmcOfOne(id) }).wait,
  'mm3-ciwdoc': () => waiting({ servers: 3, rate: 0.2, work: 10 }).wait,
  'erlC-T1-pw': (id) => waiting(mmc(id)).delayed,
  'erlC-T1-wq': (id) => waiting(mmc(id)).wait,
  'erlC-T1-p95': (id) => waitQuantile(mmc(id), 0.95),
  'erlC-T2-pw': (id) => waiting(mmc(id)).delayed,
  'erlC-T2-wq': (id) => waiting(mmc(id)).wait,
  'erlC-T2-p95': (id) => waitQuantile(mmc(id), 0.95),
  'erlC-T3-pw': (id) => waiting(mmc(id)).delayed,
  'erlC-T3-wq': (id) => waiting(mmc(id)).wait,
  'erlC-T3-p95': (id) => waitQuantile(mmc(id), 0.95),
  'erlC-min-agents': (id) =>
    serversFor(parameter(id, 'calls_per_hour') / 60, parameter(id, 'aht_min'), {
      time: parameter(id, 'threshold_s') / 60,
      level: parameter(id, 'service_level'),
    }),
  'erlA-GMR-pab': (id) => impatient(id).abandoned,
  'erlA-GMR-wq': (id) => impatient(id).wait * 60,
  'erlA-GMR-util': (id) => impatient(id).utilisation,
  'erlC-GMR-wq': (id) => waiting(perMinute(id)).wait * 60,
  'erlC-GMR-p90': (id) => waitQuantile(perMinute(id), 0.9) * 60,
  'mg1-LN-cv1-wq': (id) => mg1Wait({ ...mmcOfOne(id), cv: 1 }),
  'mg1-LN-cv1-sd': (id) => mg1WaitSd(parameter(id, 'lam'), [1, 2, 8]),
  'md1-0.8': (id) => mg1Wait({ ...mmcOfOne(id), cv: 0 }),
  'halfin-whitt-beta': (id) => betaFor(parameter(id, 'target_P_wait')),
  'halfin-whitt-c100': (id) => erlangC(parameter(id, 'c'), parameter(id, 'a')),
};

function mmcOfOne(id: string) {
  return { servers: 1, rate: parameter(id, 'lam'), work: parameter(id, 'mean_service') };
}

describe('closed formulas', () => {
  for (const [id, formula] of Object.entries(FORMULAS)) {
    it(`give the reference value to nine digits: ${id}`, () => {
      const { value } = reference(id);
      const ours = formula(id);
      assert.ok(Math.abs(ours / value - 1) < ERROR, `${ours}, not ${value}`);
    });
  }

  it('say that everybody waits, for ever, where there is more work than people', () => {
    const load = { servers: 2, rate: 3, work: 1 };
    assert.deepEqual(waiting(load), { delayed: 1, wait: Infinity, utilisation: 1 });
    assert.deepEqual([servedWithin(load, 1), waitQuantile(load, 0.5)], [0, Infinity]);
    assert.deepEqual([mg1Wait({ rate: 1, work: 1, cv: 1 }), mg1WaitSd(1, [1, 2, 6])], [Infinity, Infinity]);
  });

  it('say nobody waits longer than the wait that all stay below', () => {
    const load = { servers: 4, rate: 3, work: 1 };
    for (const share of [0.7, 0.9, 0.99]) {
      const time = waitQuantile(load, share);
      assert.ok(Math.abs(servedWithin(load, time) - share) < 1e-12);
    }
  });

  it('agree with each other where they meet', () => {
    const load = { servers: 1, rate: 0.8, work: 1 };
    assert.equal(allenCunneen(load, { work: 1 }), waiting(load).wait);
    assert.ok(Math.abs(mg1Wait({ ...load, cv: 1 }) - waiting(load).wait) < 1e-12);
    // With endless patience nobody gives up.
    const patient = erlangA({ servers: 4, rate: 3, work: 1 }, 1e9);
    assert.ok(Math.abs(patient.wait / waiting({ servers: 4, rate: 3, work: 1 }).wait - 1) < 1e-6);
    assert.equal(squareRootStaffing(100, 0.2), 111);
  });

  it('hold for any load where customers give up', () => {
    const { utilisation, abandoned } = erlangA({ servers: 50, rate: 5000, work: 1 }, 1);
    assert.ok(utilisation > 0.999_999 && Math.abs(abandoned - 0.99) < 1e-6);
  });

  it('refuse parameters that are none', () => {
    for (const make of [
      () => erlangB(1.5, 1),
      () => erlangC(0, 1),
      () => waiting({ servers: 1, rate: 0, work: 1 }),
      () => serversFor(1, 1, { level: 1, time: 1 }),
      () => waitQuantile({ servers: 2, rate: 1, work: 1 }, 1),
      () => erlangA({ servers: 1, rate: 1, work: 1 }, 0),
      () => betaFor(0),
    ])
      assert.throws(make, RangeError);
  });
});
