import { type Decision, decide, decideAt } from './decide.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/**
 * Merges one ticket into another: what happens to each, to be written together or not at all. The source ends; the
 * target goes on for both. Only tickets that are not merged themselves take part, so that as long as both are written
 * together, on the condition that neither changed, no circle of merged tickets can come to be.
 * With a version the source must still be at it.
 */
export function mergeTickets(
  source: Ticket,
  target: Ticket,
  by: { readonly agentId: AgentId; readonly version?: number },
  now: Instant,
  policy: Policy,
): readonly [source: Decision, target: Decision] {
  const { agentId, version } = by;
  const command = { kind: 'merge', agentId, into: target.id } as const;
  return [
    version === undefined
      ? decide(source, command, now, policy)
      : decideAt(version, source, command, now, policy),
    decide(target, { kind: 'absorb', agentId, merged: source }, now, policy),
  ];
}
