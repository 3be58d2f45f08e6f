import { createHash } from 'node:crypto';

import { type TicketView, viewOf } from '@tierline/contracts';
import {
  type Actor,
  type Command,
  decide,
  followUp,
  type Policy,
  type Ticket,
  type TicketEvent,
  type TicketId,
} from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import type { Ticketing } from '@tierline/service';
import { type ChangeOutcome, historyOf, listTickets } from '@tierline/store';

import type { IntakeMetrics } from './metrics.ts';
import type { Handlers } from './mount.ts';
import { ProblemError, refused } from './problems.ts';

export interface HandlerOptions {
  readonly ticketing: Ticketing;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly metrics: IntakeMetrics;
}

/** What each route does. Every change goes through the store's one way of changing a ticket. */
export function createHandlers({ ticketing, policy, clock, metrics }: HandlerOptions): Handlers {
  const { database, store, claimNext } = ticketing;
  const agents = {
    items: [...policy.agents.values()].map(({ id, name, tier, capacity }) => ({ id, name, tier, capacity })),
  };

  const decided = (id: TicketId, command: (customer: string) => Command) =>
    store.change(id, (ticket) => decide(ticket, command(ticket.requester), clock.now(), policy));

  async function change(id: TicketId, command: Command): Promise<{ body: TicketView }> {
    return answered(id, await decided(id, () => command));
  }

  /** One follow-up per closed ticket and text, however often the customer's message arrives. */
  async function followUpTo(id: TicketId, text: string): Promise<Ticket> {
    const [closed] = await store.read([id]);
    if (closed === undefined) throw unknownTicket(id);
    // With a space, which no client's key can have.
    const key = `follow-up ${id} ${fingerprint({ text })}`;
    const { ticket, repeated } = await store.create(followUp(closed, text), clock.now(), {
      key,
      fingerprint: key,
    });
    metrics.created({ channel: ticket.channel, priority: ticket.priority, repeated });
    return ticket;
  }

  return {
    createTicket: async ({ body, headers }) => {
      const key = headers['idempotency-key'];
      const idempotency = key === undefined ? undefined : { key, fingerprint: fingerprint(body) };
      const { ticket, repeated } = await store.create(body, clock.now(), idempotency);
      metrics.created({ channel: ticket.channel, priority: ticket.priority, repeated });
      return {
        body: viewOf(ticket),
        headers: { Location: `/v1/tickets/${ticket.id}`, ...(repeated && { 'Idempotent-Replayed': 'true' }) },
      };
    },
    listTickets: async ({ query }) => {
      const items = (await listTickets(database, query)).map(viewOf);
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return { body: { items, ...(last && { nextCursor: last.id }) } };
    },
    readTicket: async ({ params: { id } }) => {
      const [ticket] = await store.read([id]);
      if (ticket === undefined) throw unknownTicket(id);
      return { body: viewOf(ticket) };
    },
    listMessages: async ({ params: { id } }) => {
      const history = await historyOf(database, id);
      if (history === undefined) throw unknownTicket(id);
      return { body: { items: history.flatMap(messagesOf) } };
    },
    reply: async ({ params: { id }, body: { author, visibility, body, ask } }) => {
      if (author.kind !== 'agent' && ask) {
        throw new ProblemError('invalid-request', 'ask: only an agent asks the customer', [
          { field: 'ask', message: 'only an agent asks the customer' },
        ]);
      }
      const outcome = await decided(id, (customer) => ({
        kind: 'reply',
        author: author.kind === 'requester' ? { kind: 'requester', id: customer } : author,
        visibility,
        body,
        ask,
      }));
      if (
        outcome.kind === 'refused' &&
        outcome.code === 'closed' &&
        policy.life.replyToClosed === 'follow-up'
      ) {
        return { body: viewOf(await followUpTo(id, body)) };
      }
      return answered(id, outcome);
    },
    escalate: async ({ params: { id }, body: { agent, to, note } }) =>
      change(id, { kind: 'escalate', agentId: agent, note, ...(to !== undefined && { to }) }),
    deEscalate: async ({ params: { id }, body: { agent, to, note } }) =>
      change(id, { kind: 'de-escalate', agentId: agent, note, ...(to !== undefined && { to }) }),
    hold: async ({ params: { id }, body: { agent, waitsFor } }) =>
      change(id, { kind: 'hold', agentId: agent, waitsFor }),
    resume: async ({ params: { id }, body: { agent } }) => change(id, { kind: 'resume', agentId: agent }),
    solve: async ({ params: { id }, body: { agent, answer } }) =>
      change(id, { kind: 'solve', agentId: agent, ...(answer !== undefined && { answer }) }),
    listAgents: async () => ({ body: agents }),
    claimNext: async ({ params }) => {
      const agent = policy.agents.get(params.agent);
      if (agent === undefined)
        throw new ProblemError('unknown-agent', `no agent ${params.agent} in the policy`);
      const outcome = await claimNext(agent, clock.now());
      if (outcome === undefined) return {};
      if ('kind' in outcome) throw refused(outcome);
      return { body: viewOf(outcome) };
    },
  };
}

/** The changed ticket; throws the problem where there is none. */
function answered(id: TicketId, outcome: ChangeOutcome): { body: TicketView } {
  if (outcome.kind === 'unknown') throw unknownTicket(id);
  if (outcome.kind === 'refused') throw refused(outcome);
  return { body: viewOf(outcome.ticket) };
}

function unknownTicket(id: TicketId): ProblemError {
  return new ProblemError('unknown-ticket', `no ticket ${id}`);
}

/** The same for the same request, whatever the order or the defaults of its fields. */
function fingerprint(body: Readonly<Record<string, unknown>>): string {
  // Parsing put the fields in the schema's order and the defaults in.
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

function messagesOf(event: TicketEvent) {
  const said = { seq: event.seq, at: new Date(event.at).toISOString(), author: authorOf(event.actor) };
  switch (event.kind) {
    case 'ticket.opened':
      return [{ ...said, visibility: 'public' as const, body: event.description }];
    case 'message.added':
      return [{ ...said, visibility: event.visibility, body: event.body }];
    case 'ticket.escalated':
    case 'ticket.de-escalated': {
      const { seen, tried, why } = event.note;
      return [
        {
          ...said,
          visibility: 'internal' as const,
          body: `${event.from} to ${event.to}\nSeen: ${seen}\nTried: ${tried}\nWhy: ${why}`,
        },
      ];
    }
    default:
      return [];
  }
}

function authorOf(actor: Actor) {
  return actor.kind === 'system' ? { kind: actor.kind, id: actor.name } : { kind: actor.kind, id: actor.id };
}
