import { type Actor, type AgentId, PRIORITIES, type Ticket } from '@tierline/domain';
import * as fc from 'fast-check';

import type { Attempt } from './random-relations.ts';

export const CUSTOMER: Actor = { kind: 'requester', id: 'customer@example.com' };
export const OTHERS: readonly Actor[] = [
  { kind: 'engineer', id: 'dev@example.com' },
  { kind: 'system', name: 'bot' },
];

/** What is done to what a ticket says and is called: updates, files, states of the policy's own. */
export function contents(agent: fc.Arbitrary<(ticket: Ticket) => AgentId>): fc.Arbitrary<Attempt> {
  const update = fc
    .tuple(
      agent,
      fc.record(
        {
          priority: fc.constantFrom(...PRIORITIES),
          subject: fc.constantFrom('A question', 'Another question'),
          plan: fc.constantFrom('pro', null),
          tags: fc.record({
            add: fc.array(fc.constantFrom('a', 'b')),
            remove: fc.array(fc.constantFrom('a', 'b')),
          }),
          fields: fc.record({ cause: fc.constantFrom('bug', 'bug', 'question', null) }),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([who, changes]): Attempt => (ticket) => ({ kind: 'update', agentId: who(ticket), changes }));
  const attach = fc
    .tuple(
      fc.oneof(fc.constantFrom(CUSTOMER, ...OTHERS), agent),
      fc.constantFrom('public', 'internal'),
      fc.nat(100),
    )
    .map(([who, visibility, size]): Attempt => (ticket) => ({
      kind: 'add-file',
      by: typeof who === 'function' ? { kind: 'agent', id: who(ticket) } : who,
      file: { id: `file ${ticket.seq}`, name: 'a.txt', type: 'text/plain', size, sha256: '00', visibility },
    }));
  const refer = fc
    .tuple(fc.constantFrom('public', 'internal'), fc.nat(30))
    .map(([visibility, seq]): Attempt => () => ({
      kind: 'reply',
      author: CUSTOMER,
      visibility,
      body: 'See the file.',
      ask: false,
      attachments: [`file ${seq}`],
    }));
  const intoState = fc
    .tuple(
      agent,
      fc.constantFrom('in-review', 'needs-logs', 'awaiting-parts', 'awaiting-release', 'worked-around'),
      fc.constantFrom('reply', 'hold', 'resume', 'solve', 'update'),
    )
    .map(([who, as, kind]): Attempt => (ticket) => {
      const id = who(ticket);
      switch (kind) {
        case 'reply':
          return { kind, author: { kind: 'agent', id }, visibility: 'public', body: 'Words.', ask: true, as };
        case 'update':
          return { kind, agentId: id, changes: { state: as } };
        case 'hold':
          return { kind, agentId: id, as };
        case 'resume':
          return { kind, agentId: id, as };
        case 'solve':
          return { kind, agentId: id, as };
      }
    });
  return fc.oneof(
    { weight: 2, arbitrary: update },
    { weight: 2, arbitrary: intoState },
    { weight: 1, arbitrary: fc.oneof(attach, refer) },
  );
}
