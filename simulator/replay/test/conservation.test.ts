import assert from 'node:assert/strict';

import type { TicketView } from '@tierline/contracts';
import { agentId, type Policy } from '@tierline/domain';
import { loadPreset } from '@tierline/presets';
import { type Conservation, conserve } from '@tierline/replay';

import { aView, type Step } from './fixtures/views.ts';

const ada = agentId('t1-ada');
const route: Step = [0, { kind: 'route', by: { kind: 'system', name: 'router' } }];
const claim: Step = [1, { kind: 'claim', agentId: ada, occupied: [] }];
const ask: Step = [
  2,
  { kind: 'reply', author: { kind: 'agent', id: ada }, visibility: 'public', body: 'x', ask: true },
];
const solve: Step = [3, { kind: 'solve', agentId: ada }];
const comeBack: Step = [
  4,
  {
    kind: 'reply',
    author: { kind: 'requester', id: 'ann@example.com' },
    visibility: 'public',
    body: 'x',
    ask: false,
  },
];

describe('conservation', () => {
  let policy: Policy;
  const view = (number: number, steps: readonly Step[], tag = `replay-run-${number}`): TicketView =>
    aView({ policy, number, tags: [tag], steps });

  before(async () => {
    ({ policy } = await loadPreset('saas'));
  });

  it('accounts for a ticket in any state', () => {
    const lives = [
      [],
      [route],
      [route, claim],
      [route, claim, ask],
      [route, claim, solve],
      [route, claim, solve, comeBack],
    ];
    const views = lives.map((steps, index) => view(index + 1, steps));
    assert.deepEqual(count([1, 2, 3, 4, 5, 6], views), { sent: 6, accounted: 6, lost: [], duplicates: [] });
  });

  it('names the tickets that are missing', () => {
    assert.deepEqual(count([1, 2], [view(1, [route])]), {
      sent: 2,
      accounted: 1,
      lost: [{ reference: 'replay-run-2', problem: 'missing' }],
      duplicates: [],
    });
  });

  it('names the tickets that are there twice', () => {
    const { accounted, lost, duplicates } = count([1], [view(1, [route]), view(2, [route], 'replay-run-1')]);
    assert.deepEqual([accounted, duplicates], [0, ['replay-run-1']]);
    assert.match(lost[0]?.problem ?? '', /there 2 times: 0+1, 0+2/);
  });

  it('finds a double even of a ticket that was never acknowledged', () => {
    assert.deepEqual(count([], [view(1, [route]), view(2, [route], 'replay-run-1')]).duplicates, [
      'replay-run-1',
    ]);
  });

  it('ignores the tickets of others', () => {
    assert.deepEqual(
      count([1], [view(1, [route]), view(2, [route], 'replay-other-1'), view(3, [], 'vip')]).lost,
      [],
    );
  });

  it('names a ticket that is not in one piece', () => {
    const open = view(1, [route, claim]);
    const solved = view(1, [route, claim, solve]);
    const pending = view(1, [route, claim, ask]);
    const { tier: _, ...unrouted } = open;
    const { solvedAt: __, ...undated } = solved;
    const broken: readonly TicketView[] = [
      unrouted,
      undated,
      { ...solved, holder: 't1-ada' },
      { ...open, stays: [] },
      { ...open, status: 'new' },
      { ...open, clocks: pending.clocks },
      { ...pending, clocks: open.clocks },
      { ...open, clocks: solved.clocks },
    ];
    for (const one of broken)
      assert.match(count([1], [one]).lost[0]?.problem ?? 'nothing', / is (new|open|pending|solved) but /);
  });
});

function count(acknowledged: readonly number[], views: readonly TicketView[]): Conservation {
  return conserve({ run: 'run', acknowledged, views });
}
