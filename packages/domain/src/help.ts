import type { Actor } from './actor.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { tierOf } from './staff.ts';
import { agentIn, illegal, isHolderOrContact, isOpen, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';
import type { Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** A question to another tier or to one colleague, while the ticket stays where it is. */
export interface HelpRequest {
  /** Number of the event that asked: names the request within its ticket. */
  readonly seq: number;
  readonly askedAt: Instant;
  readonly asker: AgentId;
  /** The tier that was asked, or the tier of the agent who was. */
  readonly tier: Tier;
  /** Only this agent was asked; absent: anybody of the tier. */
  readonly to?: AgentId;
  readonly question: string;
}

/** Open requests of one ticket: more than that is no question but a meeting. */
const MOST = 10;

/** The holder or the contact asks another tier, or one colleague. Tier, holder, clocks and moves stay as they are. */
export function askForHelp({ history, command, now, policy }: Step<'ask-help'>): History | Refusal {
  const { ticket } = history;
  const { agentId, asked, question } = command;
  if (!isOpen(ticket)) return illegal(ticket, 'asked about');
  if (!isHolderOrContact(ticket, agentId))
    return refuse('not-holder', `${agentId} neither holds this ticket nor is its contact`);
  const tier = asked.kind === 'tier' ? asked.tier : tierAsked(policy, asked.id, now);
  if (typeof tier !== 'string') return tier;
  if (ticket.help.length >= MOST)
    return refuse('help-limit', `${MOST} help requests of this ticket are open; withdraw one`);
  return record(history, { kind: 'agent', id: agentId }, now, {
    kind: 'help.asked',
    tier,
    ...(asked.kind === 'agent' && { to: asked.id }),
    question,
  });
}

/** Somebody who was asked answers, with an internal note. */
export function answerHelp({ history, command, now, policy }: Step<'answer-help'>): History | Refusal {
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  const request = openRequest(history.ticket, command.request);
  if ('kind' in request) return request;
  const wasAsked = request.to === undefined ? request.tier === tierOf(agent, now) : request.to === agent.id;
  if (!wasAsked) return refuse('not-asked', `${request.to ?? request.tier} was asked, not ${agent.id}`);
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'help.answered',
    request: request.seq,
    asker: request.asker,
    body: command.body,
  });
}

/** Whoever asked, or holds the ticket now, needs no answer any more. */
export function withdrawHelp({ history, command, now }: Step<'withdraw-help'>): History | Refusal {
  const { ticket } = history;
  const { agentId } = command;
  const request = openRequest(ticket, command.request);
  if ('kind' in request) return request;
  if (request.asker !== agentId && !isHolderOrContact(ticket, agentId))
    return refuse('not-holder', `${agentId} did not ask, nor holds this ticket`);
  const actor: Actor = { kind: 'agent', id: agentId };
  return record(history, actor, now, { kind: 'help.withdrawn', request: request.seq });
}

function openRequest(ticket: Ticket, seq: number): HelpRequest | Refusal {
  return (
    ticket.help.find((request) => request.seq === seq) ??
    refuse('unknown-help-request', `the ticket has no open help request ${seq}`)
  );
}

function tierAsked(policy: Policy, id: AgentId, now: Instant): Tier | Refusal {
  const agent = agentIn(policy, id, now);
  return 'kind' in agent ? agent : tierOf(agent, now);
}
