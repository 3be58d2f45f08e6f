import assert from 'node:assert/strict';

import { ADA } from '@tierline/testkit';

import { ASK, casePolicy, CLAIM, HOLD, lived, NOTE, RESUME, SAY, SOLVE, TIMER, WRITE } from './sla-case.ts';

const MON_9 = '2026-03-02T08:00:00Z';
const H = 60;

function answering(
  more = '',
  promises = 'firstResponse: 4h, nextResponse: 2h, update: 6h, resolution: 100h',
) {
  const four = ['low', 'normal', 'high', 'urgent'].map((name) => `    ${name}: { ${promises} }`).join('\n');
  return casePolicy(`  calendar: always\n${more}  priorities:\n${four}
tiers:\n  T1: { target: 100h }\n  T2: { target: 4h }\n  T3: { target: 24h }`);
}

describe('the promises of answers', () => {
  it('owe the next one from the first message on that has none, and then anew', () => {
    const { clock, fired, ticket } = lived(answering(), MON_9, [
      [10, SAY],
      [20, WRITE],
      [50, WRITE],
      [80, SAY],
      [100, WRITE],
    ]);
    assert.deepEqual(clock('nextResponse'), ['running', 0, '2026-03-02T11:40Z']);
    assert.deepEqual(
      [ticket.clocks.nextResponse?.cycle, ticket.clocks.nextResponse?.earlier],
      [2, { met: 1, missed: 0 }],
    );
    assert.deepEqual(fired, []);
  });

  it('let the customer hear of a case that is not solved again in time, from each answer on', () => {
    const { clock, fired } = lived(answering(), MON_9, [
      [10, SAY],
      [4 * H, SAY],
      [12 * H, TIMER],
    ]);
    assert.deepEqual(clock('update'), ['running', 8 * H, '2026-03-02T18:00Z']);
    assert.deepEqual(fired, ['update warned', 'update breached']);
  });

  it('count only what the policy counts as a response', () => {
    const policy = answering('  respondsBy: [reply, solution]\n');
    const asked = lived(policy, MON_9, [
      [10, ASK],
      [20, WRITE],
    ]);
    assert.deepEqual(asked.clock('firstResponse'), ['running', 10, '2026-03-02T12:10Z']);
    assert.deepEqual(asked.clock('nextResponse'), ['none', 0]);
    const solved = lived(policy, MON_9, [[10, { kind: 'solve', agentId: ADA, answer: 'Done.' }]]);
    assert.deepEqual(solved.clock('firstResponse'), ['met', 10]);
  });

  it('wait at once where an answer comes while the ticket waits', () => {
    const { clock } = lived(answering(), MON_9, [
      [10, HOLD],
      [20, SAY],
      [10 * H, RESUME],
    ]);
    assert.deepEqual(clock('update'), ['running', 0, '2026-03-03T00:00Z']);
  });

  it('are not made where the policy does not make them', () => {
    const { clock } = lived(answering('', 'firstResponse: 4h, resolution: 100h'), MON_9, [
      [10, SAY],
      [20, WRITE],
    ]);
    assert.deepEqual(
      [clock('nextResponse'), clock('update')],
      [
        ['none', 0],
        ['none', 0],
      ],
    );
  });

  it('end with the case, and begin with the message that opens it again', () => {
    const { clock, fired } = lived(answering(), MON_9, [
      [10, SAY],
      [20, WRITE],
      [30, SOLVE],
      [20 * H, WRITE],
      [20 * H, CLAIM],
      [20 * H + 5, NOTE],
    ]);
    assert.deepEqual(clock('nextResponse'), ['running', 5, '2026-03-03T06:00Z']);
    assert.deepEqual([clock('update'), fired], [['cancelled', 20], []]);
  });
});
