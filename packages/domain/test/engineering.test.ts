import assert from 'node:assert/strict';

import {
  type Actor,
  type Command,
  decide,
  instant,
  type IssueComment,
  type IssueState,
  type Policy,
  type Ticket,
} from '@tierline/domain';
import { ADA, aLife, aRequest, EVE, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { CUSTOMER, outcome, policy as usual, reply, ROUTER } from './states.ts';

const policy: Policy = { ...usual, trackers: new Set(['product', 'platform']) };
const NOTIFIER: Actor = { kind: 'system', name: 'notifier' };
const SOON = instant(MONDAY + 30 * 60_000);

const hand = (as: 'file' | 'link', more: { readonly tracker?: string } = {}): Command => ({
  kind: 'hand-to-engineering',
  agentId: EVE,
  tracker: 'product',
  as:
    as === 'link' ? { kind: 'link', key: '7' } : { kind: 'file', title: 'It fails', body: 'A stack trace.' },
  ...more,
});
const news = (state: IssueState, comments: readonly IssueComment[] = [], key = '7'): Command => ({
  kind: 'issue-changed',
  tracker: 'product',
  key,
  state,
  comments,
  by: NOTIFIER,
});
const filed = (handoff: number): Command => ({
  kind: 'issue-filed',
  handoff,
  issue: { key: '7', url: 'https://example.com/7' },
  by: NOTIFIER,
});
const failed = (handoff: number): Command => ({
  kind: 'engineering-failed',
  handoff,
  reason: 'HTTP 422',
  by: NOTIFIER,
});
const SAYS: IssueComment = { id: 'c1', author: 'dev', body: 'Found it.' };

/** A ticket that went to T3 straight away, in Eve's hands, and what came after. */
function eves(...more: readonly Command[]): Ticket {
  const into: readonly Command[] = [
    { kind: 'route', by: ROUTER },
    { kind: 'claim', agentId: EVE, occupied: [] },
  ];
  return aLife([...into, ...more], { policy, request: aRequest({ subject: 'A data breach' }) }).ticket;
}

function now(ticket: Ticket, command: Command): string {
  return outcome(decide(ticket, command, SOON, policy));
}

function after(ticket: Ticket, command: Command): Ticket {
  const decision = decide(ticket, command, SOON, policy);
  assert.ok(decision.kind === 'decided', JSON.stringify(decision));
  return decision.ticket;
}

describe('a handoff to engineering', () => {
  it('is made by the holder on T3, who files an issue or links one, and the ticket waits', () => {
    for (const [as, event] of [
      ['file', 'engineering.requested'],
      ['link', 'issue.linked'],
    ] as const) {
      assert.equal(now(eves(), hand(as)), `${event} + ticket.held`);
      const { state, clocks, engineering } = eves(hand(as));
      assert.ok(state.kind === 'on-hold' && state.waitsFor === 'engineering' && state.preferred === EVE);
      assert.deepEqual([clocks.resolution?.state, clocks.tier?.state], ['paused', 'paused']);
      assert.equal(engineering?.handoffs, 1);
      assert.equal(engineering.issue?.key, as === 'link' ? '7' : undefined);
    }
  });

  it('is refused to every other tier, to others than the holder, and for a tracker that the policy has not', () => {
    const adas = aLife(INTO_ADAS_HANDS, { policy }).ticket;
    assert.equal(now(adas, { ...hand('file'), agentId: ADA } as Command), 'only-t3');
    assert.equal(now(eves(), { ...hand('file'), agentId: ADA } as Command), 'not-holder');
    assert.equal(now(eves(), hand('file', { tracker: 'elsewhere' })), 'unknown-tracker');
    assert.equal(now(adas, { kind: 'comment-on-issue', agentId: ADA, body: 'Hurry.' }), 'only-t3');
    assert.equal(now(eves(hand('link')), { kind: 'unlink-issue', agentId: ADA }), 'only-t3');
  });

  it('is refused while engineering has not done the last one, and is possible and counted after that', () => {
    const back = eves(
      hand('link'),
      { kind: 'resume', agentId: EVE },
      { kind: 'claim', agentId: EVE, occupied: [] },
    );
    assert.equal(now(back, hand('file')), 'already-in-engineering');
    assert.equal(now(back, { kind: 'hold', agentId: EVE, waitsFor: 'engineering' }), 'ticket.held');
    const fixed = after(back, news('fixed'));
    const again = after(fixed, hand('file'));
    assert.deepEqual(
      [again.engineering?.handoffs, again.engineering?.state, again.engineering?.issue],
      [2, 'requested', undefined],
    );
  });

  it('is filed once, and only as the handoff that was asked for', () => {
    const requested = eves(hand('file'));
    const handoff = requested.engineering?.handoff ?? assert.fail();
    assert.equal(now(requested, filed(handoff)), 'issue.filed');
    const done = after(requested, filed(handoff));
    assert.deepEqual(done.engineering?.issue, { key: '7', url: 'https://example.com/7' });
    assert.equal(done.state.kind, 'on-hold');
    assert.equal(now(done, filed(handoff)), 'nothing');
    assert.equal(now(requested, filed(handoff - 1)), 'nothing');
    assert.equal(now(eves(), filed(handoff)), 'nothing');
  });

  it('that the tracker refuses comes back to support with the reason, once', () => {
    const requested = eves(hand('file'));
    const handoff = requested.engineering?.handoff ?? assert.fail();
    assert.equal(now(requested, failed(handoff)), 'engineering.failed + ticket.resumed');
    assert.equal(now(after(requested, failed(handoff)), failed(handoff)), 'nothing');
    assert.equal(now(eves(hand('link'), news('open')), failed(handoff)), 'nothing');
  });
});

describe('news of an issue', () => {
  it('bring the words of engineers as internal notes of theirs, each once', () => {
    const linked = eves(hand('link'));
    const decision = decide(linked, news('open', [SAYS]), SOON, policy);
    assert.ok(decision.kind === 'decided');
    const [note, changed] = decision.events;
    assert.ok(note?.kind === 'message.added' && changed?.kind === 'issue.changed');
    assert.deepEqual(
      [note.visibility, note.actor, note.body],
      ['internal', { kind: 'engineer', id: 'dev' }, 'Found it.'],
    );
    assert.equal(note.notifies, EVE, 'the contact');
    assert.equal(decision.ticket.state.kind, 'on-hold');
    assert.equal(now(decision.ticket, news('open', [SAYS])), 'nothing');
    assert.equal(now(decision.ticket, news('open', [SAYS, { ...SAYS, id: 'c2' }])), 'message.added');
  });

  for (const state of ['fixed', 'closed'] as const) {
    it(`that it is ${state} wake a ticket that waits for it, for the agent who knows it, once`, () => {
      const woken = after(eves(hand('link')), news(state));
      assert.ok(woken.state.kind === 'waiting' && woken.state.preferred === EVE);
      assert.equal(woken.clocks.resolution?.state, 'running');
      assert.equal(now(woken, news(state)), 'nothing');
    });
  }

  it('that it is fixed leave a ticket where it is that does not wait for engineering', () => {
    const resumed = eves(hand('link'), reply(CUSTOMER));
    assert.equal(now(resumed, news('fixed')), 'issue.changed');
    const held = eves(
      hand('link'),
      reply(CUSTOMER),
      { kind: 'claim', agentId: EVE, occupied: [] },
      { kind: 'hold', agentId: EVE, waitsFor: 'third-party' },
    );
    assert.equal(now(held, news('fixed')), 'issue.changed');
  });

  it('that it is open again are recorded', () =>
    assert.equal(now(eves(hand('link'), news('fixed')), news('open')), 'issue.changed'));

  it('change nothing on a ticket of another issue, of none, or that was unlinked', () => {
    assert.equal(now(eves(hand('link')), news('fixed', [SAYS], '8')), 'nothing');
    assert.equal(now(eves(), news('fixed', [SAYS])), 'nothing');
    assert.equal(
      now(eves(hand('link'), { kind: 'unlink-issue', agentId: EVE }), news('fixed', [SAYS])),
      'nothing',
    );
  });

  it('are told once although a ticket forgets: what it remembers is more than one reading brings', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...SAYS, id: `c${index}` }));
    assert.equal(now(after(eves(hand('link')), news('open', many)), news('open', many)), 'nothing');
  });
});

describe('what T3 says to engineering', () => {
  it('is possible once there is an issue, and is no message to the customer', () => {
    const say: Command = { kind: 'comment-on-issue', agentId: EVE, body: 'The customer asks when.' };
    assert.equal(now(eves(), say), 'no-issue');
    assert.equal(now(eves(hand('file')), say), 'no-issue');
    const before = eves(hand('link'));
    assert.equal(now(before, say), 'engineering.commented');
    const { firstRespondedAt, messages } = after(before, say);
    assert.deepEqual([firstRespondedAt, messages], [undefined, before.messages + 1]);
  });

  it('ends with the link: an unlinked ticket waits no longer', () => {
    const unlink: Command = { kind: 'unlink-issue', agentId: EVE };
    assert.equal(now(eves(hand('link')), unlink), 'issue.unlinked + ticket.resumed');
    assert.equal(now(eves(hand('file')), unlink), 'issue.unlinked + ticket.resumed');
    assert.equal(now(eves(), unlink), 'no-issue');
    const { engineering } = eves(hand('link'), unlink);
    assert.deepEqual(
      [engineering?.state, engineering?.issue, engineering?.handoffs],
      ['unlinked', undefined, 1],
    );
  });
});
