import { createHmac } from 'node:crypto';

import type { Dialect, FakeComment, FakeIssue } from './fake-tracker.ts';
import { hidden, pageOf, stringIn } from './read.ts';

const REPO = 'acme/product';

/** GitHub, as its REST documentation (version 2022-11-28) shows its answers. */
export const GITHUB: Dialect = {
  declared: (id, url) =>
    `{ id: ${id}, kind: github, url: '${url}', repo: ${REPO}, tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET }`,
  token: 'ghp_test',
  secret: 'a secret of the webhook',
  authorized: ({ headers }) => headers['authorization'] === 'Bearer ghp_test' && 'user-agent' in headers,
  answer: ({ method, path, query, body }, store) => {
    const [, issue, comments] = /^\/repos\/acme\/product\/issues(?:\/(\d+)(\/comments)?)?$/.exec(path) ?? [];
    if (!path.startsWith(`/repos/${REPO}/issues`)) return undefined;
    const since = new Date(query.get('since') ?? 0);
    if (issue === undefined) {
      if (method === 'POST') {
        const filed = store.file({ title: stringIn(body, 'title'), ...hidden(stringIn(body, 'body')) });
        return { status: 201, body: issueOf(filed, store.url) };
      }
      const list = [...store.issues.values()].filter(({ createdAt }) => createdAt >= since).toReversed();
      return { status: 200, body: pageOf(list, query).map((one) => issueOf(one, store.url)) };
    }
    const found = store.issues.get(issue);
    if (found === undefined) return undefined;
    if (comments === undefined) return { status: 200, body: issueOf(found, store.url) };
    if (method === 'POST') {
      const said = store.comment(found, { author: 'tierline-bot', ...hidden(stringIn(body, 'body')) });
      return { status: 201, body: commentOf(said) };
    }
    const list = found.comments.filter(({ at }) => at >= since);
    return { status: 200, body: pageOf(list, query).map(commentOf) };
  },
  webhook: ({ key, state }) => {
    const body = JSON.stringify({
      action: state === 'open' ? 'edited' : 'closed',
      issue: { number: Number(key), state: state === 'open' ? 'open' : 'closed' },
      repository: { full_name: REPO },
    });
    const signature = createHmac('sha256', 'a secret of the webhook').update(body).digest('hex');
    return {
      headers: { 'x-github-event': 'issues', 'x-hub-signature-256': `sha256=${signature}` },
      body,
    };
  },
};

function issueOf({ key, title, body, state }: FakeIssue, url: string): object {
  return {
    id: Number(key) + 1000,
    number: Number(key),
    html_url: `${url}/${REPO}/issues/${key}`,
    title,
    body,
    state: state === 'open' ? 'open' : 'closed',
    state_reason: { open: null, fixed: 'completed', closed: 'not_planned' }[state],
    labels: [],
  };
}

function commentOf({ id, author, body, at }: FakeComment): object {
  return { id: Number(id), body, user: { login: author, id: 1 }, created_at: at.toISOString() };
}
