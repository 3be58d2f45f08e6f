import assert from 'node:assert/strict';

import { agentId, millis, type Policy } from '@tierline/domain';
import { loadPreset } from '@tierline/presets';
import { tierFigures } from '@tierline/replay';

import { routingDelay } from '../src/figures.ts';
import { aView, type Step } from './fixtures/views.ts';

const staff = { busy: millis(1_800_000), available: millis(3_600_000) };
/** Whose customer was asked. */
const NOBODY: ReadonlySet<string> = new Set();
const staffing = { T1: staff, T2: staff, T3: { busy: millis(0), available: millis(0) } };
const ada = agentId('t1-ada');
const lena = agentId('t2-lena');
const note = { seen: 'a', tried: 'b', why: 'c' };

const routed = (minute: number): Step => [minute, { kind: 'route', by: { kind: 'system', name: 'router' } }];
const claimed = (minute: number, agent = ada): Step => [
  minute,
  { kind: 'claim', agentId: agent, occupied: [] },
];
const said = (minute: number, ask = false): Step => [
  minute,
  { kind: 'reply', author: { kind: 'agent', id: ada }, visibility: 'public', body: 'x', ask },
];
const wrote = (minute: number): Step => [
  minute,
  {
    kind: 'reply',
    author: { kind: 'requester', id: 'ann@example.com' },
    visibility: 'public',
    body: 'x',
    ask: false,
  },
];
const solved = (minute: number, agent = ada): Step => [
  minute,
  { kind: 'solve', agentId: agent, answer: 'x' },
];
const escalated = (minute: number): Step => [
  minute,
  { kind: 'escalate', agentId: ada, reason: 'needs-expertise', note },
];
const looked = (minute: number): Step => [minute, { kind: 'timer' }];

describe('figures', () => {
  let policy: Policy;
  let next = 1;
  const view = (...steps: readonly Step[]) => aView({ policy, number: (next += 1), tags: [], steps });

  before(async () => {
    ({ policy } = await loadPreset('saas'));
  });

  it('count a ticket for the tier that it is on at the end', () => {
    const views = [
      view(routed(0), claimed(1), said(4), solved(20)),
      view(routed(0), claimed(1), said(4), escalated(10)),
      view(routed(0), claimed(1), said(4), escalated(10), claimed(30, lena), solved(50, lena)),
      view(routed(0)),
      view(),
    ];
    const [t1, t2, t3] = tierFigures(views, staffing, NOBODY);
    assert.deepEqual([t1?.tickets, t2?.tickets, t3?.tickets], [2, 2, 0]);
    assert.deepEqual([t1?.share, t2?.share, t3?.share], [0.5, 0.5, 0]);
    assert.deepEqual([t1?.open, t2?.open, t3?.open], [1, 1, 0]);
    assert.deepEqual([t1?.escalatedIn, t1?.escalatedOut, t2?.escalatedIn, t2?.escalatedOut], [0, 2, 2, 0]);
  });

  it('take first response and resolution from the clocks, without time spent waiting for the customer', () => {
    const [t1] = tierFigures(
      [view(routed(1), claimed(2), said(4), said(10, true), wrote(70), claimed(80), solved(90))],
      staffing,
      NOBODY,
    );
    assert.equal(t1?.firstResponse.p50, 4 * 60);
    assert.equal(t1?.resolution.p50, 30 * 60);
  });

  it('take first responses of tickets that are solved, not of those that are still worked on', () => {
    const [t1] = tierFigures(
      [view(routed(0), claimed(1), said(2), solved(9)), view(routed(0), claimed(1), said(30))],
      staffing,
      NOBODY,
    );
    assert.deepEqual([t1?.firstResponse.p50, t1?.firstResponse.p90], [120, 120]);
  });

  it('interpolate percentiles over the solved tickets', () => {
    const views = [10, 20, 30, 40, 50].map((minute) => view(routed(0), claimed(1), said(2), solved(minute)));
    const [t1] = tierFigures([...views, view(routed(0))], staffing, NOBODY);
    assert.deepEqual(t1?.resolution, { p50: 1800, p90: 46 * 60, p95: 48 * 60 });
  });

  it('count working time only, over the night', () => {
    const [t1] = tierFigures([view(routed(0), claimed(1), said(2), solved(24 * 60 + 5))], staffing, NOBODY);
    assert.equal(t1?.resolution.p50, 10 * 3600 + 5 * 60);
  });

  it('measure the target from the arrival on the tier, among tickets with an outcome', () => {
    const views = [
      view(routed(0), claimed(1), said(2), solved(59)),
      view(routed(0), claimed(1), said(2), solved(61)),
      view(routed(0), looked(70)),
      view(routed(0), looked(30)),
      view(routed(0), claimed(1), said(2), escalated(100), claimed(101, lena), solved(330, lena)),
    ];
    const [t1, t2, t3] = tierFigures(views, staffing, NOBODY);
    assert.equal(t1?.withinTarget, 1 / 3);
    assert.equal(t2?.withinTarget, 1);
    assert.equal(t3?.withinTarget, undefined);
  });

  it('count bounces, handoffs to engineering, questions and time on shift', () => {
    const once = view(routed(0), claimed(1), said(4), escalated(10), claimed(12, lena));
    const bounced = { ...once, id: 'bounced', tier: 'T1' as const, bounces: 2 };
    const handed = {
      ...once,
      engineering: {
        tracker: 'product',
        state: 'open' as const,
        since: once.openedAt,
        handoffs: 2,
      },
    };
    const [t1, t2] = tierFigures([bounced, handed, view(routed(0))], staffing, new Set(['bounced']));
    assert.deepEqual([t1?.bounces, t1?.asked, t1?.handoffs, t1?.onShift], [2, 1, 0, 3600]);
    assert.deepEqual([t2?.bounces, t2?.asked, t2?.handoffs], [0, 0, 2]);
  });

  it('take a re-opened ticket for no escalation', () => {
    const [t1, t2] = tierFigures(
      [view(routed(0), claimed(1), said(2), solved(10), wrote(20))],
      staffing,
      NOBODY,
    );
    assert.deepEqual([t1?.open, t1?.escalatedIn, t1?.escalatedOut, t2?.escalatedIn], [1, 0, 0, 0]);
  });

  it('divide the time at work by the time of the people, and say nothing where there is none', () => {
    const [t1, t2, t3] = tierFigures([], staffing, NOBODY);
    assert.deepEqual([t1?.utilisation, t2?.utilisation, t3?.utilisation], [0.5, 0.5, undefined]);
    assert.deepEqual([t1?.share, t1?.resolution.p50], [0, undefined]);
  });

  it('measure the routing delay in replayed seconds', () => {
    assert.equal(routingDelay([view(routed(1)), view(routed(3)), view(routed(2)), view()]), 120);
    assert.equal(routingDelay([]), undefined);
  });
});
