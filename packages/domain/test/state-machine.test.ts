import assert from 'node:assert/strict';

import { type Command, decide, instant } from '@tierline/domain';
import { ADA, CLEO, EVE } from '@tierline/testkit';

import {
  as,
  BEN,
  claim,
  CUSTOMER,
  ENGINEER,
  GHOST,
  NOTE,
  outcome,
  policy,
  reply,
  ROUTER,
  SOON,
  type StateName,
  STATES,
  TICKETS,
} from './states.ts';

type Expected = Readonly<Record<StateName, string>>;

/** This in each state. */
function always(result: string): Expected {
  return {
    new: result,
    waiting: result,
    working: result,
    pending: result,
    'on-hold': result,
    solved: result,
    closed: result,
  };
}

/** This in one state, something else in the others. */
function only(state: StateName, result: string, otherwise = 'illegal-transition'): Expected {
  return { ...always(otherwise), [state]: result };
}

const TABLE: readonly {
  readonly what: string;
  readonly command: Command;
  readonly expected: Expected;
}[] = [
  {
    what: 'the router routes',
    command: { kind: 'route', by: ROUTER },
    expected: only('new', 'ticket.routed', 'nothing'),
  },
  { what: 'the timer fires before anything is due', command: { kind: 'timer' }, expected: always('nothing') },
  { what: 'an agent of the tier claims', command: claim(ADA), expected: only('waiting', 'ticket.claimed') },
  {
    what: 'an agent of the tier with one slot left claims',
    command: claim(ADA, [1]),
    expected: only('waiting', 'ticket.claimed'),
  },
  {
    what: 'an agent whose hands are full claims',
    command: claim(ADA, [0, 1]),
    expected: only('waiting', 'at-capacity'),
  },
  { what: 'an agent of a higher tier claims', command: claim(CLEO), expected: only('waiting', 'wrong-tier') },
  { what: 'somebody unknown claims', command: claim(GHOST), expected: always('unknown-agent') },
  {
    what: 'the customer writes',
    command: reply(CUSTOMER),
    expected: {
      new: 'message.added',
      waiting: 'message.added',
      working: 'message.added',
      pending: 'message.added + ticket.resumed',
      'on-hold': 'message.added + ticket.resumed',
      solved: 'message.added + ticket.reopened',
      closed: 'closed',
    },
  },
  {
    what: 'the holder, who is the contact, answers',
    command: reply(as(ADA)),
    expected: {
      ...always('message.added'),
      new: 'illegal-transition',
      waiting: 'illegal-transition',
      solved: 'illegal-transition',
      closed: 'illegal-transition',
    },
  },
  {
    what: 'the holder asks the customer',
    command: reply(as(ADA), { ask: true }),
    expected: only('working', 'message.added + ticket.pended'),
  },
  { what: 'another agent answers', command: reply(as(BEN)), expected: only('working', 'not-holder') },
  { what: 'somebody unknown answers', command: reply(as(GHOST)), expected: always('unknown-agent') },
  {
    what: 'the holder makes a note',
    command: reply(as(ADA), { visibility: 'internal' }),
    expected: always('message.added'),
  },
  {
    what: 'another agent makes a note, asking',
    command: reply(as(EVE), { visibility: 'internal', ask: true }),
    expected: always('message.added'),
  },
  {
    what: 'somebody unknown makes a note',
    command: reply(as(GHOST), { visibility: 'internal' }),
    expected: always('unknown-agent'),
  },
  {
    what: 'an engineer writes to the customer',
    command: reply(ENGINEER),
    expected: always('support-is-the-contact'),
  },
  {
    what: 'an engineer asks the customer',
    command: reply(ENGINEER, { ask: true }),
    expected: always('support-is-the-contact'),
  },
  {
    what: 'an engineer makes a note',
    command: reply(ENGINEER, { visibility: 'internal' }),
    expected: always('message.added'),
  },
  {
    what: 'a service writes to the customer',
    command: reply(ROUTER),
    expected: always('support-is-the-contact'),
  },
  {
    what: 'a service makes a note',
    command: reply(ROUTER, { visibility: 'internal' }),
    expected: always('message.added'),
  },
  {
    what: 'the holder escalates',
    command: { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'ticket.escalated'),
  },
  {
    what: 'the holder escalates past a tier',
    command: { kind: 'escalate', agentId: ADA, to: 'T3', reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'ticket.escalated'),
  },
  {
    what: 'the holder escalates to the same tier',
    command: { kind: 'escalate', agentId: ADA, to: 'T1', reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'not-a-higher-tier'),
  },
  {
    what: 'the holder on the lowest tier de-escalates',
    command: { kind: 'de-escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'not-a-lower-tier'),
  },
  {
    what: 'the holder de-escalates upwards',
    command: { kind: 'de-escalate', agentId: ADA, to: 'T2', reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'not-a-lower-tier'),
  },
  {
    what: 'the holder waits for engineering',
    command: { kind: 'hold', agentId: ADA, waitsFor: 'engineering' },
    expected: only('working', 'ticket.held'),
  },
  {
    what: 'another agent puts it on hold',
    command: { kind: 'hold', agentId: BEN, waitsFor: 'third-party' },
    expected: only('working', 'not-holder'),
  },
  {
    what: 'an agent of the tier ends the waiting',
    command: { kind: 'resume', agentId: BEN },
    expected: { ...always('illegal-transition'), pending: 'ticket.resumed', 'on-hold': 'ticket.resumed' },
  },
  {
    what: 'an agent of another tier ends the waiting',
    command: { kind: 'resume', agentId: CLEO },
    expected: { ...always('illegal-transition'), pending: 'wrong-tier', 'on-hold': 'wrong-tier' },
  },
  {
    what: 'somebody unknown ends the waiting',
    command: { kind: 'resume', agentId: GHOST },
    expected: always('unknown-agent'),
  },
  {
    what: 'it is taken back from its holder',
    command: { kind: 'take-back', holder: ADA, by: ROUTER },
    expected: only('working', 'ticket.taken-back', 'nothing'),
  },
  {
    what: 'it is taken back from somebody who does not hold it',
    command: { kind: 'take-back', holder: BEN, by: ROUTER },
    expected: always('nothing'),
  },
  {
    what: 'the holder passes it back to the queue',
    command: { kind: 'reassign', agentId: ADA, reason: 'end-of-shift' },
    expected: only('working', 'ticket.reassigned'),
  },
  {
    what: 'the holder passes it to a colleague',
    command: { kind: 'reassign', agentId: ADA, to: { agentId: BEN, occupied: [0] }, reason: 'workload' },
    expected: only('working', 'ticket.reassigned'),
  },
  {
    what: 'the holder passes it to a colleague whose hands are full',
    command: { kind: 'reassign', agentId: ADA, to: { agentId: BEN, occupied: [0, 1] }, reason: 'workload' },
    expected: only('working', 'at-capacity'),
  },
  {
    what: 'the holder passes it to somebody of another tier',
    command: { kind: 'reassign', agentId: ADA, to: { agentId: CLEO, occupied: [] }, reason: 'workload' },
    expected: only('working', 'wrong-tier'),
  },
  {
    what: 'the holder passes it on for no reason of the policy',
    command: { kind: 'reassign', agentId: ADA, reason: 'because' },
    expected: only('working', 'unknown-reason'),
  },
  {
    what: 'the holder escalates for no reason of the policy',
    command: { kind: 'escalate', agentId: ADA, reason: 'because', note: NOTE },
    expected: only('working', 'unknown-reason'),
  },
  {
    what: 'another agent passes it on',
    command: { kind: 'reassign', agentId: BEN, reason: 'workload' },
    expected: only('working', 'not-holder'),
  },
  {
    what: 'the contact hands the contact over',
    command: { kind: 'hand-contact', agentId: ADA, to: CLEO },
    expected: {
      ...always('ticket.contact-changed'),
      new: 'not-holder',
      waiting: 'not-holder',
      closed: 'illegal-transition',
    },
  },
  {
    what: 'somebody else takes the contact over',
    command: { kind: 'hand-contact', agentId: BEN, to: BEN },
    expected: { ...always('not-holder'), closed: 'illegal-transition' },
  },
  {
    what: 'the contact asks T3 for help',
    command: {
      kind: 'ask-help',
      agentId: ADA,
      asked: { kind: 'tier', tier: 'T3' },
      question: 'Have you seen this?',
    },
    expected: {
      ...always('help.asked'),
      new: 'illegal-transition',
      waiting: 'not-holder',
      solved: 'illegal-transition',
      closed: 'illegal-transition',
    },
  },
  {
    what: 'an agent answers what nobody asked',
    command: { kind: 'answer-help', agentId: EVE, request: 1, body: 'No.' },
    expected: always('unknown-help-request'),
  },
  {
    what: 'another agent escalates',
    command: { kind: 'escalate', agentId: BEN, reason: 'needs-expertise', note: NOTE },
    expected: only('working', 'not-holder'),
  },
  {
    what: 'any agent changes its subject',
    command: { kind: 'update', agentId: CLEO, changes: { subject: 'Another' } },
    expected: { ...always('ticket.updated'), closed: 'illegal-transition' },
  },
  {
    what: 'any agent raises its priority',
    command: { kind: 'update', agentId: CLEO, changes: { priority: 'high' } },
    expected: { ...always('ticket.updated'), solved: 'illegal-transition', closed: 'illegal-transition' },
  },
  {
    what: 'an update says what is so already',
    command: { kind: 'update', agentId: ADA, changes: { priority: 'normal', tags: { remove: ['vip'] } } },
    expected: { ...always('nothing'), closed: 'illegal-transition' },
  },
  {
    what: 'somebody unknown updates it',
    command: { kind: 'update', agentId: GHOST, changes: { subject: 'Another' } },
    expected: always('unknown-agent'),
  },
  {
    what: 'the holder solves',
    command: { kind: 'solve', agentId: ADA },
    expected: only('working', 'ticket.solved'),
  },
  {
    what: 'the holder solves with an answer',
    command: { kind: 'solve', agentId: ADA, answer: 'Done.' },
    expected: only('working', 'message.added + ticket.solved'),
  },
  {
    what: 'another agent solves',
    command: { kind: 'solve', agentId: BEN },
    expected: only('working', 'not-holder'),
  },
];

describe('the state machine', () => {
  it('is tried on a ticket in each state', () => {
    for (const name of STATES) assert.equal(TICKETS[name].state.kind, name);
  });

  for (const { what, command, expected } of TABLE) {
    describe(`when ${what}`, () => {
      for (const name of STATES) {
        it(`on a ${name} ticket is: ${expected[name]}`, () =>
          assert.equal(outcome(decide(TICKETS[name], command, SOON, policy)), expected[name]));
      }
    });
  }

  it('changes nothing in what it was given', () => {
    const before = structuredClone(TICKETS);
    for (const { command } of TABLE)
      for (const name of STATES) decide(TICKETS[name], command, instant(SOON + 86_400_000 * 10), policy);
    assert.deepEqual(TICKETS, before);
  });
});
