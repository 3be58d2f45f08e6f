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
import { aPolicy, LADDERS, TEAMS } from '@tierline/testkit';
import type * as fc from 'fast-check';

import { inOfficeHours } from './office-policy.ts';
import { randomLife, type RandomLife } from './random-life.ts';

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
/** What the company with ladders decides of itself, under whatever promises. */
function withLadders(promises: string, number: number): Policy {
  const { calendars, sla, respondsBy, version } = aPolicy(TEAMS, { promises, number }).policy;
  return {
    ...policy,
    calendars,
    sla,
    respondsBy,
    version,
    number,
    escalation: { ...policy.escalation, max: 2 },
  };
}

const ladders = withLadders(LADDERS, 1);

/** The policies that take the place of others. */
const LATER: ReadonlyMap<Policy, Policy> = new Map([
  [
    ladders,
    withLadders(
      LADDERS.replace('normal: { firstResponse: 4h', 'normal: { firstResponse: 2h')
        .replace('calendar: office', 'calendar: always')
        .replace('low: { firstResponse: 8h, nextResponse: 8h', 'low: { firstResponse: 8h')
        .replace('- { at: 50%, do: [{ notify: holder }] }', '- { at: 40%, do: [{ notify: holder }] }')
        .replace('target: 1h, ladder: hand-up', 'target: 90m'),
      2,
    ),
  ],
]);

/** The life of a ticket in one of the companies, in which the policy may be replaced. */
export function lifeIn(company: Policy): fc.Arbitrary<RandomLife> {
  return randomLife(company, { later: LATER.get(company) });
}

/** Companies in which random tickets live. */
export const POLICIES = {
  'a company with ladders, whose policy is replaced': ladders,
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
