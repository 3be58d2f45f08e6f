import {
  compileRule,
  evolve,
  millis,
  type Policy,
  replay,
  teamId,
  type Ticket,
  type TicketEvent,
} from '@tierline/domain';
import { aPolicy, TEAMS } from '@tierline/testkit';

import { inOfficeHours } from './office-policy.ts';

const asUsual = aPolicy(TEAMS).policy;
const invoices = compileRule({
  name: 'invoices',
  when: { text: ['invoice'] },
  tier: 'T1',
  team: teamId('billing'),
  needs: { books: 2 },
  effort: 2,
});
/** One move and one reassignment only, so that their limits are met; closing early and for good, so that this is seen too. */
const policy: Policy = {
  ...asUsual,
  routing: [...asUsual.routing, invoices],
  escalation: { ...asUsual.escalation, max: 1, maxReassignments: 1, atLimit: 'manager' },
  trackers: new Set(['product']),
  attachments: { maxBytes: 100, maxPerTicket: 2, maxBytesPerTicket: 150, types: [] },
  states: [
    { name: 'in-review', label: 'In review', category: 'open' },
    { name: 'needs-logs', label: 'Needs logs', category: 'pending' },
    { name: 'awaiting-parts', label: 'Awaiting parts', category: 'on-hold', waitsFor: 'third-party' },
    { name: 'awaiting-release', label: 'Awaiting release', category: 'on-hold', waitsFor: 'engineering' },
    { name: 'worked-around', label: 'Worked around', category: 'solved' },
  ],
  fields: [{ name: 'cause', label: 'Cause', type: { kind: 'text', maxLength: 40 }, required: 'solve' }],
  life: { ...asUsual.life, closeAfter: millis(6 * 3_600_000), replyToClosed: 'reject' },
};
/** Companies in which random tickets live. */
export const POLICIES = {
  'a company that is always open': policy,
  'a company with office hours': inOfficeHours({
    ...policy,
    escalation: { ...policy.escalation, maxReassignments: 0, atLimit: 'refuse' },
  }),
};

/** Each event with the tickets before and after it. */
export function changes(
  events: readonly TicketEvent[],
): readonly { readonly event: TicketEvent; readonly before: Ticket; readonly after: Ticket }[] {
  let ticket = replay(events.slice(0, 1));
  return events.slice(1).map((event) => {
    const before = ticket;
    ticket = evolve(before, event);
    return { event, before, after: ticket };
  });
}
