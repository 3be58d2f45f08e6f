import assert from 'node:assert/strict';

import {
  type Actor,
  type Attachment,
  type Command,
  decide,
  type Policy,
  type Ticket,
} from '@tierline/domain';
import { ADA, CLEO } from '@tierline/testkit';

import {
  as,
  CUSTOMER,
  ENGINEER,
  GHOST,
  outcome,
  policy,
  SOON,
  type StateName,
  STATES,
  TICKETS,
} from './states.ts';

const FILE: Attachment = {
  id: 'a'.repeat(24),
  name: 'screen.png',
  type: 'image/png',
  size: 1000,
  sha256: '00',
  visibility: 'public',
};
const attach = (by: Actor, more: Partial<Attachment> = {}): Command => ({
  kind: 'add-file',
  by,
  file: { ...FILE, ...more },
});
const tried = (ticket: Ticket, command: Command, under: Policy = policy) =>
  outcome(decide(ticket, command, SOON, under));

function attached(ticket: Ticket, ...commands: readonly Command[]): Ticket {
  return commands.reduce((so, command) => {
    const decision = decide(so, command, SOON, policy);
    return decision.kind === 'decided' ? decision.ticket : assert.fail(decision.message);
  }, ticket);
}

const always = (result: string) => Object.fromEntries(STATES.map((name) => [name, result]));
const INTERNAL = { visibility: 'internal' } as const;
const TABLE: readonly (readonly [string, Command, Partial<Record<StateName, string>>])[] = [
  ['the customer adds a file', attach(CUSTOMER), always('attachment.added')],
  [
    'the holder, who is the contact, shows one',
    attach(as(ADA)),
    {
      ...always('illegal-transition'),
      working: 'attachment.added',
      pending: 'attachment.added',
      'on-hold': 'attachment.added',
    },
  ],
  ['another agent shows one', attach(as(CLEO)), { ...always('illegal-transition'), working: 'not-holder' }],
  ['another agent adds an internal one', attach(as(CLEO), INTERNAL), always('attachment.added')],
  ['somebody unknown adds an internal one', attach(as(GHOST), INTERNAL), always('unknown-agent')],
  ['an engineer shows one', attach(ENGINEER), always('support-is-the-contact')],
  ['an engineer adds an internal one', attach(ENGINEER, INTERNAL), always('attachment.added')],
];

describe('an attachment', () => {
  for (const [what, command, expected] of TABLE) {
    it(`when ${what}, in every state`, () => {
      for (const name of STATES)
        assert.equal(
          tried(TICKETS[name], command),
          name === 'closed' ? 'illegal-transition' : expected[name],
          name,
        );
    });
  }

  it('is on the ticket with who added it, and changes nothing else', () => {
    const after = attached(TICKETS.working, attach(CUSTOMER));
    assert.deepEqual(after.attachments, [{ ...FILE, at: SOON, by: CUSTOMER }]);
    assert.deepEqual(
      { ...after, attachments: undefined, seq: 0 },
      { ...TICKETS.working, attachments: undefined, seq: 0 },
    );
  });

  it('is refused where the ticket has as many, or as large, as the policy allows', () => {
    const few: Policy = {
      ...policy,
      attachments: { ...policy.attachments, maxPerTicket: 1, maxBytesPerTicket: 2500 },
    };
    const one = attached(TICKETS.waiting, attach(CUSTOMER));
    assert.equal(tried(one, attach(CUSTOMER), few), 'too-many-attachments');
    const large: Policy = { ...few, attachments: { ...few.attachments, maxPerTicket: 10 } };
    assert.equal(tried(one, attach(CUSTOMER, { size: 1500 }), large), 'attachment.added');
    assert.equal(tried(one, attach(CUSTOMER, { size: 1501 }), large), 'too-many-attachments');
  });

  it('may be referred to by messages of the ticket, a public message only to public ones', () => {
    const ticket = attached(
      TICKETS.working,
      attach(CUSTOMER),
      attach(ENGINEER, { id: 'b'.repeat(24), ...INTERNAL }),
    );
    const say = (visibility: 'public' | 'internal', ...ids: string[]): Command => ({
      kind: 'reply',
      author: as(ADA),
      visibility,
      body: 'See the file.',
      ask: false,
      attachments: ids.map((id) => id.repeat(24)),
    });
    assert.equal(tried(ticket, say('public', 'a')), 'message.added');
    assert.equal(tried(ticket, say('internal', 'a', 'b')), 'message.added');
    assert.equal(tried(ticket, say('public', 'a', 'b')), 'unknown-attachment');
    assert.equal(tried(ticket, say('internal', 'c')), 'unknown-attachment');
    const decision = decide(ticket, say('public', 'a'), SOON, policy);
    assert.ok(decision.kind === 'decided');
    const [event] = decision.events;
    assert.deepEqual(event?.kind === 'message.added' && event.attachments, ['a'.repeat(24)]);
  });
});
