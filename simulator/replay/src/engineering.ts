import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { instant } from '@tierline/domain';
import type { Scenario } from '@tierline/model';
import type { Clock } from '@tierline/platform';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

import { drawDuration, randomStream } from './random-stream.ts';
import { sleepUntil } from './sleep.ts';

/** Synthetic engineers behind a tracker of their own: they fix what is filed there, after a while. */
export interface Engineering extends AsyncDisposable {
  /** Where the tracker is. */
  readonly url: string;
  /** Issues that were filed until now, and those of them that are fixed. */
  readonly counts: () => { readonly filed: number; readonly fixed: number };
}

export interface EngineeringOptions {
  /** The tracker's own. 0 takes a free one. */
  readonly port: number;
  /** Where the tracker tells that an issue has changed. */
  readonly webhookUrl: string;
  /** Standard Webhooks secrets: by which requests to the tracker are signed, and by which it signs what it tells. */
  readonly token: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly fix: Scenario['work']['engineering']['fix'];
  readonly seed: number;
}

interface Issue {
  readonly key: string;
  readonly reference: string;
  status: 'open' | 'fixed';
  readonly comments: Comment[];
}

interface Comment {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly at: string;
  readonly reference?: string;
}

const newIssue = z.object({ reference: z.string(), title: z.string(), body: z.string() });
const newComment = z.object({ reference: z.string(), body: z.string() });
const LARGEST = 256 * 1024;

/**
 * Starts the tracker, on loopback: the small API that the README of `@tierline/trackers` describes. Rejects with EADDRINUSE
 * when the port is taken.
 */
export async function startEngineering(options: EngineeringOptions): Promise<Engineering> {
  const { clock, fix, seed, webhookUrl, port } = options;
  const [incoming, outgoing] = [new Webhook(options.token), new Webhook(options.secret)];
  const issues = new Map<string, Issue>();
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();

  /** Works on an issue and tells of the fix. A webhook that is lost is made up for by whoever asks for the issue. */
  async function work(issue: Issue): Promise<void> {
    const takes = drawDuration(randomStream(seed, `fix/${issue.key}`), fix);
    await sleepUntil(clock, instant(clock.now() + takes), stop.signal);
    say(issue, { author: 'dev', body: 'Found and fixed; it is in the next build.' });
    issue.status = 'fixed';
    const [id, now, body] = [randomUUID(), new Date(), JSON.stringify({ issue: issue.key })];
    await fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': outgoing.sign(id, now, body),
      },
      body,
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]),
    });
  }

  function filed(reference: string): Issue {
    const known = [...issues.values()].find((issue) => issue.reference === reference);
    if (known !== undefined) return known;
    const issue: Issue = { key: `BUG-${issues.size + 1}`, reference, status: 'open', comments: [] };
    issues.set(issue.key, issue);
    const working = work(issue)
      .catch(() => {})
      .finally(() => underWay.delete(working));
    underWay.add(working);
    return issue;
  }

  function answer(method: string, url: URL, body: unknown): object | undefined {
    if (url.pathname === '/issues' && method === 'POST')
      return { key: filed(newIssue.parse(body).reference).key };
    if (url.pathname === '/issues') {
      const found = [...issues.values()].filter(
        ({ reference }) => reference === url.searchParams.get('reference'),
      );
      return { items: found.map(({ key }) => ({ key })) };
    }
    const [, key = '', comments] = /^\/issues\/([^/]+)(\/comments)?$/.exec(url.pathname) ?? [];
    const issue = issues.get(key);
    if (issue === undefined) return undefined;
    if (comments !== undefined && method === 'POST') {
      const said = newComment.parse(body);
      return { id: say(issue, { author: 'support', ...said }).id };
    }
    return { key, status: issue.status, comments: issue.comments };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await read(request);
    const url = new URL(request.url ?? '/', 'http://tracker');
    const found = isSigned(incoming, request, raw)
      ? answer(request.method ?? 'GET', url, raw === '' ? undefined : JSON.parse(raw))
      : 'unsigned';
    const status = found === undefined ? 404 : found === 'unsigned' ? 401 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? found : {}));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({
      filed: issues.size,
      fixed: [...issues.values()].filter(({ status }) => status === 'fixed').length,
    }),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all(underWay);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function say(issue: Issue, said: Pick<Comment, 'author' | 'body' | 'reference'>): Comment {
  const comment = { id: `${issue.key}-${issue.comments.length + 1}`, at: new Date().toISOString(), ...said };
  issue.comments.push(comment);
  return comment;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST) throw new RangeError('larger than any issue');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Not by the library's own check: that would parse a body, which a reading request does not have. */
function isSigned(key: Webhook, { headers }: IncomingMessage, raw: string): boolean {
  const [id, seconds, signature] = [
    headers['webhook-id'],
    Number(headers['webhook-timestamp']),
    headers['webhook-signature'],
  ];
  return typeof id === 'string' && seconds > 0 && signature === key.sign(id, new Date(seconds * 1000), raw);
}
