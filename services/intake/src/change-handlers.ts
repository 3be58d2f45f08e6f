import { type Caller, fieldFaults, type ROUTES } from '@tierline/contracts';
import { type Command, decide, followUp, type Ticket, type TicketId } from '@tierline/domain';
import { type ChangeOutcome, endOfMerges } from '@tierline/store';
import type { z } from 'zod';

import type { AgentDesk } from './agent-desk.ts';
import type { ChangeHeaders } from './change-headers.ts';
import type { Changes } from './changes.ts';
import type { HandlerOptions } from './handler-options.ts';
import { fingerprint, keyed } from './idempotency.ts';
import { addLateReply } from './late-reply.ts';
import type { Handlers } from './mount.ts';
import { moverOf } from './mover.ts';
import { isOwn } from './own-tickets.ts';
import { checkFields, ProblemError } from './problems.ts';
import { answered, shown, unknownTicket } from './ticket-answer.ts';

type ChangeHandlers = Pick<
  Handlers,
  'reply' | 'escalate' | 'deEscalate' | 'update' | 'hold' | 'resume' | 'solve' | 'unsolve'
>;

/** What is done to a ticket. Every change goes through the store's one way of changing a ticket. */
export function changeHandlers(
  { ticketing: { store, database }, policies, clock, metrics }: HandlerOptions,
  { atWork }: AgentDesk,
  { decided, change }: Changes,
): ChangeHandlers {
  /** A message; one to a merged ticket goes to that which goes on in its place, from who wrote it. */
  async function replied(
    id: TicketId,
    headers: ChangeHeaders,
    reply: (customer: string) => Command,
  ): Promise<ChangeOutcome> {
    const outcome = await decided(id, headers, 'reply', reply);
    if (outcome.kind !== 'refused' || outcome.code !== 'merged') return outcome;
    const command = reply((await known(id)).requester);
    return addLateReply({
      database,
      store,
      merged: id,
      decide: (ticket) => decide(ticket, command, clock.now(), policies.current().policy),
      request: keyed(`reply ${id}`, headers['idempotency-key'], reply('')),
    });
  }

  async function known(id: TicketId): Promise<Ticket> {
    const [ticket] = await store.read([id]);
    if (ticket === undefined) throw unknownTicket(id);
    return ticket;
  }

  /** The ticket, or for a customer who came to it by a merge the one that was theirs. */
  async function ownOf(ticket: Ticket, customer: string | undefined): Promise<Ticket> {
    if (customer === undefined || !ticket.participants?.includes(customer)) return ticket;
    const merged = await store.read(ticket.merged ?? []);
    return merged.find(({ requester }) => requester === customer) ?? ticket;
  }

  /**
   * One follow-up per closed ticket, customer and text, however often the message arrives. It follows the ticket that went
   * on where the customer's was merged, and has nothing of that: it is of the customer who wrote.
   */
  async function followUpTo(id: TicketId, text: string, customer: string | undefined): Promise<Ticket> {
    const own = await ownOf(await known(id), customer);
    const closed = await endOfMerges(database, id);
    if (closed === undefined) throw unknownTicket(id);
    // With a space, which no client's key can have.
    const key = `follow-up ${own.id} ${fingerprint({ text })}`;
    const { ticket, repeated } = await store.create(followUp({ ...own, id: closed.id }, text), clock.now(), {
      key,
      fingerprint: key,
    });
    metrics.created({ channel: ticket.channel, priority: ticket.priority, repeated });
    return ticket;
  }

  return {
    reply: async ({
      params: { id },
      headers,
      caller,
      body: { author: named, visibility, body, ask, ...state },
    }) => {
      const author = named ?? authorOf(caller);
      if (author.kind !== 'agent' && ask) {
        throw new ProblemError('invalid-request', 'ask: only an agent asks the customer', [
          { field: 'ask', message: 'only an agent asks the customer' },
        ]);
      }
      if (author.kind === 'agent') await atWork(author.id);
      const outcome = await replied(id, headers, (customer) => ({
        kind: 'reply',
        author:
          author.kind === 'requester' ? { kind: 'requester', id: customerOf(caller) ?? customer } : author,
        visibility,
        body,
        ask,
        ...state,
      }));
      const over = outcome.kind === 'refused' && outcome.code === 'closed';
      if (over && policies.current().policy.life.replyToClosed === 'follow-up')
        return shown(await followUpTo(id, body, customerOf(caller)));
      const answer = answered(id, outcome);
      // What they wrote went on with another organisation's ticket, of which a colleague of its customer sees nothing.
      const foreign = caller.role === 'requester' && !isOwn(caller, answer.body);
      return foreign ? shown(await known(id)) : answer;
    },
    escalate: async ({ params: { id }, headers, caller, body: { agent, to, ...why } }) =>
      change(id, headers, {
        ...moverOf(caller, agent),
        kind: 'escalate',
        ...why,
        ...(to !== undefined && { to }),
      }),
    deEscalate: async ({ params: { id }, headers, caller, body: { agent, to, ...why } }) =>
      change(id, headers, {
        ...moverOf(caller, agent),
        kind: 'de-escalate',
        ...why,
        ...(to !== undefined && { to }),
      }),
    update: async ({ params: { id }, headers, body: { agent, ...changes } }) => {
      checkFields(fieldFaults(policies.current().policy.fields, changes.fields ?? {}));
      return change(id, headers, { kind: 'update', agentId: agent, changes });
    },
    hold: async ({ params: { id }, headers, body: { agent, waitsFor, as } }) =>
      // The schema lets one of the two through.
      change(id, headers, { kind: 'hold', agentId: agent, ...(waitsFor ? { waitsFor } : { as: as ?? '' }) }),
    resume: async ({ params: { id }, headers, body: { agent, ...state } }) =>
      change(id, headers, { kind: 'resume', agentId: agent, ...state }),
    unsolve: async ({ params: { id }, headers, body: { agent } }) =>
      change(id, headers, { kind: 'unsolve', agentId: agent }),
    solve: async ({ params: { id }, headers, body: { agent, ...more } }) =>
      change(id, headers, { kind: 'solve', agentId: agent, ...more }),
  };
}

type Author = NonNullable<z.output<(typeof ROUTES)['reply']['body']>['author']>;

/** Who writes where the request does not say: whom the key stands for. Throws where that is nobody who writes. */
function authorOf(caller: Caller): Author {
  switch (caller.role) {
    case 'requester':
      return { kind: 'requester' };
    case 'T1':
    case 'T2':
    case 'T3':
      return { kind: 'agent', id: caller.agent };
    case 'engineer':
      return { kind: 'engineer', id: caller.engineer };
    case 'manager':
    case 'admin':
    case 'service':
      throw new ProblemError('invalid-request', `author: is needed with a key of role ${caller.role}`, [
        { field: 'author', message: `is needed with a key of role ${caller.role}` },
      ]);
  }
}

/** Of an organisation's customers, the one who writes need not be the one who opened the ticket. */
function customerOf(caller: Caller): string | undefined {
  return caller.role === 'requester' ? caller.requester : undefined;
}
