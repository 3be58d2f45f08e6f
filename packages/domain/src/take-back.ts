import { type History, record } from './history.ts';
import type { Step } from './step.ts';

/** A ticket goes back to its queue from an agent who fell silent; one that has left that agent's hands is left alone. */
export function takeBack({ history, command, now }: Step<'take-back'>): History {
  const { state } = history.ticket;
  if (state.kind !== 'working' || state.holder !== command.holder) return history;
  return record(history, command.by, now, { kind: 'ticket.taken-back', holder: command.holder });
}
