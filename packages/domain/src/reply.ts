import type { Actor } from './actor.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { pauseClock, reopenClock, resumeClock, type SlaClocks, stopClock } from './sla-clock.ts';
import { notInHandsOf, type Step } from './step.ts';
import { allStepped, stepped, tierClock } from './ticket-clocks.ts';
import type { Instant } from './time.ts';

/** A message: whose it is decides who may see it and what it does to the ticket. */
export function reply(step: Step<'reply'>): History | Refusal {
  const { history, command, now } = step;
  const { author, body } = command;
  switch (author.kind) {
    case 'requester':
      return customerReply(step, author);
    case 'engineer':
    case 'system':
      return command.visibility === 'public'
        ? refuse('support-is-the-contact', 'only support writes to the customer; add an internal note')
        : say(history, author, now, { visibility: 'internal', body, clocks: {} });
    case 'agent':
      return agentReply(step, author);
  }
}

/** A public message of support: the first one keeps the promise of a first response. */
export function answer(history: History, author: Actor, now: Instant, policy: Policy, body: string): History {
  const clock = history.ticket.clocks.firstResponse;
  const clocks = clock === undefined ? {} : { firstResponse: stepped(clock, stopClock, now, policy) };
  return say(history, author, now, { visibility: 'public', body, clocks });
}

function customerReply({ history, command, now, policy }: Step<'reply'>, author: Actor): History {
  const said = say(history, author, now, { visibility: 'public', body: command.body, clocks: {} });
  const { state, clocks, tier } = history.ticket;
  switch (state.kind) {
    case 'pending':
      return record(said, author, now, {
        kind: 'ticket.resumed',
        clocks: allStepped(clocks, resumeClock, now, policy),
      });
    case 'solved':
      // The customer's promise runs on with what was spent; the tier's target is fresh, as it is for every stay.
      return record(said, author, now, {
        kind: 'ticket.reopened',
        clocks: {
          ...(clocks.resolution && { resolution: stepped(clocks.resolution, reopenClock, now, policy) }),
          ...(tier && { tier: tierClock(tier, now, policy) }),
        },
      });
    case 'new':
    case 'waiting':
    case 'working':
      return said;
  }
}

function agentReply(
  { history, command, now, policy }: Step<'reply'>,
  author: Extract<Actor, { kind: 'agent' }>,
): History | Refusal {
  const { body, visibility, ask } = command;
  if (!policy.agents.has(author.id)) return refuse('unknown-agent', `no agent ${author.id} in the policy`);
  if (visibility === 'internal') return say(history, author, now, { visibility, body, clocks: {} });
  const refusal = notInHandsOf(history.ticket, author.id, 'answered');
  if (refusal !== undefined) return refusal;
  const said = answer(history, author, now, policy, body);
  if (!ask) return said;
  return record(said, author, now, {
    kind: 'ticket.pended',
    clocks: allStepped(said.ticket.clocks, pauseClock, now, policy),
  });
}

function say(
  history: History,
  author: Actor,
  now: Instant,
  message: {
    readonly visibility: 'public' | 'internal';
    readonly body: string;
    readonly clocks: SlaClocks;
  },
): History {
  return record(history, author, now, { kind: 'message.added', ...message });
}
