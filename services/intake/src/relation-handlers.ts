import {
  type AgentId,
  type Command,
  decide,
  decideAt,
  inverseLink,
  mergeTickets,
  type Ticket,
  type TicketId,
} from '@tierline/domain';
import { ConflictError, endOfMerges, type PairOutcome } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import type { ChangeHeaders } from './change-headers.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { ProblemError, refused } from './problems.ts';
import { shown, type TicketAnswer, unknownTicket } from './ticket-answer.ts';

type RelationHandlers = Pick<Handlers, 'merge' | 'link' | 'unlink'>;

/** How often a merge looks again at where its two tickets went on while it was tried. */
const TRIES = 5;

/** How tickets belong together: merges and links change two tickets at once. */
export function relationHandlers(
  { ticketing: { store, database }, policies, clock }: HandlerOptions,
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
