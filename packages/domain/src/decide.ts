import { addFile } from './attachment.ts';
import { claim, push } from './claim.ts';
import type { Command } from './command.ts';
import { handContact } from './contact.ts';
import type { TicketEvent } from './event.ts';
import { commentOnIssue, handToEngineering, unlinkIssue } from './hand-to-engineering.ts';
import { handOver } from './handover.ts';
import { answerHelp, askForHelp, withdrawHelp } from './help.ts';
import type { History } from './history.ts';
import { hold, resume } from './hold.ts';
import { attach, declareIncident, detach, reach, spread, updateAttached } from './incident.ts';
import { engineeringFailed, issueChanged, issueFiled } from './issue-news.ts';
import { link, unlink } from './link.ts';
import { absorb, merge } from './merge.ts';
import type { Policy } from './policy.ts';
import { reassign } from './reassign.ts';
import { caughtUp } from './recompute.ts';
import { type Refusal, refuse } from './refusal.ts';
import { reply } from './reply.ts';
import { routeTicket } from './route-ticket.ts';
import { settle } from './settle.ts';
import { share } from './share.ts';
import { solve } from './solution.ts';
import type { Step } from './step.ts';
import { takeBack } from './take-back.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';
import { unsolve } from './unsolve.ts';
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
 * The promises are first brought up to the policy in force, then what fell due until `now` (warnings, breaches, steps of
 * ladders, the closing) is recorded, so that the history is in order and exact however late a timer fires.
 */
export function decide(ticket: Ticket, command: Command, now: Instant, policy: Policy): Decision {
  const upToNow = (history: History) => settle(caughtUp(history, now, policy), now, policy);
  const history = upToNow({ ticket, events: [] });
  const outcome = act(history, command, now, policy);
  // What falls due by the change itself, as when a shorter target is used up already, is recorded with it; and what runs
  // again, as when a case is opened anew, is promised as the policy in force promises it.
  return 'events' in outcome ? { kind: 'decided', ...upToNow(outcome) } : outcome;
}

/** What each command comes to, once what fell due is recorded. */
const STEPS: { readonly [K in Command['kind']]: (step: Step<K>) => History | Refusal } = {
  timer: ({ history }) => history,
  route: routeTicket,
  claim,
  push,
  share,
  reply,
  escalate: handOver,
  'de-escalate': handOver,
  'add-file': addFile,
  update,
  reassign,
  'hand-contact': handContact,
  'ask-help': askForHelp,
  'answer-help': answerHelp,
  'withdraw-help': withdrawHelp,
  hold,
  resume,
  solve,
  unsolve,
  'take-back': takeBack,
  'hand-to-engineering': handToEngineering,
  'unlink-issue': unlinkIssue,
  'comment-on-issue': commentOnIssue,
  'issue-filed': issueFiled,
  'engineering-failed': engineeringFailed,
  'issue-changed': issueChanged,
  merge,
  absorb,
  'declare-incident': declareIncident,
  attach,
  detach,
  'update-attached': updateAttached,
  reach,
  'incident-spread': spread,
  link,
  unlink,
};

function act(history: History, command: Command, now: Instant, policy: Policy): History | Refusal {
  // Each step takes the command of its kind: the one place where types cannot follow.
  const step = STEPS[command.kind] as (step: Step<Command['kind']>) => History | Refusal;
  return step({ history, command, now, policy });
}
