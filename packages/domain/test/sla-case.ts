import assert from 'node:assert/strict';

import {
  type ClockName,
  type Command,
  decide,
  instant,
  openTicket,
  type Policy,
  spentAt,
  type Ticket,
  ticketId,
  type TicketEvent,
  type TicketRequest,
} from '@tierline/domain';
import { ADA, aPolicy, aRequest, CLEO } from '@tierline/testkit';

export const MINUTE = 60_000;

/** A calendar of the cases, as the policy file has it. */
const CALENDARS = `
calendars:
  always: always
  office: { zone: Europe/Berlin, hours: { mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], thu: ['09:00-17:00'], fri: ['09:00-17:00'] }, holidays: ['2026-04-03', '2026-04-06'] }
  split: { zone: Europe/Berlin, hours: { mon: ['08:00-12:00', '13:00-17:00'], tue: ['08:00-12:00', '13:00-17:00'] } }
  days: { zone: Europe/Berlin, hours: { mon: ['00:00-24:00'], tue: ['00:00-24:00'], wed: ['00:00-24:00'], thu: ['00:00-24:00'], fri: ['00:00-24:00'], sat: ['00:00-24:00'], sun: ['00:00-24:00'] } }
`;

/** Promises of a case, in the policy file's words without their first lines, or whole, with what every file needs. */
export function casePolicy(
  lines: string,
  {
    more = '',
    number = 0,
    promises = `promises:\n  warnAfter: 0.75\n${lines}\n`,
  }: { readonly more?: string; readonly number?: number; readonly promises?: string } = {},
): Policy {
  return aPolicy(more, { promises, calendars: CALENDARS, number }).policy;
}

/** Something done at a moment, as ISO 8601 in UTC or as minutes after the opening. */
export type CaseStep = readonly [string | number, Command];

/** What became of a ticket by the end of its case. */
export interface CaseOutcome {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
  /** State, minutes spent by the last moment, and when it is due, if it is. */
  readonly clock: (name: ClockName) => readonly [string, number, string?];
  /** `resolution breached`, `tier step 50%` ..., in order. */
  readonly fired: readonly string[];
  /** The same with the moment at which each was due. */
  readonly firedAt: readonly string[];
}

const CUSTOMER = { kind: 'requester', id: 'customer@example.com' } as const;

const ROUTE: Command = { kind: 'route', by: { kind: 'system', name: 'router' } };
export const CLAIM: Command = { kind: 'claim', agentId: ADA, occupied: [] };
export const CLEO_CLAIMS: Command = { kind: 'claim', agentId: CLEO, occupied: [] };
export const SAY: Command = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Words.',
  ask: false,
};
export const ASK: Command = { ...SAY, ask: true };
export const NOTE: Command = { ...SAY, visibility: 'internal' };
export const WRITE: Command = { ...SAY, author: CUSTOMER };
export const SOLVE: Command = { kind: 'solve', agentId: ADA };
export const ANSWER_AND_SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };
export const HOLD: Command = { kind: 'hold', agentId: ADA, waitsFor: 'third-party' };
export const RESUME: Command = { kind: 'resume', agentId: ADA };
export const UNSOLVE: Command = { kind: 'unsolve', agentId: ADA };
export const TIMER: Command = { kind: 'timer' };
export const CLEO_HANDS_DOWN: Command = {
  kind: 'de-escalate',
  agentId: CLEO,
  reason: 'resolved-lower',
  note: { seen: 'a question', tried: 'the manual', why: 'T1 can' },
};
export const ESCALATE = {
  kind: 'escalate',
  agentId: ADA,
  reason: 'needs-expertise',
  note: { seen: 'an error', tried: 'a restart', why: 'needs logs' },
} as const satisfies Command;
export const priority = (to: Ticket['priority']): Command => ({
  kind: 'update',
  agentId: ADA,
  changes: { priority: to },
});

/**
 * A ticket of normal priority, opened at `from`, in Ada's hands at once, with these done to it; each under the policy given,
 * or under the one that the step names. A step that is refused fails the case.
 */
export function lived(
  policy: Policy,
  from: string,
  steps: readonly (CaseStep | readonly [string | number, Command, Policy])[],
  request: Parameters<typeof aRequest>[0] = {},
): CaseOutcome {
  const start = Date.parse(from);
  const opened = openTicket(aRequest(request), ticketId('0123456789abcdef01234567'), instant(start), policy);
  let { ticket }: { ticket: Ticket } = opened;
  const events: TicketEvent[] = [...opened.events];
  let now = instant(start);
  const inHands: CaseStep[] = [
    [0, ROUTE],
    [0, CLAIM],
  ];
  let inForce = policy;
  for (const [when, command, other] of [...inHands, ...steps] as readonly (readonly [
    string | number,
    Command,
    Policy?,
  ])[]) {
    now = instant(typeof when === 'number' ? start + when * MINUTE : Date.parse(when));
    inForce = other ?? inForce;
    const decision = decide(ticket, command, now, inForce);
    assert.ok(decision.kind === 'decided', `${command.kind}: ${JSON.stringify(decision)}`);
    ticket = decision.ticket;
    events.push(...decision.events);
  }
  const clock = (name: ClockName): readonly [string, number, string?] => {
    const one = ticket.clocks[name];
    if (one === undefined) return ['none', 0];
    const calendar = inForce.calendars.get(one.calendar) ?? assert.fail(`no calendar ${one.calendar}`);
    const spent = spentAt(one, calendar, now) / MINUTE;
    if (one.state === 'stopped') return [one.outcome, spent];
    return one.state === 'paused'
      ? ['paused', spent]
      : ['running', spent, new Date(one.dueAt).toISOString().replace(':00.000Z', 'Z')];
  };
  return { ticket, events, clock, fired: events.flatMap(firedOf), firedAt: events.flatMap(firedAtOf) };
}

function firedOf(event: TicketEvent): string[] {
  switch (event.kind) {
    case 'sla.warned':
      return [`${event.clock} warned`];
    case 'sla.breached':
      return [`${event.clock} breached`];
    case 'sla.stepped':
      return [
        `${event.clock} step ${event.step}${event.skipped === true ? ' skipped' : ''}${event.late === true ? ' late' : ''}`,
      ];
    default:
      return [];
  }
}

function firedAtOf(event: TicketEvent): string[] {
  return 'dueAt' in event
    ? firedOf(event).map((what) => `${what} ${new Date(event.dueAt).toISOString().replace(':00.000Z', 'Z')}`)
    : [];
}

/** One case: who reported its like, what is done to a ticket, and what must come of it. */
export interface SlaCase {
  readonly name: string;
  /** An issue of another help desk (Z zammad, C chatwoot, F frappe/helpdesk, G glpi, O osTicket), or where else it is from. */
  readonly source: string;
  readonly policy: Policy;
  readonly from: string;
  readonly request?: Partial<TicketRequest>;
  readonly steps: readonly (CaseStep | readonly [string | number, Command, Policy])[];
  readonly clocks?: Partial<Record<ClockName, readonly [string, number, string?]>>;
  /** Of the clock named first in `clocks`, unless it is all that matters. */
  readonly fired?: readonly string[];
  readonly firedAt?: readonly string[];
  /** What the ticket is like at the end. */
  readonly ticket?: Readonly<Record<string, unknown>>;
}
