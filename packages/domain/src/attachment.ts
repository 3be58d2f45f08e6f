import type { Actor } from './actor.ts';
import type { Command } from './command.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { agentIn, illegal, notToAnswer, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

export const ATTACHMENT_ID_PATTERN: RegExp = /^[0-9a-f]{24}$/;

/** A file that came with a ticket; what is in it is elsewhere. */
export interface Attachment {
  /** Names the file for ever. */
  readonly id: string;
  /** As whoever sent it calls it. */
  readonly name: string;
  /** Media type without parameters, such as image/png. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Of the content, in hexadecimal digits. */
  readonly sha256: string;
  readonly visibility: 'public' | 'internal';
}

/** An attachment as the ticket has it. */
export type Attached = Attachment & { readonly at: Instant; readonly by: Actor };

/** What the company takes. */
export interface AttachmentPolicy {
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Files of one ticket. */
  readonly maxPerTicket: number;
  /** Bytes of all files of one ticket. */
  readonly maxBytesPerTicket: number;
  /** Media types, without parameters. */
  readonly types: readonly string[];
}

/** A file that is stored already becomes part of the ticket. The same rules as for a message say who may show it to whom. */
export function addFile({ history, command, now, policy }: Step<'add-file'>): History | Refusal {
  const { by, file } = command;
  const { ticket } = history;
  if (ticket.state.kind === 'closed') return illegal(ticket, 'given an attachment');
  const refusal = notToBeShown(ticket, command, now, policy) ?? tooMuch(ticket, file, policy);
  if (refusal !== undefined) return refusal;
  return record(history, by, now, { kind: 'attachment.added', file });
}

/** Why a message cannot refer to these attachments, if so: not on the ticket, or not for those who see the message. */
export function notAttached(
  { attachments = [] }: Ticket,
  ids: readonly string[],
  visibility: 'public' | 'internal',
): Refusal | undefined {
  for (const id of ids) {
    const found = attachments.find((one) => one.id === id);
    if (found === undefined) return refuse('unknown-attachment', `the ticket has no attachment ${id}`);
    if (visibility === 'public' && found.visibility === 'internal')
      return refuse('unknown-attachment', `attachment ${id} is internal, the message is public`);
  }
  return undefined;
}

function notToBeShown(
  ticket: Ticket,
  { by, file: { visibility } }: Extract<Command, { kind: 'add-file' }>,
  now: Instant,
  policy: Policy,
): Refusal | undefined {
  switch (by.kind) {
    case 'requester':
      return undefined;
    case 'engineer':
    case 'manager':
    case 'system':
      return visibility === 'public'
        ? refuse('support-is-the-contact', 'only support shows something to the customer; add it internally')
        : undefined;
    case 'agent': {
      const agent = agentIn(policy, by.id, now);
      if ('kind' in agent) return agent;
      return visibility === 'public' ? notToAnswer(ticket, by.id, 'given a public attachment') : undefined;
    }
  }
}

function tooMuch(
  { attachments = [] }: Ticket,
  file: Attachment,
  { attachments: limits }: Policy,
): Refusal | undefined {
  const bytes = attachments.reduce((sum, { size }) => sum + size, file.size);
  if (attachments.length < limits.maxPerTicket && bytes <= limits.maxBytesPerTicket) return undefined;
  return refuse(
    'too-many-attachments',
    `a ticket has ${limits.maxPerTicket} attachments and ${limits.maxBytesPerTicket} bytes of them at most`,
  );
}
