import { createHmac } from 'node:crypto';

import type { Dialect, FakeComment, FakeIssue } from './fake-tracker.ts';
import { stringIn } from './read.ts';

const SECRET = 'a secret of the webhook';
const TOKEN = 'support@acme.example:api-token';

/** Jira Cloud, as the documentation of its REST API (v3) shows its answers. */
export const JIRA: Dialect = {
  declared: (id, url) =>
    `{ id: ${id}, kind: jira, url: '${url}', project: SUP, tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET, fixedWhen: [Done] }`,
  token: TOKEN,
  secret: SECRET,
  authorized: ({ headers }) => headers['authorization'] === `Basic ${Buffer.from(TOKEN).toString('base64')}`,
  answer: ({ method, path, query, body }, store) => {
    if (method === 'POST' && path === '/rest/api/3/search/jql') {
      const label = /labels = "([^"]+)"/.exec(stringIn(body, 'jql'))?.[1] ?? '';
      const issues = [...store.issues.values()].filter(({ labels }) => labels.includes(label));
      return { status: 200, body: { isLast: true, issues: issues.map(({ key }) => ({ id: key, key })) } };
    }
    if (method === 'POST' && path === '/rest/api/3/issue') {
      const { fields } = body as { readonly fields: Readonly<Record<string, unknown>> };
      const labels = fields['labels'] as readonly string[];
      const { key } = store.file({
        title: stringIn(fields, 'summary'),
        body: textOf(fields['description']),
        reference: labels
          .find((label) => label.startsWith('tierline-'))
          ?.slice('tierline-'.length)
          .replace('-', '/'),
        labels,
      });
      return { status: 201, body: { id: '10000', key, self: `${store.url}/rest/api/3/issue/10000` } };
    }
    const [, key = '', comments] = /^\/rest\/api\/3\/issue\/([^/]+)(\/comment)?$/.exec(path) ?? [];
    const found = store.issues.get(key);
    if (found === undefined) return undefined;
    if (comments === undefined) return { status: 200, body: issueOf(found) };
    if (method === 'POST') {
      const text = textOf((body as { readonly body: unknown }).body);
      const reference = /\ntierline:(\S+)$/.exec(text)?.[1];
      return {
        status: 201,
        body: commentOf(store.comment(found, { author: 'Tierline', body: text, reference })),
      };
    }
    const startAt = Number(query.get('startAt') ?? 0);
    const list = query.get('orderBy') === '-created' ? found.comments.toReversed() : found.comments;
    const page = list.slice(startAt, startAt + Number(query.get('maxResults') ?? 50));
    return { status: 200, body: { startAt, total: list.length, comments: page.map(commentOf) } };
  },
  webhook: ({ key }) => {
    const body = JSON.stringify({
      timestamp: Date.now(),
      webhookEvent: 'jira:issue_updated',
      issue: { key },
    });
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return { headers: { 'x-hub-signature': `sha256=${signature}` }, body };
  },
};

function issueOf({ key, state }: FakeIssue): object {
  const status = {
    open: { name: 'In Progress', statusCategory: { key: 'indeterminate' } },
    fixed: { name: 'Done', statusCategory: { key: 'done' } },
    closed: { name: "Won't do", statusCategory: { key: 'done' } },
  }[state];
  return { id: '10000', key, fields: { status } };
}

function commentOf({ id, author, body, at }: FakeComment): object {
  const content = body.split('\n').map((text) => ({
    type: 'paragraph',
    content: text === '' ? [] : [{ type: 'text', text }],
  }));
  return {
    id,
    author: { accountId: '5b10a2844c20165700ede21g', displayName: author },
    body: { type: 'doc', version: 1, content },
    created: at.toISOString().replace('Z', '+0000'),
  };
}

/** The lines of a document of plain paragraphs; throws for anything that Jira would refuse. */
function textOf(adf: unknown): string {
  const { type, version, content } = adf as {
    readonly type: string;
    readonly version: number;
    readonly content: readonly {
      readonly type: string;
      readonly content: readonly { readonly text: string }[];
    }[];
  };
  if (type !== 'doc' || version !== 1) throw new TypeError('must be a document');
  return content
    .map((paragraph) => {
      if (paragraph.type !== 'paragraph') throw new TypeError('must be a paragraph');
      // Jira refuses a text node without text.
      if (paragraph.content.some(({ text }) => text === '')) throw new TypeError('must have text');
      return paragraph.content.map(({ text }) => text).join('');
    })
    .join('\n');
}
