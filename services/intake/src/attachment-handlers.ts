import type { AttachmentView, Caller } from '@tierline/contracts';
import { viewOfActor } from '@tierline/contracts';
import {
  type Actor,
  type AgentId,
  type Attached,
  decide,
  type Ticket,
  type TicketId,
} from '@tierline/domain';
import { discardFile, isStorageError, keepFile, readFile, type StoredFile, storeFile } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import { declaredType, ofType } from './file-type.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { hiddenFrom } from './own-tickets.ts';
import { ProblemError, refused } from './problems.ts';
import { unknownTicket } from './ticket-answer.ts';

/**
 * Files of tickets. A file is stored first, and then becomes part of the ticket in the one step in which everything of a
 * ticket changes: nobody sees half of one, and what breaks off in between is swept up.
 */
export function attachmentHandlers(
  { ticketing: { store, database }, policies, clock }: HandlerOptions,
  { atWork }: AgentDesk,
): Pick<Handlers, 'addAttachment' | 'listAttachments' | 'readAttachment'> {
  async function ticketOf(id: TicketId): Promise<Ticket> {
    const [ticket] = await store.read([id]);
    return ticket ?? unknown(id);
  }

  /** Makes a stored file part of the ticket, or removes it again. */
  async function become(id: TicketId, by: Actor, file: Attached, key: string | undefined): Promise<Outcome> {
    const { name, type, size, sha256, visibility } = file;
    const { at: _at, by: _by, ...attachment } = file;
    const changing = store.change(
      id,
      (ticket) =>
        decide(ticket, { kind: 'add-file', by, file: attachment }, clock.now(), policies.current().policy),
      keyed(`add-file ${id}`, key, { by, name, type, size, sha256, visibility }),
    );
    const outcome = await changing.catch(async (error: unknown) => {
      // Where the database did not answer, the ticket may have the file: the sweep will know.
      if (!isStorageError(error)) await discardFile(database, file.id);
      throw error;
    });
    if (outcome.kind === 'changed') {
      await keepFile(database, file.id);
      return { ticket: outcome.ticket, repeated: false };
    }
    await discardFile(database, file.id);
    if (outcome.kind === 'refused') throw refused(outcome);
    if (outcome.kind === 'unknown') throw unknownTicket(id);
    return { ticket: outcome.ticket, repeated: true };
  }

  return {
    addAttachment: async ({ params: { id }, query, headers, caller, content }) => {
      const limits = policies.current().policy.attachments;
      const type = declaredType(headers['content-type'], limits.types);
      const ticket = await ticketOf(id);
      const agent = query.agent ?? agentOf(caller);
      if (agent !== undefined) await atWork(agent);
      const by: Actor = agent === undefined ? writerOf(caller, ticket) : { kind: 'agent', id: agent };
      const visibility = by.kind === 'requester' ? 'public' : query.visibility;
      const { name } = query;
      const stored = await received(storeFile(database, id, ofType(content, type), limits.maxBytes));
      const file: Attached = { ...stored, name, type, visibility, by, at: clock.now() };
      const { ticket: after, repeated } = await become(id, by, file, headers['idempotency-key']);
      const same = (one: Attached) =>
        one.id === file.id ||
        (repeated && one.sha256 === file.sha256 && one.name === name && one.visibility === visibility);
      return {
        body: viewOf(after.attachments?.find(same) ?? file),
        headers: { ETag: `"${after.seq}"`, ...(repeated && { 'Idempotent-Replayed': 'true' }) },
      };
    },
    listAttachments: async ({ params: { id }, caller }) => ({
      body: { items: shownTo(caller, await ticketOf(id)).map(viewOf) },
    }),
    readAttachment: async ({ params: { id, attachment }, caller }) => {
      const file = shownTo(caller, await ticketOf(id)).find((one) => one.id === attachment);
      // What is internal is for a customer as if it were not there.
      if (file === undefined || (caller.role === 'requester' && file.visibility === 'internal'))
        throw new ProblemError('unknown-attachment', `the ticket has no attachment ${attachment}`);
      return { file: { ...file, content: readFile(database, file.id) } };
    },
  };
}

interface Outcome {
  readonly ticket: Ticket;
  readonly repeated: boolean;
}

/** A file, or the problem that it did not arrive whole. */
async function received(storing: Promise<StoredFile>): Promise<StoredFile> {
  try {
    return await storing;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
      throw new ProblemError('invalid-request', 'the file broke off before its end');
    throw error;
  }
}

/** The files of a ticket without those of customers who are hidden from the caller. */
function shownTo(caller: Caller, ticket: Ticket): readonly Attached[] {
  const hidden = hiddenFrom(caller, ticket);
  return (ticket.attachments ?? []).filter(({ by }) => by.kind !== 'requester' || !hidden.includes(by.id));
}

function agentOf(caller: Caller): AgentId | undefined {
  return 'agent' in caller ? caller.agent : undefined;
}

/** Who adds a file where that is no agent: another system does so for the customer of the ticket. */
function writerOf(caller: Caller, { requester }: Ticket): Actor {
  switch (caller.role) {
    case 'requester':
      return { kind: 'requester', id: caller.requester };
    case 'engineer':
      return { kind: 'engineer', id: caller.engineer };
    default:
      return { kind: 'requester', id: requester };
  }
}

function viewOf({ at, by, ...file }: Attached): AttachmentView {
  return { ...file, at: new Date(at).toISOString(), by: viewOfActor(by) };
}

function unknown(id: TicketId): never {
  throw unknownTicket(id);
}
