import { randomUUID } from 'node:crypto';

import type { TrackerFile } from '@tierline/contracts';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

import { createExchange } from './exchange.ts';
import type { DatedComment, Tracker } from './tracker.ts';

const issueAnswer = z.object({ key: z.string().min(1).max(64), url: z.url().exactOptional() });
const nowAnswer = issueAnswer.extend({
  status: z.string(),
  comments: z
    .array(
      z.object({
        id: z.string().min(1),
        author: z.string().min(1),
        body: z.string(),
        at: z.iso.datetime({ offset: true }),
        reference: z.string().optional(),
      }),
    )
    .default([]),
});

/** Issues of any tracker that offers the small API in this package's README; requests are signed (Standard Webhooks). */
export function createGeneric(file: Extract<TrackerFile, { kind: 'generic' }>, secret: string): Tracker {
  const signer = new Webhook(secret);
  const exchange = createExchange({
    url: file.url,
    sign: (body, reference) => {
      const id = reference ?? randomUUID();
      const now = new Date();
      return {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(id, now, body),
      };
    },
  });
  const path = (key: string) => `/issues/${encodeURIComponent(key)}`;
  const now = async (key: string, since: Date) =>
    exchange({ method: 'GET', path: path(key), query: { since: since.toISOString() }, answer: nowAnswer });

  return {
    file: async ({ title, body, reference, triedSince, signal }) => {
      const { items } = triedSince
        ? await exchange({
            method: 'GET',
            path: '/issues',
            query: { reference },
            answer: z.object({ items: z.array(issueAnswer) }),
          })
        : { items: [] };
      return (
        items[0] ??
        (await exchange({
          method: 'POST',
          path: '/issues',
          body: { reference, title, body },
          signal,
          answer: issueAnswer,
        }))
      );
    },
    read: async (key, since) => {
      const { url, status, comments } = await now(key, since);
      return {
        issue: { key, ...(url !== undefined && { url }) },
        state: file.fixedWhen.includes(status) ? 'fixed' : status === 'closed' ? 'closed' : 'open',
        comments: comments
          .flatMap(({ id, author, body, at: made, reference }): DatedComment[] => {
            const at = new Date(made);
            return reference === undefined && at >= since ? [{ id, author, body, at }] : [];
          })
          .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
      };
    },
    comment: async (key, { body, reference, triedSince, signal }) => {
      const said = triedSince ? (await now(key, triedSince)).comments : [];
      if (said.some((comment) => comment.reference === reference)) return;
      await exchange({
        method: 'POST',
        path: `${path(key)}/comments`,
        body: { reference, body },
        signal,
        answer: z.object({ id: z.string() }),
      });
    },
  };
}
