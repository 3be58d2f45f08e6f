import type { AttachmentPolicy } from '@tierline/domain';
import { z } from 'zod';

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** What customers and agents commonly send: pictures, documents, tables, logs, archives. Nothing that a browser runs. */
const TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
  'text/csv',
  'application/json',
  'application/zip',
  'application/gzip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'video/mp4',
];

const MEGABYTE = 1_000_000;
const megabytes = (max: number) => z.number().gt(0).max(max);

/** What files a ticket may have, as the policy file declares it. */
export const attachmentFile = z
  .strictObject({
    maxMegabytes: megabytes(1000).default(25).describe('of one file; a megabyte is a million bytes'),
    maxPerTicket: z.int().min(0).max(200).default(50).describe('files of one ticket'),
    maxMegabytesPerTicket: megabytes(10_000).default(250).describe('of all files of one ticket'),
    types: z
      .array(z.string().regex(MEDIA_TYPE, 'must be a media type in lower case, such as image/png'))
      .default(TYPES)
      .describe('media types that are taken'),
  })
  .transform((file): AttachmentPolicy => ({
    maxBytes: Math.floor(file.maxMegabytes * MEGABYTE),
    maxPerTicket: file.maxPerTicket,
    maxBytesPerTicket: Math.floor(file.maxMegabytesPerTicket * MEGABYTE),
    types: file.types,
  }));
