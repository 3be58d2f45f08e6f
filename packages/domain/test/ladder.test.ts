import assert from 'node:assert/strict';

import { decide, instant, type Ticket } from '@tierline/domain';
import { aPolicy } from '@tierline/testkit';

import {
  casePolicy,
  CLEO_CLAIMS,
  CLEO_HANDS_DOWN,
  ESCALATE,
  HOLD,
  lived,
  MINUTE,
  priority,
  RESUME,
  SAY,
  SOLVE,
  TIMER,
  WRITE,
} from './sla-case.ts';

const MON_9 = '2026-03-02T08:00:00Z';
const H = 60;

/** Promises on a calendar that never closes, with these steps for the resolution of 8 hours, or for T1's target of one. */
function laddered(steps: string, { on = 'resolution', more = '', number = 0 } = {}) {
  const ladder = `ladder: steps`;
  const resolution = on === 'resolution' ? `{ target: 8h, ${ladder} }` : '100h';
  const four = ['low', 'normal', 'high', 'urgent']
    .map(
      (name) => `    ${name}: { firstResponse: 100h, resolution: ${name === 'urgent' ? '2h' : resolution} }`,
    )
    .join('\n');
  const lines = steps.split('\n').map((step) => `      - ${step}`);
  const t1 = on === 'tier' ? `{ target: 1h, ${ladder} }` : '{ target: 100h }';
  return casePolicy(
    `  calendar: always\n  priorities:\n${four}\n  ladders:\n    steps:\n${lines.join('\n')}
tiers:\n  T1: ${t1}\n  T2: { target: 4h }\n  T3: { target: 24h }`,
    { more, number },
  );
}

const where = ({ tier, state }: Ticket) => [tier, state.kind];

