import { createHash } from 'node:crypto';

import { type TicketView, viewOf, viewOfActor, viewOfEvent } from '@tierline/contracts';
import {
  type Agent,
  type AgentId,
  type Command,
  decide,
  decideAt,
  followUp,
  type Policy,
  type Ticket,
  type TicketEvent,
  type TicketId,
} from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import type { Ticketing } from '@tierline/service';
import { type ChangeOutcome, historyOf, type Idempotency, listTickets } from '@tierline/store';

import { deliveryHandlers } from './delivery-handlers.ts';
import { createHeardOf } from './heard-of.ts';
import type { IntakeMetrics } from './metrics.ts';
import type { Handlers } from './mount.ts';
import { ProblemError, refused } from './problems.ts';

export interface HandlerOptions {
  readonly ticketing: Ticketing;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly metrics: IntakeMetrics;
}

/** What a client may say of a change: the version that it is made on, and a key under which it is made once. */
interface ChangeHeaders {
  readonly 'if-match'?: number;
  readonly 'idempotency-key'?: string;
}

interface TicketAnswer {
  readonly body: TicketView;
  readonly headers: Readonly<Record<string, string>>;
}

/** What each route does. Every change goes through the store's one way of changing a ticket. */
export function createHandlers({ ticketing, policy, clock, metrics }: HandlerOptions): Handlers {
  const { database, store, claimNext } = ticketing;
  const agents = {
    items: [...policy.agents.values()].map(({ id, name, tier, capacity }) => ({ id, name, tier, capacity })),
  };

  const heardOf = createHeardOf(database, clock);

  function knownAgent(id: AgentId): Agent {
    const agent = policy.agents.get(id);
    if (agent === undefined) throw new ProblemError('unknown-agent', `no agent ${id} in the policy`);
    return agent;
  }

  /** Carries out a command; with a key, once for this ticket and kind of command. */
  function decided(
    id: TicketId,
    headers: ChangeHeaders,
    kind: Command['kind'],
    command: (customer: string) => Command,
  ): Promise<ChangeOutcome> {
    const { 'if-match': version, 'idempotency-key': key } = headers;
    return store.change(
      id,
      (ticket) => {
        const asked = command(ticket.requester);
        return version === undefined
          ? decide(ticket, asked, clock.now(), policy)
          : decideAt(version, ticket, asked, clock.now(), policy);
      },
      // What is asked of whichever ticket it is; the customer of a reply is the ticket's.
      key === undefined ? undefined : keyed(`${kind} ${id}`, key, command('')),
    );
  }

  async function change(
    id: TicketId,
    headers: ChangeHeaders,
    command: Extract<Command, { readonly agentId: AgentId }>,
  ): Promise<TicketAnswer> {
    await heardOf(knownAgent(command.agentId).id);
    return answered(id, await decided(id, headers, command.kind, () => command));
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
      const { body: view, headers: said } = shown(ticket, repeated);
      return { body: view, headers: { ...said, Location: `/v1/tickets/${ticket.id}` } };
    },
    listTickets: async ({ query }) => {
      const items = (await listTickets(database, query)).map(viewOf);
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return { body: { items, ...(last && { nextCursor: last.id }) } };
    },
    readTicket: async ({ params: { id } }) => {
      const [ticket] = await store.read([id]);
      if (ticket === undefined) throw unknownTicket(id);
      return shown(ticket);
    },
    listMessages: async ({ params: { id } }) => {
      const history = await historyOf(database, id);
      if (history === undefined) throw unknownTicket(id);
      return { body: { items: history.flatMap(messagesOf) } };
    },
    listEvents: async ({ params: { id } }) => {
      const history = await historyOf(database, id);
      if (history === undefined) throw unknownTicket(id);
      return { body: { items: history.map(viewOfEvent) } };
    },
    reply: async ({ params: { id }, headers, body: { author, visibility, body, ask } }) => {
      if (author.kind !== 'agent' && ask) {
        throw new ProblemError('invalid-request', 'ask: only an agent asks the customer', [
          { field: 'ask', message: 'only an agent asks the customer' },
        ]);
      }
      if (author.kind === 'agent') await heardOf(knownAgent(author.id).id);
      const outcome = await decided(id, headers, 'reply', (customer) => ({
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
        return shown(await followUpTo(id, body));
      }
      return answered(id, outcome);
    },
    escalate: async ({ params: { id }, headers, body: { agent, to, note } }) =>
      change(id, headers, { kind: 'escalate', agentId: agent, note, ...(to !== undefined && { to }) }),
    deEscalate: async ({ params: { id }, headers, body: { agent, to, note } }) =>
      change(id, headers, { kind: 'de-escalate', agentId: agent, note, ...(to !== undefined && { to }) }),
    hold: async ({ params: { id }, headers, body: { agent, waitsFor } }) =>
      change(id, headers, { kind: 'hold', agentId: agent, waitsFor }),
    resume: async ({ params: { id }, headers, body: { agent } }) =>
      change(id, headers, { kind: 'resume', agentId: agent }),
    solve: async ({ params: { id }, headers, body: { agent, answer } }) =>
      change(id, headers, { kind: 'solve', agentId: agent, ...(answer !== undefined && { answer }) }),
    listAgents: async () => ({ body: agents }),
    claimNext: async ({ params, headers }) => {
      const agent = knownAgent(params.agent);
      await heardOf(agent.id);
      const key = headers['idempotency-key'];
      const request = key === undefined ? undefined : keyed(`claim ${agent.id}`, key, {});
      const outcome = await claimNext(agent, clock.now(), request);
      if (outcome === undefined) return {};
      if (outcome.kind === 'refused') throw refused(outcome);
      return shown(outcome.ticket, outcome.repeated);
    },
    heartbeat: async ({ params }) => {
      await heardOf(knownAgent(params.agent).id);
      return { body: { agent: params.agent } };
    },
    ...deliveryHandlers(database),
  };
}

/** The changed ticket; throws the problem where there is none. */
function answered(id: TicketId, outcome: ChangeOutcome): TicketAnswer {
  if (outcome.kind === 'unknown') throw unknownTicket(id);
  if (outcome.kind === 'refused') throw refused(outcome);
  return shown(outcome.ticket, outcome.kind === 'repeated');
}

/** A ticket with its version as the ETag, and whether the request was carried out before. */
function shown(ticket: Ticket, repeated = false): TicketAnswer {
  return {
    body: viewOf(ticket),
    headers: { ETag: `"${ticket.seq}"`, ...(repeated && { 'Idempotent-Replayed': 'true' }) },
  };
}

/** A client's key in the scope of what it asks for, so that keys of different requests never meet. */
function keyed(scope: string, key: string, request: object): Idempotency {
  return { key: `${scope} ${key}`, fingerprint: fingerprint(request) };
}

function unknownTicket(id: TicketId): ProblemError {
  return new ProblemError('unknown-ticket', `no ticket ${id}`);
}

/** The same for the same request, whatever the order or the defaults of its fields. */
function fingerprint(body: object): string {
  // Parsing put the fields in the schema's order and the defaults in.
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

function messagesOf(event: TicketEvent) {
  const said = { seq: event.seq, at: new Date(event.at).toISOString(), author: viewOfActor(event.actor) };
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
