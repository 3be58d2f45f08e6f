import type { TrackerFile } from '@tierline/contracts';
import { z } from 'zod';

import { createExchange } from './exchange.ts';
import { PAGE, pages } from './pages.ts';
import { referenceIn, withHiddenReference } from './reference.ts';
import type { DatedComment, Tracker } from './tracker.ts';

const issueAnswer = z.object({
  iid: z.int(),
  web_url: z.string(),
  state: z.enum(['opened', 'closed']),
  description: z.string().nullish(),
  labels: z.array(z.string()).default([]),
});
const noteAnswer = z.object({
  id: z.int(),
  body: z.string(),
  author: z.object({ username: z.string() }),
  /** Not what somebody wrote, but what GitLab notes of a change. */
  system: z.boolean().default(false),
  created_at: z.iso.datetime({ offset: true }),
});

/** Issues of one project, by the REST API (v4) of GitLab. */
export function createGitlab(file: Extract<TrackerFile, { kind: 'gitlab' }>, token: string): Tracker {
  const exchange = createExchange({
    url: `${file.url}/api/v4/projects/${encodeURIComponent(file.project)}`,
    headers: { 'private-token': token },
  });
  const path = (key: string) => `/issues/${encodeURIComponent(key)}`;

  async function filedBefore(reference: string, since: Date) {
    const found = await pages((page) =>
      exchange({
        method: 'GET',
        path: '/issues',
        query: { created_after: since.toISOString(), per_page: String(PAGE), page: String(page + 1) },
        answer: z.array(issueAnswer),
      }),
    );
    return found.find(({ description }) => referenceIn(description ?? '') === reference);
  }

  /** Newest first, so that the old ones need not be read. */
  async function notes(key: string, since: Date) {
    const found = await pages(
      (page) =>
        exchange({
          method: 'GET',
          path: `${path(key)}/notes`,
          query: { sort: 'desc', order_by: 'created_at', per_page: String(PAGE), page: String(page + 1) },
          answer: z.array(noteAnswer),
        }),
      (page) => page.some((note) => new Date(note.created_at) < since),
    );
    return found.filter((note) => !note.system && new Date(note.created_at) >= since).toReversed();
  }

  return {
    file: async ({ title, body, reference, triedSince, signal }) => {
      const { iid, web_url: url } =
        (triedSince && (await filedBefore(reference, triedSince))) ??
        (await exchange({
          method: 'POST',
          path: '/issues',
          body: { title, description: withHiddenReference(body, reference) },
          signal,
          answer: issueAnswer,
        }));
      return { key: String(iid), url };
    },
    read: async (key, since) => {
      const now = await exchange({ method: 'GET', path: path(key), answer: issueAnswer });
      const found = await notes(key, since);
      const fixed = file.fixedWhen?.some((label) => now.labels.includes(label)) ?? true;
      return {
        issue: { key, url: now.web_url },
        state: now.state === 'opened' ? 'open' : fixed ? 'fixed' : 'closed',
        comments: found.flatMap(({ id, author, body, created_at: at }): DatedComment[] =>
          referenceIn(body) === undefined
            ? [{ id: String(id), author: author.username, body, at: new Date(at) }]
            : [],
        ),
      };
    },
    comment: async (key, { body, reference, triedSince, signal }) => {
      const said = triedSince ? await notes(key, triedSince) : [];
      if (said.some((note) => referenceIn(note.body) === reference)) return;
      await exchange({
        method: 'POST',
        path: `${path(key)}/notes`,
        body: { body: withHiddenReference(body, reference) },
        signal,
        answer: noteAnswer,
      });
    },
  };
}
