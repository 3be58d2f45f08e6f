import type { TrackerFile } from '@tierline/contracts';
import { z } from 'zod';

import { adfNode, adfOf, textOf } from './adf.ts';
import { createExchange } from './exchange.ts';
import { PAGE, pages } from './pages.ts';
import { referenceIn, withReference } from './reference.ts';
import type { DatedComment, Tracker } from './tracker.ts';

const createdAnswer = z.object({ key: z.string() });
const issueAnswer = z.object({
  key: z.string(),
  fields: z.object({
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  }),
});
const searchAnswer = z.object({ issues: z.array(createdAnswer) });
const commentAnswer = z.object({
  id: z.string(),
  author: z.object({ displayName: z.string() }).nullish(),
  body: adfNode.nullish(),
  // Such as 2026-03-02T09:00:00.000+0000, which is not quite ISO 8601.
  created: z.string().transform((text, context) => {
    const millis = Date.parse(text);
    if (!Number.isNaN(millis)) return new Date(millis);
    context.addIssue({ code: 'custom', message: 'is no time' });
    return z.NEVER;
  }),
});

/** Issues of one project, by the REST API (v3) of Jira Cloud. The token is `e-mail:API token`. */
export function createJira(file: Extract<TrackerFile, { kind: 'jira' }>, token: string): Tracker {
  const exchange = createExchange({
    url: `${file.url}/rest/api/3`,
    headers: { authorization: `Basic ${Buffer.from(token).toString('base64')}` },
  });
  const path = (key: string) => `/issue/${encodeURIComponent(key)}`;
  const issueOf = (key: string) => ({ key, url: `${file.url}/browse/${key}` });

  /**
   * By a label, which JQL finds exactly. A new issue is in the search after some seconds; nobody looks sooner, because an
   * attempt that may have got through is tried again half a minute later at the earliest.
   */
  async function filedBefore(reference: string) {
    const { issues } = await exchange({
      method: 'POST',
      path: '/search/jql',
      body: {
        jql: `project = "${file.project}" AND labels = "${labelOf(reference)}" ORDER BY created ASC`,
        fields: ['labels'],
        maxResults: 1,
      },
      answer: searchAnswer,
    });
    return issues[0];
  }

  /** Newest first, so that the old ones need not be read. */
  async function comments(key: string, since: Date) {
    const found = await pages(
      async (page) =>
        (
          await exchange({
            method: 'GET',
            path: `${path(key)}/comment`,
            query: { orderBy: '-created', maxResults: String(PAGE), startAt: String(page * PAGE) },
            answer: z.object({ comments: z.array(commentAnswer) }),
          })
        ).comments,
      (page) => page.some(({ created }) => created < since),
    );
    return found
      .filter(({ created }) => created >= since)
      .map((comment) => ({ ...comment, body: textOf(comment.body) }))
      .toReversed();
  }

  return {
    file: async ({ title, body, reference, triedSince, signal }) => {
      const { key } =
        (triedSince && (await filedBefore(reference))) ??
        (await exchange({
          method: 'POST',
          path: '/issue',
          body: {
            fields: {
              project: { key: file.project },
              issuetype: { name: file.issueType },
              summary: title,
              description: adfOf(body),
              labels: ['tierline', labelOf(reference)],
            },
          },
          signal,
          answer: createdAnswer,
        }));
      return issueOf(key);
    },
    read: async (key, since) => {
      const { fields } = await exchange({
        method: 'GET',
        path: path(key),
        query: { fields: 'status' },
        answer: issueAnswer,
      });
      const done = fields.status.statusCategory.key === 'done';
      const fixed = file.fixedWhen?.includes(fields.status.name) ?? true;
      const found = await comments(key, since);
      return {
        issue: issueOf(key),
        state: done ? (fixed ? 'fixed' : 'closed') : 'open',
        comments: found.flatMap(({ id, author, body, created: at }): DatedComment[] =>
          referenceIn(body) === undefined
            ? [{ id, author: author?.displayName ?? 'somebody', body, at }]
            : [],
        ),
      };
    },
    comment: async (key, { body, reference, triedSince, signal }) => {
      const said = triedSince ? await comments(key, triedSince) : [];
      if (said.some((comment) => referenceIn(comment.body) === reference)) return;
      await exchange({
        method: 'POST',
        path: `${path(key)}/comment`,
        body: { body: adfOf(withReference(body, reference)) },
        signal,
        answer: commentAnswer,
      });
    },
  };
}

/** A label holds no spaces, and is easier to read without a slash. */
function labelOf(reference: string): string {
  return `tierline-${reference.replace('/', '-')}`;
}
