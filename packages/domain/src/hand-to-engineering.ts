import type { Actor } from './actor.ts';
import { isUnderWay } from './engineering.ts';
import { type History, record } from './history.ts';
import { backInQueue, putOnHold } from './hold.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { tierOf } from './staff.ts';
import { agentIn, notInHandsOf, type Step } from './step.ts';
import type { Instant } from './time.ts';

/** The holder, of T3, hands the ticket to engineering as a tracked issue; it then waits for engineering. */
export function handToEngineering({
  history,
  command,
  now,
  policy,
}: Step<'hand-to-engineering'>): History | Refusal {
  const { ticket } = history;
  const { agentId, tracker, as } = command;
  const refusal = notInHandsOf(ticket, agentId, 'handed to engineering');
  if (refusal !== undefined) return refusal;
  if (ticket.tier !== 'T3') return onlyT3(`the ticket is on ${ticket.tier ?? 'no tier yet'}`);
  if (!policy.trackers.has(tracker)) return refuse('unknown-tracker', `no tracker ${tracker} in the policy`);
  if (ticket.engineering !== undefined && isUnderWay(ticket.engineering)) {
    const { issue, tracker: there } = ticket.engineering;
    return refuse(
      'already-in-engineering',
      `${issue === undefined ? 'an issue to be filed' : issue.key} in ${there} is not done; put the ticket on hold for it, or unlink it first`,
    );
  }
  const actor: Actor = { kind: 'agent', id: agentId };
  const handed = record(
    history,
    actor,
    now,
    as.kind === 'link'
      ? { kind: 'issue.linked', tracker, issue: { key: as.key } }
      : { kind: 'engineering.requested', tracker, title: as.title, body: as.body },
  );
  return putOnHold(handed, actor, now, policy, { waitsFor: 'engineering' });
}

/** Somebody of T3 takes the ticket back from engineering; if it waits for that, it waits no longer. */
export function unlinkIssue({ history, command, now, policy }: Step<'unlink-issue'>): History | Refusal {
  const notT3 = notOfT3(policy, command.agentId, now);
  if (notT3 !== undefined) return notT3;
  const { engineering } = history.ticket;
  if (engineering === undefined || (engineering.issue === undefined && engineering.state !== 'requested'))
    return refuse('no-issue', 'the ticket has nothing to do with an issue');
  const actor: Actor = { kind: 'agent', id: command.agentId };
  return wokenUp(record(history, actor, now, { kind: 'issue.unlinked' }), actor, now, policy);
}

/** Somebody of T3 writes to the engineers, on their issue. */
export function commentOnIssue({
  history,
  command,
  now,
  policy,
}: Step<'comment-on-issue'>): History | Refusal {
  const notT3 = notOfT3(policy, command.agentId, now);
  if (notT3 !== undefined) return notT3;
  const { engineering } = history.ticket;
  if (engineering?.issue === undefined)
    return refuse('no-issue', 'the ticket has no issue that could be commented on');
  const { tracker, issue } = engineering;
  return record(history, { kind: 'agent', id: command.agentId }, now, {
    kind: 'engineering.commented',
    tracker,
    issue,
    body: command.body,
  });
}

/** A ticket that waits for engineering goes back into its queue; any other stays where it is. */
export function wokenUp(history: History, actor: Actor, now: Instant, policy: Policy): History {
  const { state } = history.ticket;
  return state.kind === 'on-hold' && state.waitsFor === 'engineering'
    ? backInQueue(history, actor, now, policy)
    : history;
}

function notOfT3(policy: Policy, id: AgentId, now: Instant): Refusal | undefined {
  const agent = agentIn(policy, id, now);
  if ('kind' in agent) return agent;
  const tier = tierOf(agent, now);
  return tier === 'T3' ? undefined : onlyT3(`${id} works on ${tier}`);
}

function onlyT3(why: string): Refusal {
  return refuse('only-t3', `only T3 works with engineering, and ${why}`);
}
