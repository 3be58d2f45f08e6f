import { notOnTierOf } from './assignment.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { clockCalendar } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { CLOCK_NAMES, type SlaClock, type SlaClocks, unstopClock } from './sla-clock.ts';
import { agentIn, illegal, type Step } from './step.ts';
import type { Instant } from './time.ts';

/**
 * An agent takes back a solution that was none: the ticket goes back into its queue, and the promises that the solution
 * ended count on as if it had not been, the time since included. So nobody wins time by solving too early. A closed ticket
 * stays closed.
 */
export function unsolve({ history, command, now, policy }: Step<'unsolve'>): History | Refusal {
  const { ticket } = history;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (ticket.state.kind !== 'solved') return illegal(ticket, 'taken back as solved by mistake');
  const elsewhere = notOnTierOf(agent, ticket, now);
  if (elsewhere !== undefined) return elsewhere;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.reopened',
    mistake: true,
    clocks: unstopped(ticket.clocks, ticket.state.since, policy),
  });
}

function unstopped(clocks: SlaClocks, solvedAt: Instant, policy: Policy): SlaClocks {
  return CLOCK_NAMES.reduce<SlaClocks>((changed, name) => {
    const clock = clocks[name];
    if (clock === undefined || name === 'supplier' || !endedBySolution(clock, name, solvedAt)) return changed;
    return { ...changed, [name]: unstopClock(clock, clockCalendar(policy, clock.calendar)) };
  }, {});
}

/** An answer that was given with the solution was given; the promises of the case itself were ended by it. */
function endedBySolution(clock: SlaClock, name: keyof SlaClocks, solvedAt: Instant): boolean {
  if (clock.state !== 'stopped' || clock.at !== solvedAt) return false;
  return clock.outcome === 'cancelled' || name === 'resolution' || name === 'tier';
}
