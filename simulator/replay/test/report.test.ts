import assert from 'node:assert/strict';

import { instant, millis } from '@tierline/domain';
import { renderReport, type ReplayReport, reportJson } from '@tierline/replay';

import { inWords } from '../src/report.ts';

const opening = Date.parse('2026-03-02T08:00:00Z');

const report: ReplayReport = {
  preset: 'saas',
  seed: 42,
  speed: 300,
  partial: false,
  from: instant(opening),
  until: instant(opening + 36_000_000),
  lateBy: millis(0),
  sent: 400,
  accounted: 400,
  lost: [],
  duplicates: [],
  unsent: 0,
  unrouted: 0,
  routingDelay: 6,
  netTiers: [],
  delays: { takenUp: { count: 500, p50: 6, p95: 30 }, recorded: { count: 800, p50: 3, p95: 12 } },
  tiers: [
    {
      tier: 'T1',
      tickets: 320,
      share: 0.8,
      firstResponse: { p50: 245, p90: 750 },
      resolution: { p50: 900, p90: 2_100, p95: 11_100 },
      withinTarget: 0.975,
      utilisation: 0.81,
      escalatedIn: 0,
      escalatedOut: 24,
      asked: 40,
      bounces: 6,
      handoffs: 0,
      onShift: 342_000,
      open: 3,
    },
    {
      tier: 'T2',
      tickets: 80,
      share: 0.2,
      firstResponse: { p50: undefined, p90: undefined },
      resolution: { p50: undefined, p90: undefined, p95: undefined },
      withinTarget: undefined,
      utilisation: 0,
      escalatedIn: 24,
      escalatedOut: 0,
      asked: 0,
      bounces: 0,
      handoffs: 2,
      onShift: 0,
      open: 80,
    },
  ],
};

describe('report', () => {
  it('is a table with one aligned row per tier and what it means below', () => {
    const lines = renderReport(report).split('\n');
    const [head = '', first = '', second = ''] = lines;
    assert.match(
      head,
      /^tier +tickets +share .* in target +utilisation +esc\. in +esc\. out +asked +bounces +to eng\. +on shift +open$/,
    );
    assert.match(
      first,
      /^T1 +320 +80\.0% +4m 05s +12m 30s +15m 00s +35m 00s +3h 05m +97\.5% +81\.0% +0 +24 +40 +6 +0 +95h +3$/,
    );
    assert.match(second, /^T2 +80 +20\.0% +- +- +- +- +- +- +0\.0% +24 +0 +0 +0 +2 +0h +80$/);
    assert.deepEqual(new Set([head.length, first.length, second.length]).size, 1);
    const notes = lines.slice(3).join('\n');
    assert.match(notes, /seed 42, speed 300x/);
    assert.match(notes, /sent 400, accounted for 400, lost 0$/m);
    assert.match(notes, /working time/);
    assert.match(notes, /20 ms \(median, real time\): 6s of replayed time/);
    assert.match(
      notes,
      /late by 6s of replayed time in the middle, 30s at most .*\(100 ms of real time\); people made up/,
    );
    assert.match(notes, /on record late by 3s .* 12s at most .*; the figures above are not net of it/);
    assert.doesNotMatch(notes, /PARTIAL|Began/);
  });

  it('names what is lost and says when it is partial or late', () => {
    const lost = Array.from({ length: 25 }, (_, n) => ({ reference: `replay-r-${n}`, problem: 'missing' }));
    const text = renderReport({
      ...report,
      partial: true,
      lateBy: millis(600_000),
      accounted: 375,
      lost,
      duplicates: ['replay-r-9'],
      unsent: 4,
      unrouted: 1,
    });
    assert.match(text, /^PARTIAL/m);
    assert.match(text, /Began 10m 00s after opening time/);
    assert.match(text, /sent 400, accounted for 375, lost 25, not acknowledged 4, on no tier 1/);
    assert.match(text, /lost: replay-r-0: missing/);
    assert.match(text, /and 5 more/);
    assert.match(text, /more than once: replay-r-9/);
  });

  it('is data in seconds of replayed time, with null for what nobody knows', () => {
    const figures = reportJson({
      ...report,
      lost: [{ reference: 'replay-r-1', problem: 'missing' }],
      accounted: 399,
    });
    const { seed, speed, sent, accounted, lost, tiers, partial, lostTickets } = figures;
    assert.deepEqual(
      { seed, speed, sent, accounted, lost, partial },
      { seed: 42, speed: 300, sent: 400, accounted: 399, lost: 1, partial: false },
    );
    assert.deepEqual(lostTickets, [{ reference: 'replay-r-1', problem: 'missing' }]);
    assert.deepEqual(tiers[0], report.tiers[0]);
    assert.deepEqual(tiers[1]?.resolution, { p50: null, p90: null, p95: null });
    assert.deepEqual(JSON.parse(JSON.stringify(figures)), figures);
  });

  it('tells lengths of time in words', () => {
    const cases: readonly (readonly [number | undefined, string])[] = [
      [undefined, '-'],
      [0, '0s'],
      [59.4, '59s'],
      [59.6, '1m 00s'],
      [3599.6, '1h 00m'],
      [3629, '1h 00m'],
      [90_061, '25h 01m'],
    ];
    for (const [seconds, text] of cases) assert.equal(inWords(seconds), text);
  });
});
