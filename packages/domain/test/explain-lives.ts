import {
  agentId,
  type Calendar,
  decide,
  type Instant,
  instant,
  millis,
  openTicket,
  type Policy,
  type SlaPolicy,
  type SlaTarget,
  type TicketEvent,
  ticketId,
} from '@tierline/domain';
import { aRequest, MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';

import { randomLife } from './random-life.ts';

const HOUR = 3_600_000;
const ID = ticketId('0123456789abcdef01234567');

/** The same company with every promise that there is, some that never wait, and a ladder. */
export function promisingAll(policy: Policy): Policy {
  return { ...policy, sla: policy.sla.map(all) };
}

function all(sla: SlaPolicy): SlaPolicy {
  const { normal } = sla.priorities;
  const model = normal.resolution ?? sla.tiers.T1;
  const promise = (hours: number, more: Partial<SlaTarget> = {}): SlaTarget => ({
    ...model,
    target: millis(hours * HOUR),
    ...more,
  });
  const ladder = [
    { name: 'half', after: millis(HOUR), do: [{ kind: 'notify', whom: 'team' } as const] },
    { name: 'over', after: millis(9 * HOUR), do: [{ kind: 'raise-priority' } as const] },
  ];
  const more = {
    nextResponse: promise(2),
    update: promise(5, { pausedWhile: [] }),
  };
  const { low, high, urgent } = sla.priorities;
  return {
    ...sla,
    priorities: {
      low: { ...low, ...more },
      normal: { ...normal, ...more, resolution: promise(8, { ladder }) },
      high: { ...high, ...more, nextResponse: promise(1) },
      urgent: { ...urgent, update: promise(1) },
    },
    suppliers: {
      'third-party': promise(6, { pausedWhile: [] }),
      engineering: promise(20, { pausedWhile: [] }),
    },
  };
}

/** The policy after an edit: other targets, on another calendar, and no updates any more. */
export function edited(policy: Policy, calendar: string, share: number): Policy {
  const shorter = (target: SlaTarget): SlaTarget => ({
    ...target,
    target: millis(Math.round(target.target * share)),
    calendar,
  });
  const changed = (sla: SlaPolicy): SlaPolicy => {
    const { low, normal, high, urgent } = sla.priorities;
    const of = ({ update: _, ...rest }: SlaPolicy['priorities']['low']) =>
      Object.fromEntries(Object.entries(rest).map(([name, target]) => [name, shorter(target)]));
    const { T1, T2, T3 } = sla.tiers;
    return {
      ...sla,
      priorities: { low: of(low), normal: of(normal), high: of(high), urgent: of(urgent) },
      tiers: { T1: shorter(T1), T2: shorter(T2), T3: shorter(T3) },
    };
  };
  return {
    ...policy,
    version: `${policy.version}+`,
    number: policy.number + 1,
    sla: policy.sla.map(changed),
  };
}

export interface EditedLife {
  readonly events: readonly TicketEvent[];
  /** The last policy that was in force. */
  readonly policy: Policy;
  /** When it is looked at. */
  readonly now: Instant;
}

/** A random life during which the policy is edited and solutions are taken back, looked at some time later. */
export function editedLife(before: Policy, after: Policy): fc.Arbitrary<EditedLife> {
  return fc.tuple(randomLife(before), fc.nat(30), fc.nat(6), fc.nat(72 * HOUR)).map(
    ([
      {
        steps,
        events: [opened],
      },
      edit,
      taken,
      later,
    ]) => {
      const request = opened?.kind === 'ticket.opened' ? opened : aRequest();
      const { channel, priority, tags, subject } = request;
      const first = openTicket(aRequest({ channel, priority, tags, subject }), ID, MONDAY, before);
      let { ticket }: { ticket: Parameters<typeof decide>[0] } = first;
      let policy = before;
      let now: Instant = MONDAY;
      const events: TicketEvent[] = [...first.events];
      const tried = (command: Parameters<typeof decide>[1]) => {
        const decision = decide(ticket, command, now, policy);
        if (decision.kind === 'refused') return;
        events.push(...decision.events);
        ({ ticket } = decision);
      };
      for (const [index, step] of steps.entries()) {
        now = instant(Math.max(now, step.now));
        if (index === edit) policy = after;
        tried(step.command);
        if (ticket.state.kind === 'solved' && index % 7 >= taken) {
          now = instant(now + index * 60_000);
          tried({ kind: 'unsolve', agentId: tierAgent(ticket.tier) });
        }
      }
      const life: EditedLife = { events, policy, now: instant(now + later) };
      return { ...life, [fc.toStringMethod]: () => JSON.stringify(events) };
    },
  );
}

function tierAgent(tier: string | undefined) {
  return agentId(tier === 'T3' ? 't3-eve' : tier === 'T2' ? 't2-cleo' : 't1-ada');
}

/** Working time between two moments, interval by interval: slow, and obviously right. */
export function walked({ starts, ends }: Calendar, from: Instant, to: Instant): number {
  let sum = 0;
  for (const [index, start] of starts.entries())
    sum += Math.max(0, Math.min(to, ends[index] ?? 0) - Math.max(from, start));
  return sum;
}
