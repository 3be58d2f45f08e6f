import { type History, record } from './history.ts';
import { type Refusal, refuse } from './refusal.ts';
import { notInHandsOf, type Step } from './step.ts';
import { tierClock } from './ticket-clocks.ts';
import { compareTiers, tierAbove } from './tier.ts';

/** The holder hands the ticket over to a higher tier, with what that must know, as often as the policy allows. */
export function escalate({ history, command, now, policy }: Step<'escalate'>): History | Refusal {
  const { ticket } = history;
  const refusal = notInHandsOf(ticket, command.agentId, 'escalated');
  if (refusal !== undefined) return refusal;
  const from = ticket.tier;
  const to = command.to ?? (from && tierAbove(from));
  if (from === undefined || to === undefined) {
    return refuse('not-a-higher-tier', `no tier is above ${from ?? 'an unrouted ticket'}`);
  }
  if (compareTiers(to, from) <= 0) return refuse('not-a-higher-tier', `${to} is not above ${from}`);
  if (ticket.escalations >= policy.maxEscalations) {
    return refuse(
      'escalation-limit',
      `the ticket was escalated ${ticket.escalations} times, the policy allows ${policy.maxEscalations}`,
    );
  }
  return record(history, { kind: 'agent', id: command.agentId }, now, {
    kind: 'ticket.escalated',
    from,
    to,
    note: command.note,
    clocks: { tier: tierClock(to, now, policy) },
  });
}
