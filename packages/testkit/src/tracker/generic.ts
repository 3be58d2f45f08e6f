import { randomUUID } from 'node:crypto';

import { Webhook } from 'standardwebhooks';

import type { Asked, Dialect, FakeComment, FakeIssue } from './fake-tracker.ts';
import { stringIn } from './read.ts';

const TOKEN = `whsec_${Buffer.from('requests of Tierline, signed').toString('base64')}`;
const SECRET = `whsec_${Buffer.from('webhooks to Tierline, signed').toString('base64')}`;

/** A tracker with the small API of the README of @tierline/trackers. */
export const GENERIC: Dialect = {
  declared: (id, url) =>
    `{ id: ${id}, kind: generic, url: '${url}', tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET }`,
  token: TOKEN,
  secret: SECRET,
  authorized: isSigned,
  answer: ({ method, path, query, body }, store) => {
    if (path === '/issues' && method === 'POST') {
      const filed = store.file({
        reference: stringIn(body, 'reference'),
        title: stringIn(body, 'title'),
        body: stringIn(body, 'body'),
      });
      return { status: 201, body: shortly(filed, store.url) };
    }
    if (path === '/issues') {
      const found = [...store.issues.values()].filter(
        ({ reference }) => reference === query.get('reference'),
      );
      return { status: 200, body: { items: found.map((one) => shortly(one, store.url)) } };
    }
    const [, key = '', comments] = /^\/issues\/([^/]+)(\/comments)?$/.exec(path) ?? [];
    const found = store.issues.get(key);
    if (found === undefined) return undefined;
    if (comments !== undefined) {
      const said = { body: stringIn(body, 'body'), reference: stringIn(body, 'reference') };
      return { status: 201, body: { id: store.comment(found, { author: 'tierline', ...said }).id } };
    }
    const since = new Date(query.get('since') ?? 0);
    return {
      status: 200,
      body: {
        ...shortly(found, store.url),
        status: found.state,
        comments: found.comments.filter(({ at }) => at >= since).map(commentOf),
      },
    };
  },
  webhook: ({ key }) => {
    const body = JSON.stringify({ issue: key });
    const [id, now] = [randomUUID(), new Date()];
    return {
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(SECRET).sign(id, now, body),
      },
      body,
    };
  },
};

function isSigned({ raw, headers }: Asked): boolean {
  try {
    // The library would parse JSON, which a request without a body has not.
    const [id, at] = [String(headers['webhook-id']), new Date(Number(headers['webhook-timestamp']) * 1000)];
    return headers['webhook-signature'] === new Webhook(TOKEN).sign(id, at, raw);
  } catch {
    return false;
  }
}

function shortly({ key }: FakeIssue, url: string): object {
  return { key, url: `${url}/${key}` };
}

function commentOf({ id, author, body, at, reference }: FakeComment): object {
  return { id, author, body, at: at.toISOString(), ...(reference !== undefined && { reference }) };
}
