import assert from 'node:assert/strict';

import { instant, millis, type Policy } from '@tierline/domain';
import { loadPreset } from '@tierline/presets';
import { tierFigures } from '@tierline/replay';

import { createPipelineDelays } from '../src/pipeline-delays.ts';
import { createReadiness } from '../src/readiness.ts';
import { aView, type Step } from './fixtures/views.ts';

const steps = (answered: number, solved: number): readonly Step[] => [
  [0, { kind: 'route', by: { kind: 'system', name: 'router' } }],
  [1, { kind: 'claim', agentId: 't1-ada' as never, occupied: [] }],
  [
    answered,
    {
      kind: 'reply',
      author: { kind: 'agent', id: 't1-ada' as never },
      visibility: 'public',
      body: 'x',
      ask: false,
    },
  ],
  [solved, { kind: 'solve', agentId: 't1-ada' as never, answer: 'x' }],
];
const MINUTE = 60_000;
const staff = { busy: millis(1), available: millis(2) };
const staffing = { T1: staff, T2: staff, T3: staff };

describe('delays of the pipeline', () => {
  let policy: Policy;
  let next = 1;
  const view = (answered: number, solved: number) =>
    aView({ policy, number: (next += 1), tags: [], steps: steps(answered, solved) });
  const minutesLater = (text: string | undefined, minutes: number) =>
    instant(Date.parse(text ?? '') + minutes * MINUTE);

  before(async () => {
    ({ policy } = await loadPreset('saas'));
  });

  it('are what is on record less what the plan had', () => {
    const delays = createPipelineDelays();
    const one = view(5, 20);
    delays.recorded('answered', one, minutesLater(one.openedAt, 3));
    delays.recorded('solved', one, minutesLater(one.openedAt, 19));
    delays.takenUp(millis(30_000));
    assert.deepEqual(delays.figures(), {
      takenUp: { count: 1, p50: 30, p95: 30 },
      recorded: { count: 2, p50: 90, p95: 117 },
    });
    assert.deepEqual(
      [delays.of(one.id, 'answered'), delays.of(one.id, 'solved'), delays.of(one.id, 'opened')],
      [2 * MINUTE, MINUTE, 0],
    );
    assert.equal(delays.of('another', 'solved'), 0);
  });

  it('are nothing where nothing was measured', () => {
    assert.deepEqual(createPipelineDelays().figures(), { takenUp: undefined, recorded: undefined });
  });

  it('are taken off first response, resolution and the target, and what was opened late is put on', () => {
    const delays = createPipelineDelays();
    const [one, late] = [view(5, 20), view(5, 61)];
    delays.recorded('opened', one, minutesLater(one.openedAt, -1));
    delays.recorded('answered', one, minutesLater(one.openedAt, 2));
    delays.recorded('solved', late, minutesLater(late.openedAt, 58));
    const [recorded] = tierFigures([one, late], staffing, new Set());
    const [net] = tierFigures([one, late], staffing, new Set(), delays.of);
    assert.deepEqual([recorded?.firstResponse.p50, net?.firstResponse.p50], [300, 240]);
    assert.deepEqual([recorded?.resolution.p50, net?.resolution.p50], [40.5 * 60, 39.5 * 60]);
    assert.deepEqual([recorded?.withinTarget, net?.withinTarget], [0.5, 1]);
  });
});

describe('readiness', () => {
  const own = { tags: ['replay-run-7'] };

  it('is since when a ticket could have been taken up, once', async () => {
    const { policy } = await loadPreset('saas');
    const readiness = createReadiness('run');
    const seen = { ...aView({ policy, number: 1, tags: [], steps: steps(5, 20) }), ...own };
    readiness.set(7, instant(1000));
    assert.equal(readiness.take(seen), 1000);
    assert.equal(readiness.take(seen), undefined);
    readiness.set(7, instant(2000));
    readiness.unset(seen);
    assert.equal(readiness.take(seen), undefined);
    assert.equal(readiness.take({ ...seen, tags: [] }), undefined);
  });

  it('of a ticket that comes back from engineering is since it was fixed', async () => {
    const { policy } = await loadPreset('saas');
    const seen = { ...aView({ policy, number: 1, tags: [], steps: steps(5, 20) }), ...own };
    const since = '2026-03-02T09:30:00.000Z';
    const engineering = { tracker: 'product', state: 'fixed' as const, since, handoffs: 1 };
    assert.equal(createReadiness('run').take({ ...seen, engineering }), Date.parse(since));
    assert.equal(
      createReadiness('run').take({ ...seen, engineering: { ...engineering, state: 'filed' as const } }),
      undefined,
    );
  });
});
