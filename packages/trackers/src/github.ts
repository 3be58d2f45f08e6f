import type { TrackerFile } from '@tierline/contracts';
import { z } from 'zod';

import { createExchange } from './exchange.ts';
import { PAGE, pages } from './pages.ts';
import { referenceIn, withHiddenReference } from './reference.ts';
import type { DatedComment, Tracker } from './tracker.ts';

const issueAnswer = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  state_reason: z.string().nullish(),
  body: z.string().nullish(),
});
const commentAnswer = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  created_at: z.iso.datetime(),
});

/** Issues of one repository, by the REST API of GitHub (or of GitHub Enterprise, at its address). */
export function createGithub(file: Extract<TrackerFile, { kind: 'github' }>, token: string): Tracker {
  const exchange = createExchange({
    url: `${file.url}/repos/${file.repo}`,
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: `Bearer ${token}`,
    },
  });
  const path = (key: string) => `/issues/${encodeURIComponent(key)}`;

  /** The list of issues, which a new one is in at once, as it is not in the search. */
  async function filedBefore(reference: string, since: Date) {
    const found = await pages((page) =>
      exchange({
        method: 'GET',
        path: '/issues',
        query: {
          state: 'all',
          since: since.toISOString(),
          sort: 'created',
          direction: 'desc',
          per_page: String(PAGE),
          page: String(page + 1),
        },
        answer: z.array(issueAnswer),
      }),
    );
    return found.find(({ body }) => referenceIn(body ?? '') === reference);
  }

  /** By the time of their last change: those made before `since` are among them. */
  const comments = async (key: string, since: Date) =>
    pages((page) =>
      exchange({
        method: 'GET',
        path: `${path(key)}/comments`,
        query: { since: since.toISOString(), per_page: String(PAGE), page: String(page + 1) },
        answer: z.array(commentAnswer),
      }),
    );

  return {
    file: async ({ title, body, reference, triedSince, signal }) => {
      const { number, html_url: url } =
        (triedSince && (await filedBefore(reference, triedSince))) ??
        (await exchange({
          method: 'POST',
          path: '/issues',
          body: { title, body: withHiddenReference(body, reference) },
          signal,
          answer: issueAnswer,
        }));
      return { key: String(number), url };
    },
    read: async (key, since) => {
      const now = await exchange({ method: 'GET', path: path(key), answer: issueAnswer });
      const found = await comments(key, since);
      const fixed = file.fixedWhen.includes(now.state_reason ?? 'completed');
      return {
        issue: { key, url: now.html_url },
        state: now.state === 'open' ? 'open' : fixed ? 'fixed' : 'closed',
        comments: found.flatMap((comment): DatedComment[] => {
          const at = new Date(comment.created_at);
          const body = comment.body ?? '';
          if (at < since || referenceIn(body) !== undefined) return [];
          return [{ id: String(comment.id), author: comment.user?.login ?? 'ghost', body, at }];
        }),
      };
    },
    comment: async (key, { body, reference, triedSince, signal }) => {
      const said = triedSince ? await comments(key, triedSince) : [];
      if (said.some((comment) => referenceIn(comment.body ?? '') === reference)) return;
      await exchange({
        method: 'POST',
        path: `${path(key)}/comments`,
        body: { body: withHiddenReference(body, reference) },
        signal,
        answer: commentAnswer,
      });
    },
  };
}
