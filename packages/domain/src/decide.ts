import { claim, push } from './claim.ts';
import type { Command } from './command.ts';
import type { TicketEvent } from './event.ts';
import { commentOnIssue, handToEngineering, unlinkIssue } from './hand-to-engineering.ts';
import { handOver } from './handover.ts';
import type { History } from './history.ts';
import { hold, resume } from './hold.ts';
import { engineeringFailed, issueChanged, issueFiled } from './issue-news.ts';
import { link, unlink } from './link.ts';
import { absorb, merge } from './merge.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { reply } from './reply.ts';
import { routeTicket } from './route-ticket.ts';
import { settle } from './settle.ts';
import { share } from './share.ts';
import { solve } from './solution.ts';
import { takeBack } from './take-back.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';
import { update } from './update.ts';

/**
 * What a command comes to: the events to record and the ticket that they make, or a refusal. No events means that there
 * is nothing to do (a late duplicate).
 */
export type Decision =
  | { readonly kind: 'decided'; readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | Refusal;

/**
 * Decides a command only if the ticket still is at this version (`seq`): for those who act on what they have read.
 * Refuses with `stale-version` otherwise, even where the command alone would be possible.
 */
export function decideAt(
  version: number,
  ticket: Ticket,
  command: Command,
  now: Instant,
  policy: Policy,
): Decision {
  return ticket.seq === version
    ? decide(ticket, command, now, policy)
    : refuse(
        'stale-version',
        `the ticket is at version ${ticket.seq}, the request was made on version ${version}`,
      );
}

/**
 * Decides a command. Pure: the same arguments give the same decision.
 * Warnings, breaches and closings that fell due until `now` are recorded first, so that the history is in order and
 * exact however late a timer fires.
 */
export function decide(ticket: Ticket, command: Command, now: Instant, policy: Policy): Decision {
  const history = settle({ ticket, events: [] }, now);
  const outcome = act(history, command, now, policy);
  // What falls due by the change itself, as when a shorter target is used up already, is recorded with it.
  return 'events' in outcome ? { kind: 'decided', ...settle(outcome, now) } : outcome;
}

function act(history: History, command: Command, now: Instant, policy: Policy): History | Refusal {
  const known = { history, now, policy };
  switch (command.kind) {
    case 'timer':
      return history;
    case 'route':
      return routeTicket({ ...known, command });
    case 'claim':
      return claim({ ...known, command });
    case 'push':
      return push({ ...known, command });
    case 'share':
      return share({ ...known, command });
    case 'reply':
      return reply({ ...known, command });
    case 'escalate':
    case 'de-escalate':
      return handOver({ ...known, command });
    case 'update':
      return update({ ...known, command });
    case 'hold':
      return hold({ ...known, command });
    case 'resume':
      return resume({ ...known, command });
    case 'solve':
      return solve({ ...known, command });
    case 'take-back':
      return takeBack({ ...known, command });
    case 'hand-to-engineering':
      return handToEngineering({ ...known, command });
    case 'unlink-issue':
      return unlinkIssue({ ...known, command });
    case 'comment-on-issue':
      return commentOnIssue({ ...known, command });
    case 'issue-filed':
      return issueFiled({ ...known, command });
    case 'engineering-failed':
      return engineeringFailed({ ...known, command });
    case 'issue-changed':
      return issueChanged({ ...known, command });
    case 'merge':
      return merge({ ...known, command });
    case 'absorb':
      return absorb({ ...known, command });
    case 'link':
      return link({ ...known, command });
    case 'unlink':
      return unlink({ ...known, command });
  }
}
