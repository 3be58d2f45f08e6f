import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type Caller, type Route, ROUTE_NAMES, type RouteName, ROUTES } from '@tierline/contracts';
import { logTicket } from '@tierline/platform';
import { askedBy } from '@tierline/store';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { z } from 'zod';

import type { Admission } from './admission.ts';
import { customerViewOf } from './customer-view.ts';
import { expressPath } from './express-path.ts';
import type { Gate } from './gate.ts';
import { checkFields, type FieldProblem, ProblemError } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';

type Routes = typeof ROUTES;
type Parsed<N extends RouteName, Part extends string> = Part extends keyof Routes[N]
  ? Routes[N][Part] extends z.ZodType
    ? z.output<Routes[N][Part]>
    : undefined
  : undefined;

/** A request as it came, for a handler that checks a signature. */
export interface SignedParts {
  readonly headers: IncomingHttpHeaders;
  /** Not read as anything; empty where there was none. */
  readonly raw: Buffer;
}

/** A request after its route's schemas have read it. */
export interface ParsedRequest<N extends RouteName> {
  readonly params: Parsed<N, 'params'>;
  readonly query: Parsed<N, 'query'>;
  readonly headers: Parsed<N, 'headers'>;
  readonly body: Parsed<N, 'body'>;
  /** The bytes of a file that is sent, as they come. */
  readonly content: Routes[N] extends { readonly upload: true } ? AsyncIterable<Uint8Array> : undefined;
  /** Who asks; of a signed route only the handler can tell. */
  readonly caller: Routes[N]['access'] extends 'signed' ? undefined : Caller;
  /** Of a signed route, what the signature is over and where it is. */
  readonly signed: Routes[N]['access'] extends 'signed' ? SignedParts : undefined;
}

/** A file to be saved. */
export interface FileAnswer {
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly content: Readable;
}

/** What a handler answers; neither body nor file means the route's empty answer. */
export interface Answer<N extends RouteName> {
  readonly body?: z.input<Routes[N]['response']>;
  readonly file?: Routes[N] extends { readonly download: true } ? FileAnswer : never;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of a body: the answer in one of the route's other media types. */
  readonly text?: { readonly type: string; readonly content: string };
}

/** One handler for each route of the API. */
export type Handlers = { readonly [N in RouteName]: (request: ParsedRequest<N>) => Promise<Answer<N>> };

const PARTS = ['params', 'query', 'headers', 'body'] as const;

/** What is read of a body that is JSON. */
const JSON_BODY = express.json({ limit: '256kb' });
/** What others sign is as long as they make it. */
const RAW_BODY = express.raw({ type: () => true, limit: '2mb' });

/** For a body that the handler reads. */
const UNREAD: RequestHandler = (_request, _response, next) => next();

/** What stands around a handler. */
export interface Guards {
  readonly admission: Pick<Admission, 'hold'>;
  readonly gate: Gate;
  readonly limits: RateLimits;
}

/**
 * Mounts every route: ask the gate who calls, and whether not too often, parse all parts, answer 400 with every field at
 * fault, ask the gate whether the caller may do that, call the handler.
 */
export function mountRoutes(app: Express, handlers: Handlers, { admission, gate, limits }: Guards): void {
  const methods = new Map<string, string[]>();
  for (const name of ROUTE_NAMES) {
    const route: Route = ROUTES[name];
    const path = expressPath(route);
    // The parts were parsed by this very route's schemas: the one place where types cannot follow.
    const handle = handlers[name] as (request: unknown) => Promise<Answer<RouteName>>;
    const forCustomers =
      route.access !== 'signed' && route.access.roles.includes('requester')
        ? customerViewOf(route)
        : undefined;
    app[route.method](
      path,
      async (request: Request, response: Response, next: NextFunction) => {
        const known = await gate.admit(route, request);
        if (known !== undefined) await limits.check(known.keyId);
        response.locals['caller'] = known;
        next();
      },
      bodyReader(route),
      whileInHand(admission, async (request, response) => {
        const caller: Caller | undefined = response.locals['caller'];
        const parsed = parse(route, request);
        logTicketOf(route, parsed);
        if (caller !== undefined) await gate.check(route, caller, parsed);
        const asked = {
          ...parsed,
          caller,
          ...(route.access === 'signed' && { signed: signedParts(request) }),
          // Left early, it leaves the connection alone, which is to get the answer.
          content: route.upload && request.iterator({ destroyOnReturn: false }),
        };
        const answer = caller === undefined ? handle(asked) : askedBy(caller, async () => handle(asked));
        // What nobody reads any more has to be let through, or the next request on the connection would wait behind it.
        const {
          body,
          headers = {},
          file,
          text,
        } = await answer.finally(() => route.upload && request.resume());
        response.set(headers);
        if (file !== undefined) await sendFile(response, file);
        else if (text !== undefined) response.status(route.status).type(text.type).send(text.content);
        else if (body === undefined) response.status(route.empty ?? 204).end();
        else
          response
            .status(route.status)
            .json(caller?.role === 'requester' ? forCustomers?.(body as never) : body);
      }),
    );
    methods.set(path, [...(methods.get(path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (request, response) => {
      response.set('Allow', allowed.join(', '));
      throw new ProblemError(
        'method-not-allowed',
        `${request.method} is not possible here; use ${allowed.join(' or ')}`,
      );
    });
  }
}

function logTicketOf({ path }: Route, { params }: Record<string, unknown>): void {
  if (!path.startsWith('/v1/tickets/{id}') || typeof params !== 'object' || params === null) return;
  if ('id' in params && typeof params.id === 'string') logTicket(params.id);
}

/** Work that counts as in hand until it is done. Where the client has gone already there is nobody to do it for. */
function whileInHand(
  admission: Guards['admission'],
  work: (request: Request, response: Response) => Promise<void>,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    if (response.closed) return;
    const release = admission.hold(response);
    try {
      await work(request, response);
    } finally {
      release();
    }
  };
}

function signedParts({ headers, body }: Request): SignedParts {
  return { headers, raw: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}

/** How the body of a route is read before its handler has a turn. */
function bodyReader({ access, upload }: Route): RequestHandler {
  if (upload) return UNREAD;
  return access === 'signed' ? RAW_BODY : JSON_BODY;
}

/** Sends what is to be saved and nothing else: no browser shows it, whatever it is. */
async function sendFile(response: Response, { name, type, size, content }: FileAnswer): Promise<void> {
  response.attachment(name);
  // As it is: Express would add a character set that nobody declared.
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', size);
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  await pipeline(content, response);
}

function parse(route: Route, request: Request): Record<string, unknown> {
  if (route.body !== undefined && request.is('application/json') === false) {
    throw new ProblemError('unsupported-media-type', 'send the body as application/json');
  }
  const parsed: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const part of PARTS) {
    const schema = route[part];
    if (schema === undefined) continue;
    const result = schema.safeParse(part === 'body' ? (request.body ?? {}) : request[part]);
    if (result.success) parsed[part] = result.data;
    else problems.push(...result.error.issues.flatMap((issue) => fieldProblems(issue)));
  }
  checkFields(problems);
  return parsed;
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const field = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys')
    return [{ field: field === '' ? 'body' : field, message: issue.message }];
  return issue.keys.map((key) => ({
    field: [...issue.path, key].join('.'),
    message: 'is not a known field',
  }));
}
