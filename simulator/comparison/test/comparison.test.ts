import assert from 'node:assert/strict';

import {
  comparisonRows,
  compareWithRuns,
  type Figures,
  figuresOfReplay,
  verdictOf,
} from '@tierline/comparison';
import { QUANTILE_ERROR, streamOf } from '@tierline/engine';
import type { TierFigures } from '@tierline/replay';

/** How far a percentile may be off. */
const EDGE = 2 * QUANTILE_ERROR;

/** 999 runs whose figures are 1 to 999, the second in the opposite order. */
const RUNS = Array.from({ length: 999 }, (_, index) => ({
  'T1.resolution.p50': index + 1,
  'T1.utilisation': (999 - index) / 1000,
}));

describe('comparison with simulated runs', () => {
  it('finds inside what lies between the 25th lowest and the 25th highest of 999 runs, and a percentile that is off by a bucket', () => {
    const { figures, outside, isWithin } = compareWithRuns(
      { 'T1.resolution.p50': 24.95, 'T1.utilisation': 0.975 },
      RUNS,
    );
    assert.deepEqual(
      figures.map(({ figure, prediction, isInside }) => [figure, prediction.low, prediction.high, isInside]),
      [
        ['T1.resolution.p50', 25 * (1 - EDGE), 975 * (1 + EDGE), true],
        ['T1.utilisation', 0.025, 0.975, true],
      ],
    );
    assert.deepEqual([outside, isWithin], [0, true]);
  });

  it('has a wider interval in which all figures lie together', () => {
    const [one] = compareWithRuns({ 'T1.resolution.p50': 13, 'T1.utilisation': 0.5 }, RUNS).figures;
    assert.deepEqual(
      [one?.isInside, one?.isInsideJoint, one?.joint.low, one?.joint.high],
      [false, true, 12 * (1 - EDGE), 988 * (1 + EDGE)],
    );
    const far = compareWithRuns({ 'T1.resolution.p50': 11, 'T1.utilisation': 0.5 }, RUNS);
    assert.deepEqual([far.figures[0]?.isInsideJoint, far.isWithin], [false, false]);
  });

  it('knows how many figures are outside as a rule, where they go together', () => {
    // Both are far out in the same runs.
    assert.equal(
      compareWithRuns({ 'T1.resolution.p50': 500, 'T1.utilisation': 0.5 }, RUNS).usuallyOutside,
      2,
    );
    // A third figure that is never far out does not make it more.
    const runs = RUNS.map((run) => ({ ...run, 'T1.tierTarget.attainment': 1 }));
    const { usuallyOutside } = compareWithRuns(
      { 'T1.resolution.p50': 500, 'T1.tierTarget.attainment': 1 },
      runs,
    );
    assert.equal(usuallyOutside, 1);
  });

  it('does not take more figures outside than usual for chance, though each lies in its joint interval', () => {
    const stream = streamOf({ seed: 1, replication: 0, purpose: 'independent' });
    const names = Array.from({ length: 12 }, (_, index) => `T1.${index}`);
    const run = (): Figures => Object.fromEntries(names.map((name) => [name, stream.next()]));
    const runs = Array.from({ length: 1999 }, run);
    const happened = Object.fromEntries(names.map((name, index) => [name, index < 6 ? 0.99 : 0.5]));
    const { figures, outside, usuallyOutside, isWithin } = compareWithRuns(happened, runs);
    assert.ok(figures.every(({ isInsideJoint }) => isInsideJoint));
    assert.deepEqual([outside, usuallyOutside, isWithin], [6, 3, false]);
  });

  it('takes a run of the simulation itself for what it is in 94 of 100 cases at least', () => {
    const stream = streamOf({ seed: 2, replication: 0, purpose: 'independent' });
    const names = Array.from({ length: 12 }, (_, index) => `T1.${index}`);
    const run = (): Figures => Object.fromEntries(names.map((name) => [name, stream.next()]));
    const runs = Array.from({ length: 999 }, run);
    const cases = 400;
    const within = Array.from({ length: cases }, () => compareWithRuns(run(), runs).isWithin);
    const share = within.filter((one) => one).length / cases;
    assert.ok(share > 0.94 - 4 * Math.sqrt((0.94 * 0.06) / cases), String(share));
  });

  it('leaves out what most simulated runs say nothing about', () => {
    const runs = RUNS.map((run, index) => (index < 499 ? { ...run, 'T3.utilisation': 0.5 } : run));
    const { figures } = compareWithRuns({ 'T1.utilisation': 0.5, 'T3.utilisation': 0.5 }, runs);
    assert.deepEqual(
      figures.map(({ figure }) => figure),
      ['T1.utilisation'],
    );
  });

  it('refuses to say anything from a handful of runs', () => {
    assert.throws(() => compareWithRuns({ 'T1.utilisation': 0.5 }, RUNS.slice(0, 20)), /too few/);
  });

  it('says each figure in its unit, and what it comes to', () => {
    const comparison = compareWithRuns({ 'T1.resolution.p50': 13, 'T1.utilisation': 0.4 }, RUNS);
    // Between number and sign is a space that does not break.
    const rows = comparisonRows(comparison).map((row) => row.map((cell) => cell.replaceAll(/\s/g, ' ')));
    assert.deepEqual(rows, [
      ['figure', 'replay', 'what-if', '95 % interval', ''],
      [
        'p50 of resolution on T1',
        '13m',
        '8h 20m',
        '24m 54s to 16h 19m',
        'outside; inside of 11m 57s to 16h 32m',
      ],
      ['utilisation on T1', '40 %', '50 %', '2.5 % to 97.5 %', 'inside'],
    ]);
    assert.equal(
      verdictOf(comparison),
      'The replay lies within what the simulation predicts of it: 1 of 2 figures are inside of their own 95 % interval of 999 simulated runs, 2 of the wider one in which all of a run lie together; in 99 of 100 simulated runs at most 2 are outside. The figures of the replay are net of what is on record late.',
    );
  });
});

describe('figures of a replay', () => {
  it('have the names and units of the simulation; what is not known is absent', () => {
    const tier: TierFigures = {
      tier: 'T2',
      tickets: 1,
      share: 1,
      firstResponse: { p50: 90, p90: 90 },
      resolution: { p50: undefined, p90: undefined, p95: undefined },
      withinTarget: undefined,
      utilisation: 0.25,
      escalatedIn: 0,
      escalatedOut: 0,
      asked: 0,
      bounces: 0,
      handoffs: 0,
      onShift: 3600,
      open: 1,
    };
    assert.deepEqual(figuresOfReplay([tier]), { 'T2.firstResponse.p50': 1.5, 'T2.utilisation': 0.25 });
  });
});
