import type { Actor } from './actor.ts';
import { notAttached } from './attachment.ts';
import { contactBegun, contactToTell } from './contact.ts';
import { namedState } from './custom-state.ts';
import { type History, record } from './history.ts';
import { resumedClocks } from './hold.ts';
import type { AgentId } from './ids.ts';
import { isMerged } from './merge.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { clocksAfterRequest, clocksAfterResponse } from './response-clocks.ts';
import { reopenClock, type SlaClocks } from './sla-clock.ts';
import type { ResponseKind } from './sla-policy.ts';
import { agentIn, notInHandsOf, notToAnswer, type Step } from './step.ts';
import { clocksIn, stepped, tierClock } from './ticket-clocks.ts';
import type { Instant } from './time.ts';

/** A message: whose it is decides who may see it and what it does to the ticket. */
export function reply(step: Step<'reply'>): History | Refusal {
  const { history, command, now } = step;
  const { author, visibility } = command;
  const elsewhere =
    isMerged(history.ticket) ?? notAttached(history.ticket, command.attachments ?? [], visibility);
  if (elsewhere !== undefined) return elsewhere;
  switch (author.kind) {
    case 'requester':
      return customerReply(step, author);
    case 'engineer':
    case 'manager':
    case 'system':
      return visibility === 'public'
        ? refuse('support-is-the-contact', 'only support writes to the customer; add an internal note')
        : say(history, author, now, { ...written(command), visibility: 'internal', clocks: {} });
    case 'agent':
      return agentReply(step, author);
  }
}

/** A public message of support: it keeps the promises of an answer where it counts as one. */
export function answer(
  history: History,
  author: Extract<Actor, { kind: 'agent' }>,
  now: Instant,
  policy: Policy,
  { as, ...message }: Written & { readonly as: ResponseKind },
): History {
  const clocks = clocksAfterResponse(history.ticket, as, now, policy);
  const contact = contactBegun(history.ticket, author.id, 'first-answer', policy);
  return say(history, author, now, { ...message, visibility: 'public', ...contact, clocks });
}

function customerReply(step: Step<'reply'>, author: Actor): History | Refusal {
  const { history, command, now, policy } = step;
  const said = say(history, author, now, {
    ...written(command),
    visibility: 'public',
    clocks: clocksAfterRequest(history.ticket, now, policy),
  });
  switch (history.ticket.state.kind) {
    case 'pending':
    case 'on-hold':
      return record(said, author, now, {
        kind: 'ticket.resumed',
        clocks: resumedClocks(said.ticket.clocks, now, policy),
      });
    case 'solved':
      return reopen(said, author, now, policy);
    case 'closed':
      return policy.life.replyToClosed === 'reopen'
        ? reopen(said, author, now, policy)
        : refuse('closed', 'the case is closed; open another ticket');
    case 'new':
    case 'waiting':
    case 'working':
      return said;
  }
}

/** The customer's promise runs on with what was spent; the tier's target is fresh, as it is for every stay. */
function reopen(history: History, author: Actor, now: Instant, policy: Policy): History {
  const { clocks, tier } = history.ticket;
  return record(history, author, now, {
    kind: 'ticket.reopened',
    clocks: {
      ...(clocks.resolution && { resolution: stepped(clocks.resolution, reopenClock, now, policy) }),
      ...(tier && { tier: tierClock(tier, history.ticket, now, policy) }),
    },
  });
}

function agentReply(
  { history, command, now, policy }: Step<'reply'>,
  author: Extract<Actor, { kind: 'agent' }>,
): History | Refusal {
  const { visibility, ask, as } = command;
  const agent = agentIn(policy, author.id, now);
  if ('kind' in agent) return agent;
  if (visibility === 'internal')
    return say(history, author, now, { ...written(command), visibility, clocks: {} });
  const refusal = ask
    ? notInHandsOf(history.ticket, author.id, 'answered')
    : notToAnswer(history.ticket, author.id, 'answered');
  if (refusal !== undefined) return refusal;
  const state = namedState(policy, 'pending', as);
  if ('code' in state) return state;
  const said = answer(history, author, now, policy, { ...written(command), as: ask ? 'question' : 'reply' });
  if (!ask) return said;
  return record(said, author, now, {
    kind: 'ticket.pended',
    ...state,
    clocks: clocksIn(said.ticket.clocks, 'pending', now, policy),
  });
}

/** What somebody wrote, and the files to which it refers. */
interface Written {
  readonly body: string;
  readonly attachments?: readonly string[];
}

function written({ body, attachments = [] }: Written): Written {
  return { body, ...(attachments.length > 0 && { attachments }) };
}

function say(
  history: History,
  author: Actor,
  now: Instant,
  message: Written & {
    readonly visibility: 'public' | 'internal';
    readonly contact?: AgentId;
    readonly clocks: SlaClocks;
  },
): History {
  const notifies = message.visibility === 'internal' ? contactToTell(history.ticket, author) : {};
  return record(history, author, now, { kind: 'message.added', ...message, ...notifies });
}
