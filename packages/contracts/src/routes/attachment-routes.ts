import { ATTACHMENT_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { actorView } from '../actor-view.ts';
import { agent, repeatable, ticketPath } from './parts.ts';

const attachmentId = z.string().regex(ATTACHMENT_ID_PATTERN, 'must be 24 hexadecimal digits');

/** A file of a ticket. */
const attachmentView = z
  .strictObject({
    id: attachmentId,
    name: z.string(),
    type: z.string().describe('media type'),
    size: z.int().describe('bytes'),
    sha256: z.string().describe('of the content, in hexadecimal digits'),
    visibility: z.enum(['public', 'internal']),
    at: z.iso.datetime(),
    by: actorView,
  })
  .meta({ id: 'Attachment' });

export type AttachmentView = z.output<typeof attachmentView>;

// The characters of a name that no file system and no header has trouble with: no control characters, no separators.
const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}/\\]+$/u, 'must be the name of a file, without a path');

/** Files that come with a ticket. */
export const ATTACHMENT_ROUTES = {
  addAttachment: {
    method: 'post',
    path: '/v1/tickets/{id}/attachments',
    access: ACCESS.everybodyWrites,
    summary:
      'Add a file to a ticket: its bytes are the body, its media type is the Content-Type. It is refused when it is too large, when the policy does not take its type, and when it is not what its type says. It is there once this has answered; one that breaks off leaves nothing.',
    params: ticketPath,
    query: z.strictObject({
      name: fileName.describe('of the file'),
      visibility: z.enum(['public', 'internal']).default('public'),
      agent: agent
        .exactOptional()
        .describe('who adds it; unless given whom the key stands for, or else the customer of the ticket'),
    }),
    headers: repeatable.extend({ 'content-type': z.string().max(255) }),
    upload: true,
    status: 201,
    response: attachmentView,
    refusals: [404, 409, 422],
  },
  listAttachments: {
    method: 'get',
    path: '/v1/tickets/{id}/attachments',
    access: ACCESS.everybodyReads,
    summary: 'The files of a ticket, oldest first. The policy limits their number, so there is one page.',
    params: ticketPath,
    status: 200,
    response: z.strictObject({ items: z.array(attachmentView) }).meta({ id: 'AttachmentList' }),
    refusals: [404],
  },
  readAttachment: {
    method: 'get',
    path: '/v1/tickets/{id}/attachments/{attachment}',
    access: ACCESS.everybodyReads,
    summary: 'What is in a file, to be saved: never shown by a browser as part of a page.',
    params: ticketPath.extend({ attachment: attachmentId }),
    download: true,
    status: 200,
    response: z.unknown(),
    refusals: [404],
  },
} as const;
