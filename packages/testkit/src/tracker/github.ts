import { createHmac } from 'node:crypto';

import type { Asked, Dialect, FakeChange, FakeComment, FakeIssue } from './fake-tracker.ts';
import { hidden, pageOf, stringIn } from './read.ts';

const REPO = 'acme/product';
const SECRET = 'a secret of the webhook';

/** Who has which token: Tierline, and an engineer whose hands are a test's. */
const LOGINS: Readonly<Record<string, string>> = {
  'Bearer ghp_test': 'tierline-bot',
  'Bearer ghp_engineer': 'grace',
};

/** GitHub, as its REST documentation (version 2022-11-28) shows its answers. */
export const GITHUB: Dialect = {
  declared: (id, url) =>
    `{ id: ${id}, kind: github, url: '${url}', repo: ${REPO}, tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET }`,
  token: 'ghp_test',
  secret: SECRET,
  authorized: ({ headers }) => loginOf(headers) !== undefined && 'user-agent' in headers,
  answer: ({ method, path, query, headers, body }, store) => {
    const [, issue, comments] = /^\/repos\/acme\/product\/issues(?:\/(\d+)(\/comments)?)?$/.exec(path) ?? [];
    if (!path.startsWith(`/repos/${REPO}/issues`)) return undefined;
    const since = new Date(query.get('since') ?? 0);
    if (issue === undefined) {
      if (method === 'POST') {
        const filed = store.file({ title: stringIn(body, 'title'), ...hidden(stringIn(body, 'body')) });
        return {
          status: 201,
          body: issueOf(filed, store.url),
          changed: { issue: filed, how: 'opened' },
        };
      }
      const list = [...store.issues.values()].filter(({ createdAt }) => createdAt >= since).toReversed();
      return { status: 200, body: pageOf(list, query).map((one) => issueOf(one, store.url)) };
    }
    const found = store.issues.get(issue);
    if (found === undefined) return undefined;
    if (comments === undefined) {
      const changed = method === 'PATCH' ? { issue: found, how: setState(found, body) } : undefined;
      return { status: 200, body: issueOf(found, store.url), ...(changed && { changed }) };
    }
    if (method === 'POST') {
      const author = loginOf(headers) ?? 'ghost';
      const said = store.comment(found, { author, ...hidden(stringIn(body, 'body')) });
      return { status: 201, body: commentOf(said), changed: { issue: found, how: 'commented' } };
    }
    const list = found.comments.filter(({ at }) => at >= since);
    return { status: 200, body: pageOf(list, query).map(commentOf) };
  },
  webhook: ({ key, state }, how = state === 'open' ? 'edited' : 'closed') => {
    const body = JSON.stringify({
      action: how === 'commented' ? 'created' : how,
      issue: { number: Number(key), state: state === 'open' ? 'open' : 'closed' },
      repository: { full_name: REPO },
    });
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return {
      headers: {
        'x-github-event': how === 'commented' ? 'issue_comment' : 'issues',
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
    };
  },
};

function loginOf(headers: Asked['headers']): string | undefined {
  return LOGINS[String(headers['authorization'])];
}

/** Closes or re-opens an issue, as `PATCH /issues/{number}` does; closed without a reason is completed. */
function setState(issue: FakeIssue, body: unknown): FakeChange {
  const asked = stringIn(body, 'state');
  if (asked === 'open') {
    issue.state = 'open';
    return 'reopened';
  }
  if (asked !== 'closed') throw new TypeError(`state must be open or closed, not ${asked}`);
  const hasReason = typeof body === 'object' && body !== null && 'state_reason' in body;
  issue.state = hasReason && stringIn(body, 'state_reason') === 'not_planned' ? 'closed' : 'fixed';
  return 'closed';
}

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
