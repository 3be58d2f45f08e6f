import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { GENERIC } from './generic.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';
import { JIRA } from './jira.ts';

export type TrackerKind = 'github' | 'gitlab' | 'jira' | 'generic';

/** An issue of a tracker that only tests know. */
export interface FakeIssue {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly reference: string | undefined;
  readonly labels: readonly string[];
  readonly createdAt: Date;
  state: 'open' | 'fixed' | 'closed';
  readonly comments: FakeComment[];
}

export interface FakeComment {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly reference: string | undefined;
  readonly at: Date;
}

/** How a tracker behaves: well, or in one of the ways in which trackers do not. `deaf` does it and never says so. */
export type Behaviour =
  | 'well'
  | 'cut off'
  | 'silent'
  | 'limited'
  | 'broken'
  | 'in HTML'
  | 'in other JSON'
  | 'truncated'
  | 'locked'
  | 'refusing'
  | 'without it'
  | 'deaf';

/** What a tracker keeps, whatever it speaks. */
export interface FakeStore {
  readonly issues: Map<string, FakeIssue>;
  readonly url: string;
  readonly file: (issue: Partial<FakeIssue> & { readonly title: string; readonly body: string }) => FakeIssue;
  readonly comment: (
    issue: FakeIssue,
    comment: {
      readonly author: string;
      readonly body: string;
      readonly reference?: string | undefined;
      readonly at?: Date;
    },
  ) => FakeComment;
}

/** A request, read. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: string;
  /** Parsed JSON, or undefined. */
  readonly body: unknown;
}

export interface Told {
  readonly status: number;
  readonly body: unknown;
  /** What the tracker's webhook then tells of, where the dialect knows. */
  readonly changed?: { readonly issue: FakeIssue; readonly how: FakeChange };
}

/** How an issue changed. */
export type FakeChange = 'opened' | 'edited' | 'closed' | 'reopened' | 'commented';

/** How one kind of tracker speaks, as its public documentation says. */
export interface Dialect {
  /** Its line under `engineering.trackers` of a policy file. */
  readonly declared: (id: string, url: string) => string;
  readonly token: string;
  readonly secret: string;
  /** The answer, or undefined for an address that it does not have. Undefined credentials are 401. */
  readonly answer: (asked: Asked, store: FakeStore) => Told | undefined;
  readonly authorized: (asked: Asked) => boolean;
  /** The webhook that it sends about an issue; `how` where it says that. */
  readonly webhook: (
    issue: FakeIssue,
    how?: FakeChange,
  ) => { readonly headers: Record<string, string>; readonly body: string };
}

/** A tracker on a local port that answers as the public documentation of its kind says. */
export interface FakeTracker extends FakeStore, AsyncDisposable {
  readonly kind: TrackerKind;
  readonly dialect: Dialect;
  readonly requests: readonly Asked[];
  behaviour: Behaviour;
  /** Told of each request before it is answered; rejects or waits as the test likes. */
  before: (asked: Asked) => Promise<void>;
  /** Told of each request that was carried out, before it is answered. */
  after: (asked: Asked) => Promise<void>;
  /** Where it sends its webhooks by itself, signed, once after each change by its API. Nowhere unless set. */
  hook: string | undefined;
  /** What each of those webhooks was answered with, in order; 0 where nobody answered. */
  readonly hooked: readonly number[];
}

const DIALECTS: Readonly<Record<TrackerKind, Dialect>> = {
  github: GITHUB,
  gitlab: GITLAB,
  jira: JIRA,
  generic: GENERIC,
};

export async function startFakeTracker(kind: TrackerKind): Promise<FakeTracker> {
  const dialect = DIALECTS[kind];
  const requests: Asked[] = [];
  const hooked: number[] = [];
  const issues = new Map<string, FakeIssue>();
  let comments = 100;
  const server = createServer((request, response) => {
    let raw = '';
    request.on('data', (chunk: Buffer) => (raw += chunk.toString()));
    request.on('end', () => void serve(askedOf(request, raw), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const tracker: FakeTracker = {
    kind,
    dialect,
    requests,
    issues,
    url,
    behaviour: 'well',
    before: async () => undefined,
    after: async () => undefined,
    hook: undefined,
    hooked,
    file: (issue) => {
      const number = String(issues.size + 1);
      const key = kind === 'jira' ? `SUP-${number}` : number;
      const filed: FakeIssue = {
        reference: undefined,
        labels: [],
        createdAt: new Date(),
        state: 'open',
        comments: [],
        ...issue,
        key,
      };
      issues.set(key, filed);
      return filed;
    },
    comment: (issue, { at = new Date(), reference, ...comment }) => {
      comments += 1;
      const said = { id: String(comments), at, reference, ...comment };
      issue.comments.push(said);
      return said;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function serve(asked: Asked, response: ServerResponse): Promise<void> {
    requests.push(asked);
    await tracker.before(asked);
    const { behaviour } = tracker;
    if (behaviour === 'silent') return;
    if (behaviour === 'cut off') return void response.destroy();
    if (behaviour === 'limited') return void response.writeHead(429, { 'retry-after': '120' }).end();
    if (behaviour === 'broken') return void response.writeHead(500).end('oops');
    if (behaviour === 'locked') return send(response, { status: 401, body: { message: 'Bad credentials' } });
    if (behaviour === 'refusing')
      return send(response, { status: 422, body: { message: 'Validation Failed' } });
    if (behaviour === 'without it')
      return send(response, { status: 410, body: { message: 'This issue was deleted' } });
    if (behaviour === 'in HTML')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>');
    if (behaviour === 'in other JSON') return send(response, { status: 200, body: { hello: 1 } });
    const told: Told = dialect.authorized(asked)
      ? (dialect.answer(asked, tracker) ?? { status: 404, body: { message: 'Not Found' } })
      : { status: 401, body: { message: 'Unauthorized' } };
    await tracker.after(asked);
    if (behaviour === 'deaf') return void response.destroy();
    if (behaviour !== 'truncated') {
      send(response, told);
      return tellHook(told.changed);
    }
    const text = JSON.stringify(told.body);
    response.writeHead(told.status, { 'content-length': text.length, 'content-type': 'application/json' });
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  }

  /** A webhook that gets lost stays lost, as with real trackers. */
  async function tellHook(changed: Told['changed']): Promise<void> {
    if (tracker.hook === undefined || changed === undefined) return;
    const { headers, body } = dialect.webhook(changed.issue, changed.how);
    const sent = fetch(tracker.hook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    hooked.push(
      await sent.then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return tracker;
}

function send(response: ServerResponse, { status, body }: Told): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function askedOf(request: IncomingMessage, raw: string): Asked {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tracker');
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    raw,
    body: raw === '' ? undefined : JSON.parse(raw),
  };
}