describe('a step of a ladder', () => {
  it('is recorded at its moment with what it does, and does nothing else where it only tells', () => {
    const policy = laddered('{ at: 25%, do: [{ notify: holder }, { notify: manager }] }');
    const { events, ticket } = lived(policy, MON_9, [[2 * H, TIMER]]);
    const step = events.at(-1);
    assert.ok(step?.kind === 'sla.stepped');
    const { clock, cycle, step: name, dueAt, actor, do: actions } = step;
    assert.deepEqual(
      { clock, cycle, name, dueAt, actor, actions },
      {
        clock: 'resolution',
        cycle: 1,
        name: '25%',
        dueAt: Date.parse(MON_9) + 2 * H * MINUTE,
        actor: { kind: 'system', name: 'clockwork' },
        actions: [
          { kind: 'notify', whom: 'holder' },
          { kind: 'notify', whom: 'manager' },
        ],
      },
    );
    assert.deepEqual(where(ticket), ['T1', 'working']);
  });

  it('raises the priority, which shortens the promise, and what that breaks is recorded with it', () => {
    const policy = laddered('{ at: 50%, do: [{ raise-priority: urgent }] }');
    const { ticket, fired, clock } = lived(policy, MON_9, [[4 * H, TIMER]]);
    assert.equal(ticket.priority, 'urgent');
    assert.deepEqual(fired, ['resolution step 50%', 'resolution breached']);
    assert.deepEqual(clock('resolution'), ['running', 4 * H, '2026-03-02T12:00Z']);
  });

  it('raises by one where it names none, and never lowers', () => {
    const byOne = lived(laddered('{ at: 10%, do: [raise-priority] }'), MON_9, [[48, TIMER]]);
    assert.equal(byOne.ticket.priority, 'high');
    const lower = lived(laddered('{ at: 10%, do: [{ raise-priority: low }] }'), MON_9, [[48, TIMER]]);
    assert.equal(lower.ticket.priority, 'normal');
  });

  it('takes the ticket out of the hands that hold it, for others first, and out of none', () => {
    const policy = laddered('{ at: 50%, do: [reassign] }');
    const { ticket } = lived(policy, MON_9, [[4 * H, TIMER]]);
    assert.deepEqual(where(ticket), ['T1', 'waiting']);
    assert.ok(ticket.state.kind === 'waiting');
    assert.deepEqual([ticket.state.returnedBy, ticket.reassignments], ['t1-ada', 1]);
    const back = lived(policy, MON_9, [
      [1, ESCALATE],
      [4 * H, TIMER],
    ]);
    assert.deepEqual(where(back.ticket), ['T2', 'waiting']);
    assert.ok(!back.events.some(({ kind }) => kind === 'ticket.reassigned'));
  });

  it('hands the ticket up, with a note and a reason, and a fresh target', () => {
    const policy = laddered('{ at: 50%, do: [escalate] }', { on: 'tier' });
    const { ticket, events, clock } = lived(policy, MON_9, [[30, TIMER]]);
    assert.deepEqual(where(ticket), ['T2', 'waiting']);
    const up = events.at(-1);
    assert.ok(up?.kind === 'ticket.escalated');
    assert.deepEqual([up.reason, up.from, up.to], ['promise-at-risk', 'T1', 'T2']);
    for (const part of Object.values(up.note)) assert.notEqual(part, '');
    assert.deepEqual(clock('tier'), ['running', 0, '2026-03-02T12:30Z']);
    assert.deepEqual(ticket.stays.at(0)?.leftBy, { kind: 'escalated', reason: 'promise-at-risk' });
  });

  it('hands up no further than T3, and not what waits for somebody else', () => {
    const policy = laddered('{ at: 50%, do: [escalate] }');
    const top = lived(policy, MON_9, [
      [1, { ...ESCALATE, to: 'T3' }],
      [4 * H, TIMER],
    ]);
    assert.deepEqual(where(top.ticket), ['T3', 'waiting']);
    const running = laddered('{ at: 50%, do: [escalate] }', { more: 'life: { pausedWhile: [] }\n' });
    const held = lived(running, MON_9, [
      [1, HOLD],
      [4 * H, TIMER],
    ]);
    assert.deepEqual([where(held.ticket), held.fired], [['T1', 'on-hold'], ['resolution step 50%']]);
  });

  it('marks for a manager what moved as often as the policy allows, where it has managers for that', () => {
    const { policy: usual } = aPolicy();
    for (const atLimit of ['manager', 'refuse'] as const) {
      const policy = {
        ...laddered('{ at: 50%, do: [escalate] }', { on: 'tier' }),
        escalation: { ...usual.escalation, max: 0, atLimit },
      };
      const { ticket } = lived(policy, MON_9, [[30, TIMER]]);
      assert.deepEqual(where(ticket), ['T1', 'working']);
      assert.equal(ticket.needsManagerSince !== undefined, atLimit === 'manager');
    }
  });

  it('does nothing where its condition does not hold, and is over as well', () => {
    const policy = laddered('{ at: 50%, only: untouched, do: [escalate] }', { on: 'tier' });
    const { ticket, fired } = lived(policy, MON_9, [
      [30, TIMER],
      [40, TIMER],
    ]);
    assert.deepEqual([where(ticket), fired], [['T1', 'working'], ['tier step 50% skipped']]);
  });

  it('counts an answer since the promise began, not one before', () => {
    const policy = laddered('{ at: 50%, only: unanswered, do: [{ notify: manager }] }', { on: 'tier' });
    const answered = lived(policy, MON_9, [
      [10, SAY],
      [30, TIMER],
    ]);
    assert.deepEqual(answered.fired, ['tier step 50% skipped']);
    const again = lived(policy, MON_9, [
      [10, SAY],
      [20, SOLVE],
      [100, WRITE],
      [130, TIMER],
    ]);
    assert.deepEqual(again.fired, ['tier step 50%']);
  });

  it('waits while its promise waits, and goes by working time', () => {
    const policy = laddered('{ at: 50%, do: [{ notify: holder }] }');
    const { firedAt } = lived(policy, MON_9, [
      [1 * H, HOLD],
      [20 * H, RESUME],
      [23 * H, TIMER],
    ]);
    assert.deepEqual(firedAt, ['resolution step 50% 2026-03-03T07:00Z']);
  });

  it('is not done once its promise is over: solved, or moved to another tier', () => {
    const resolution = laddered('{ at: 50%, do: [{ notify: holder }] }');
    assert.deepEqual(
      lived(resolution, MON_9, [
        [1 * H, SOLVE],
        [7 * H, TIMER],
      ]).fired,
      [],
    );
    const tier = laddered('{ at: 50%, do: [{ notify: holder }] }', { on: 'tier' });
    assert.deepEqual(
      lived(tier, MON_9, [
        [10, ESCALATE],
        [10, CLEO_CLAIMS],
        [50, TIMER],
      ]).fired,
      [],
    );
  });

  it('of the tier is done anew in each stay', () => {
    const policy = laddered('{ at: 50%, do: [{ notify: holder }] }', { on: 'tier' });
    const { events } = lived(policy, MON_9, [
      [30, TIMER],
      [40, ESCALATE],
      [40, CLEO_CLAIMS],
      [50, CLEO_HANDS_DOWN],
      [80, TIMER],
    ]);
    const cycles = events.flatMap((event) =>
      event.kind === 'sla.stepped' ? [[event.step, event.cycle]] : [],
    );
    assert.deepEqual(cycles, [
      ['50%', 1],
      ['50%', 3],
    ]);
  });

  it('stays done when another priority brings a ladder with a step of that name', () => {
    const policy = laddered('{ at: 50%, do: [{ notify: holder }] }');
    const { fired } = lived(policy, MON_9, [
      [4 * H, TIMER],
      [4 * H + 1, priority('high')],
      [5 * H, TIMER],
    ]);
    assert.deepEqual(fired, ['resolution step 50%']);
  });

  it('of a new policy is not done for what is behind already, and is done for what is to come', () => {
    const before = laddered('{ at: 90%, do: [{ notify: holder }] }', { number: 1 });
    const after = laddered('{ at: 25%, do: [{ notify: holder }] }\n{ at: 50%, do: [{ notify: team }] }', {
      number: 2,
    });
    const { fired, ticket } = lived(before, MON_9, [
      [3 * H, TIMER, after],
      [4 * H, TIMER],
    ]);
    assert.deepEqual(fired, ['resolution step 50%']);
    assert.deepEqual(ticket.clocks.resolution?.fired, ['25%', '50%']);
  });

  it('keeps the breaches that came before it exact, however late it is done', () => {
    const policy = laddered('{ at: 25%, do: [{ raise-priority: high }] }');
    const { firedAt } = lived(policy, MON_9, [[10 * H, TIMER]]);
    assert.deepEqual(firedAt, [
      'resolution step 25% late 2026-03-02T10:00Z',
      'resolution warned 2026-03-02T14:00Z',
      'resolution breached 2026-03-02T16:00Z',
    ]);
  });
});

describe('a policy that is older than the one that made the promises', () => {
  it('does not take them back: whoever decides by it has not heard of the other yet', () => {
    const older = laddered('{ at: 90%, do: [{ notify: holder }] }', { number: 1 });
    const newer = laddered('{ at: 50%, do: [{ notify: team }] }', { number: 2 });
    const { ticket } = lived(newer, MON_9, [[10, TIMER]]);
    const decision = decide(ticket, TIMER, instant(Date.parse(MON_9) + 20 * MINUTE), older);
    assert.ok(decision.kind === 'decided');
    assert.deepEqual(decision.events, []);
  });
});
