import type { Actor } from './actor.ts';
import type { Mover } from './command.ts';
import { type Refusal, refuse } from './refusal.ts';
import { illegal, notInHandsOf } from './step.ts';
import type { Ticket } from './ticket.ts';

/**
 * Why somebody may not move the ticket, if so; `done` is what was asked, as in "cannot be escalated". An agent moves what
 * is in hand, as often as the policy allows. A manager moves a ticket that waits for that decision, in whosever hands or
 * in the queue, and however often it was moved: otherwise nobody could.
 */
export function notToMove(ticket: Ticket, mover: Mover, done: string): Refusal | undefined {
  if ('agentId' in mover) return notInHandsOf(ticket, mover.agentId, done);
  if (ticket.state.kind !== 'working' && ticket.state.kind !== 'waiting') return illegal(ticket, done);
  if (ticket.needsManagerSince === undefined)
    return refuse('no-manager-needed', 'the ticket waits for no decision of a manager');
  return undefined;
}

export function actorOf(mover: Mover): Actor {
  return 'agentId' in mover ? { kind: 'agent', id: mover.agentId } : { kind: 'manager', id: mover.manager };
}
