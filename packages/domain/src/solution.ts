import type { Actor } from './actor.ts';
import { namedState } from './custom-state.ts';
import { missingToSolve } from './field.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { answer } from './reply.ts';
import { cancelClock, stopClock } from './sla-clock.ts';
import { notInHandsOf, type Step } from './step.ts';
import { allStepped } from './ticket-clocks.ts';
import { type Instant, instant } from './time.ts';

/** The holder closes the case, with a last public answer where there is one. */
export function solve({ history, command, now, policy }: Step<'solve'>): History | Refusal {
  const refusal = notInHandsOf(history.ticket, command.agentId, 'solved');
  if (refusal !== undefined) return refusal;
  const missing = missingToSolve(policy.fields, history.ticket.fields);
  if (missing.length > 0)
    return refuse('missing-fields', `before it is solved, the ticket needs ${missing.join(', ')}`);
  const state = namedState(policy, 'solved', command.as);
  if ('code' in state) return state;
  const actor: Extract<Actor, { kind: 'agent' }> = { kind: 'agent', id: command.agentId };
  const said =
    command.answer === undefined
      ? history
      : answer(history, actor, now, policy, { body: command.answer, as: 'solution' });
  return closeCase(said, command.agentId, now, policy, state);
}

/**
 * Records the solution. With `by` it is of a ticket in whosoever's hands or in none, as when an incident solves all that
 * is attached to it. An incident that is solved lets go what waits for it.
 */
export function closeCase(
  history: History,
  agentId: AgentId,
  now: Instant,
  policy: Policy,
  how: { readonly as?: string; readonly by?: AgentId },
): History {
  const actor: Actor = { kind: 'agent', id: agentId };
  const { resolution, tier, supplier, ...answers } = history.ticket.clocks;
  const kept = { ...(resolution && { resolution }), ...(tier && { tier }), ...(supplier && { supplier }) };
  const solved = record(history, actor, now, {
    kind: 'ticket.solved',
    closeAt: instant(now + policy.life.closeAfter),
    ...how,
    clocks: {
      ...allStepped(kept, stopClock, now, policy),
      // Solving is no answer: one that nobody gave is neither in time nor late, its promise just ends.
      ...allStepped(answers, cancelClock, now, policy),
    },
  });
  if (solved.ticket.incident === undefined) return solved;
  return record(solved, actor, now, { kind: 'incident.updated', effect: 'release' });
}
