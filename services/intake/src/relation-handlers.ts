import { isDeepStrictEqual } from 'node:util';

import {
  type AgentId,
  type Command,
  decide,
  decideAt,
  inverseLink,
  mergeTickets,
  splitOff,
  type Ticket,
  type TicketId,
  ticketId,
} from '@tierline/domain';
import { ConflictError, endOfMerges, historyOf, type PairOutcome } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import type { ChangeHeaders } from './change-headers.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { ProblemError, refused } from './problems.ts';
import { shown, type TicketAnswer, unknownTicket } from './ticket-answer.ts';

type RelationHandlers = Pick<Handlers, 'merge' | 'split' | 'link' | 'unlink'>;

/** How often a merge looks again at where its two tickets went on while it was tried. */
const TRIES = 5;

const NOBODY = ticketId('0'.repeat(24));

/** How tickets belong together: merges and links change two tickets at once. */
export function relationHandlers(
  { ticketing: { store, database }, policies, clock, metrics }: HandlerOptions,
  { atWork }: AgentDesk,
): RelationHandlers {
  async function endOf(id: TicketId): Promise<Ticket> {
    const end = await endOfMerges(database, id);
    if (end === undefined) throw unknownTicket(id);
    return end;
  }

  async function merge(id: TicketId, headers: ChangeHeaders, agent: AgentId, into: TicketId) {
    const { 'if-match': version, 'idempotency-key': key } = headers;
    const request = keyed(`merge ${id}`, key, { agent, into });
    for (let tries = 0; tries < TRIES; tries += 1) {
      const target = await endOf(into);
      const goesOn = await endOf(id);
      // One ticket already: by an earlier merge, or one the other way round at the same time.
      if (id !== into && goesOn.id === target.id) return shown(goesOn);
      const by = { agentId: agent, ...(version !== undefined && { version }) };
      const outcome = await store.changePair(
        [id, target.id],
        (source, other) => mergeTickets(source, other, by, clock.now(), policies.current().policy),
        request,
      );
      switch (outcome.kind) {
        case 'repeated':
          return shown(await endOf(id), true);
        case 'changed':
        case 'unchanged':
          return shown(outcome.tickets[1]);
        case 'unknown':
          throw unknownTicket(id);
        case 'refused':
          // The source was merged into another before; or the target just now, and what follows it is asked.
          if (outcome.code !== 'merged' || goesOn.id !== id) throw refused(outcome);
      }
    }
    throw new ConflictError(id);
  }

  /**
   * Opens the ticket first, once for the same messages, then links the other to it. Who dies in between leaves the link
   * to the router, which makes it when it routes the new ticket.
   */
  async function split(
    id: TicketId,
    headers: ChangeHeaders,
    body: Parameters<RelationHandlers['split']>[0]['body'],
  ): Promise<TicketAnswer> {
    const { 'if-match': version, 'idempotency-key': key } = headers;
    const request = keyed(`split ${id}`, key, body);
    const repeated = request !== undefined && (await store.changedBy(request)) !== undefined;
    const [source] = await store.read([id]);
    const events = await historyOf(database, id);
    if (source === undefined || events === undefined) throw unknownTicket(id);
    const { agent: by, messages, subject } = body;
    const wanted = splitOff(source, events, { messages, by, ...(subject !== undefined && { subject }) });
    if ('kind' in wanted) throw refused(wanted);
    const before = await store.read((source.links ?? []).map(({ to }) => to));
    const made = before.find(
      ({ splitFrom }) =>
        isDeepStrictEqual(splitFrom?.messages, wanted.splitFrom?.messages) && splitFrom?.ticket === id,
    );
    if (made !== undefined) return shown(made, true);
    const command = (to: TicketId): Command => ({ kind: 'link', agentId: by, to, link: 'split-into' });
    const { policy } = policies.current();
    // To a ticket that there is not: whether it could be linked at all.
    const possible =
      version === undefined || repeated
        ? decide(source, command(NOBODY), clock.now(), policy)
        : decideAt(version, source, command(NOBODY), clock.now(), policy);
    if (possible.kind === 'refused') throw refused(possible);
    // With a space, which no client's key can have.
    const once = `split ${id} ${wanted.splitFrom?.messages.join(',')}`;
    const { ticket } = await store.create(wanted, clock.now(), { key: once, fingerprint: once });
    await store.change(
      id,
      (one) => decide(one, command(ticket.id), clock.now(), policies.current().policy),
      request,
    );
    metrics.created({ channel: ticket.channel, priority: ticket.priority, repeated: false });
    return shown(ticket);
  }

  async function changeLink(
    kind: 'link' | 'unlink',
    id: TicketId,
    headers: ChangeHeaders,
    { agent, to, kind: link }: Parameters<RelationHandlers['link']>[0]['body'],
  ): Promise<TicketAnswer> {
    await atWork(agent);
    const { 'if-match': version, 'idempotency-key': key } = headers;
    if (id === to) throw new ProblemError('same-ticket', 'a ticket has no relation to itself');
    const outcome = await store.changePair(
      [id, to],
      (one, other) => {
        const { policy } = policies.current();
        const now = clock.now();
        const mine: Command = { kind, agentId: agent, to, link };
        const theirs: Command = { kind, agentId: agent, to: id, link: inverseLink(link) };
        return [
          version === undefined ? decide(one, mine, now, policy) : decideAt(version, one, mine, now, policy),
          decide(other, theirs, now, policy),
        ];
      },
      keyed(`${kind} ${id}`, key, { agent, to, link }),
    );
    return first(outcome);
  }

  return {
    merge: async ({ params: { id }, headers, body: { agent, into } }) => {
      await atWork(agent);
      return merge(id, headers, agent, into);
    },
    split: async ({ params: { id }, headers, body }) => {
      await atWork(body.agent);
      return split(id, headers, body);
    },
    link: async ({ params: { id }, headers, body }) => changeLink('link', id, headers, body),
    unlink: async ({ params: { id }, headers, body }) => changeLink('unlink', id, headers, body),
  };
}

/** The first of the two; throws the problem where there is none. */
function first(outcome: PairOutcome): TicketAnswer {
  switch (outcome.kind) {
    case 'refused':
      throw refused(outcome);
    case 'unknown':
      throw unknownTicket(outcome.id);
    case 'repeated':
      return shown(outcome.ticket, true);
    case 'changed':
    case 'unchanged':
      return shown(outcome.tickets[0]);
  }
}
