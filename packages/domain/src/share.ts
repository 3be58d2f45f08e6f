import { type History, record } from './history.ts';
import type { Step } from './step.ts';
import { helpersOf } from './team.ts';

/**
 * A ticket that has waited long enough, or whose team is closed, is shown to the teams that help. Where that is done
 * already, or is not due, nothing changes.
 */
export function share({ history, command, now, policy }: Step<'share'>): History {
  const { state, team: id, sharedWith = [] } = history.ticket;
  const team = id && policy.teams.get(id);
  if (state.kind !== 'waiting' || !team) return history;
  const more = helpersOf(team, state.since, now, policy).filter((helper) => !sharedWith.includes(helper));
  if (more.length === 0) return history;
  return record(history, command.by, now, { kind: 'ticket.shared', sharedWith: [...sharedWith, ...more] });
}
