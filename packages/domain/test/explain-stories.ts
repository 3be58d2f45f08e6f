import assert from 'node:assert/strict';

import {
  type Command,
  compileCalendar,
  decide,
  type Instant,
  instant,
  millis,
  openTicket,
  type Policy,
  replay,
  type SlaPolicy,
  type TicketEvent,
  ticketId,
} from '@tierline/domain';
import { ADA, aPolicy, aRequest } from '@tierline/testkit';

import { CUSTOMER } from './random-content.ts';
import { type Week, weekly } from './weekly-hours.ts';

export const HOUR = 3_600_000;
const OFFICE: Week = Object.fromEntries(
  (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((day) => [day, [['09:00', '17:00']]]),
);
const CALENDARS = {
  nights: weekly('Europe/Berlin', { sun: [['00:00', '06:00']] }),
  easter: weekly('Europe/Berlin', OFFICE, ['2026-04-03', '2026-04-06']),
};
const STATES = `
states:
  - { name: needs-logs, label: Needs logs, category: pending }
  - { name: awaiting-release, label: Awaiting release, category: on-hold, waitsFor: engineering }
`;
export const policy: Policy = promising(aPolicy(STATES).policy);

/** With two more calendars, a promise of updates, and one of engineering. */
function promising(plain: Policy): Policy {
  const compiled = Object.entries(CALENDARS).map(
    ([name, spec]) => [name, compileCalendar(name, spec)] as const,
  );
  const sla = plain.sla.map((one): SlaPolicy => {
    const { normal } = one.priorities;
    const promised = (hours: number) => ({ ...one.tiers.T1, target: millis(hours * HOUR) });
    return {
      ...one,
      priorities: { ...one.priorities, normal: { ...normal, update: promised(6) } },
      suppliers: { engineering: { ...promised(10), pausedWhile: [] } },
    };
  });
  return { ...plain, calendars: new Map([...plain.calendars, ...compiled]), sla };
}

export const version: string = policy.version;

/** The policy with what it promises of the resolution on another calendar, as a policy edited to that would. */
export function resolvedOn(calendar: string, hours: number, by: Partial<SlaPolicy> = {}): Policy {
  const sla = policy.sla.map((one): SlaPolicy => {
    const { resolution, ...rest } = one.priorities.normal;
    const changed = resolution && { ...resolution, calendar, target: millis(hours * HOUR) };
    return {
      ...one,
      ...by,
      priorities: { ...one.priorities, normal: { ...rest, ...(changed && { resolution: changed }) } },
    };
  });
  return { ...policy, sla };
}

const ID = ticketId('0123456789abcdef01234567');
/** A moment, to the minute or to the second, in UTC. */
export const at = (text: string): Instant => instant(Date.parse(text.length === 16 ? `${text}:00Z` : text));

/** What happens when: a command, or a policy that is put in force and that the ticket gets at its next change. */
export type Step = readonly [when: string, what: Command | Policy];

export const ROUTE: Command = { kind: 'route', by: { kind: 'system', name: 'router' } };
export const CLAIM: Command = { kind: 'claim', agentId: ADA, occupied: [] };
export const TIMER: Command = { kind: 'timer' };
export const SOLVE: Command = { kind: 'solve', agentId: ADA };
export const ASK: Command = said('Which page?', true);
export const CUSTOMER_SAYS: Command = {
  kind: 'reply',
  author: CUSTOMER,
  visibility: 'public',
  body: 'This.',
  ask: false,
};

export function said(body: string, ask: boolean, as?: string): Command {
  const author = { kind: 'agent', id: ADA } as const;
  return { kind: 'reply', author, visibility: 'public', body, ask, ...(as !== undefined && { as }) };
}

/** What happens to a ticket, and the policy that is in force in the end. Fails where something is refused. */
export function lived(
  opened: string,
  steps: readonly Step[],
  first: Policy = policy,
): { readonly events: readonly TicketEvent[]; readonly policy: Policy } {
  const start = openTicket(aRequest(), ID, at(opened), first);
  const events: TicketEvent[] = [...start.events];
  let inForce = first;
  for (const [when, what] of steps) {
    if (!('kind' in what)) {
      inForce = { ...what, number: inForce.number + 1 };
      continue;
    }
    const decision = decide(replay(events), what, at(when), inForce);
    if (decision.kind === 'refused') assert.fail(`${when} ${what.kind}: ${decision.message}`);
    events.push(...decision.events);
  }
  return { events, policy: inForce };
}

/** The policy after an edit that promises that no more. */
export function without(name: 'resolution'): Policy {
  const sla = policy.sla.map((one): SlaPolicy => {
    const { [name]: _, ...normal } = one.priorities.normal;
    return { ...one, priorities: { ...one.priorities, normal } };
  });
  return { ...policy, sla };
}

/** The policy after an edit that gives the resolution a ladder. */
export function laddered(): Policy {
  const ladder = [
    { name: 'half', after: millis(12 * HOUR), do: [{ kind: 'notify', whom: 'team' } as const] },
  ];
  const sla = policy.sla.map((one): SlaPolicy => {
    const { resolution, ...normal } = one.priorities.normal;
    return {
      ...one,
      priorities: {
        ...one.priorities,
        normal: { ...normal, ...(resolution && { resolution: { ...resolution, ladder } }) },
      },
    };
  });
  return { ...policy, sla };
}
