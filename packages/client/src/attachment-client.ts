import { ROUTES } from '@tierline/contracts';

import {
  type Call,
  headersOf,
  type Input,
  type Output,
  type Parts,
  type Repeatable,
  type Route,
  type Routes,
} from './call.ts';
import { UnexpectedAnswerError } from './errors.ts';
import type { Answer } from './transport.ts';

/** A file to be added: its bytes, its media type, and what a ticket knows of it. */
export type NewFile = Input<Routes['addAttachment']['query']> & {
  readonly content: Uint8Array<ArrayBuffer> | Blob;
  readonly type: string;
};
export type AttachedFile = Output<Routes['addAttachment']['response']>;
export type AttachedFiles = Output<Routes['listAttachments']['response']>;

/** Files of tickets. */
export interface AttachmentClient {
  /** Adds a file to the ticket. */
  addAttachment(id: string, file: NewFile, options?: Repeatable): Promise<AttachedFile>;
  /** The files of a ticket, oldest first. */
  listAttachments(id: string): Promise<AttachedFiles>;
  /** What is in a file, all of it in memory. */
  readAttachment(id: string, attachment: string): Promise<Uint8Array>;
}

export function attachmentClient(
  call: Call,
  send: (route: Route<unknown>, parts: Parts) => Promise<Answer>,
): AttachmentClient {
  return {
    addAttachment: async (id, { content, type, ...query }, options) =>
      call(ROUTES.addAttachment, {
        params: { id },
        query,
        content,
        headers: { ...headersOf(options), 'content-type': type },
      }),
    listAttachments: async (id) => call(ROUTES.listAttachments, { params: { id } }),
    async readAttachment(id, attachment) {
      const route = ROUTES.readAttachment;
      const { status, body } = await send(route, { params: { id, attachment }, download: true });
      if (status !== route.status || !(body instanceof Uint8Array))
        throw new UnexpectedAnswerError(`GET ${route.path}`, status);
      return body;
    },
  };
}
