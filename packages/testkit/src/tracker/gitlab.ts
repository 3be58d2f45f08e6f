import type { Dialect, FakeComment, FakeIssue } from './fake-tracker.ts';
import { hidden, pageOf, stringIn } from './read.ts';

const PROJECT = 'acme/product';
const SECRET = 'a secret of the webhook';

/** GitLab, as the documentation of its REST API (v4) shows its answers. */
export const GITLAB: Dialect = {
  declared: (id, url) =>
    `{ id: ${id}, kind: gitlab, url: '${url}', project: ${PROJECT}, tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET, fixedWhen: [fixed] }`,
  token: 'glpat-test',
  secret: SECRET,
  authorized: ({ headers }) => headers['private-token'] === 'glpat-test',
  answer: ({ method, path, query, body }, store) => {
    const match = /^\/api\/v4\/projects\/acme%2Fproduct\/issues(?:\/(\d+)(\/notes)?)?$/.exec(path);
    if (match === null) return undefined;
    const [, issue, notes] = match;
    if (issue === undefined) {
      if (method === 'POST') {
        const filed = store.file({
          title: stringIn(body, 'title'),
          ...hidden(stringIn(body, 'description')),
        });
        return { status: 201, body: issueOf(filed, store.url) };
      }
      const after = new Date(query.get('created_after') ?? 0);
      const list = [...store.issues.values()].filter(({ createdAt }) => createdAt >= after).toReversed();
      return { status: 200, body: pageOf(list, query).map((one) => issueOf(one, store.url)) };
    }
    const found = store.issues.get(issue);
    if (found === undefined) return undefined;
    if (notes === undefined) return { status: 200, body: issueOf(found, store.url) };
    if (method === 'POST') {
      const said = store.comment(found, { author: 'tierline-bot', ...hidden(stringIn(body, 'body')) });
      return { status: 201, body: noteOf(said) };
    }
    const list = query.get('sort') === 'asc' ? found.comments : found.comments.toReversed();
    return { status: 200, body: pageOf(list, query).map(noteOf) };
  },
  webhook: ({ key, state }) => ({
    headers: { 'x-gitlab-event': 'Issue Hook', 'x-gitlab-token': SECRET },
    body: JSON.stringify({
      object_kind: 'issue',
      project: { id: 1, path_with_namespace: PROJECT },
      object_attributes: { id: 301, iid: Number(key), state: state === 'open' ? 'opened' : 'closed' },
    }),
  }),
};

function issueOf({ key, title, body, state }: FakeIssue, url: string): object {
  return {
    id: Number(key) + 300,
    iid: Number(key),
    title,
    description: body,
    state: state === 'open' ? 'opened' : 'closed',
    labels: state === 'fixed' ? ['fixed'] : [],
    web_url: `${url}/${PROJECT}/-/issues/${key}`,
  };
}

function noteOf({ id, author, body, at }: FakeComment): object {
  // What GitLab itself notes of a change is a note too.
  const system = author === 'system';
  return { id: Number(id), body, author: { id: 1, username: author }, system, created_at: at.toISOString() };
}
