import { type RouteName, ROUTES } from '@tierline/contracts';
import type { Express, Request, Response } from 'express';
import type { z } from 'zod';

import { checkFields, type FieldProblem, ProblemError } from './problems.ts';

type Routes = typeof ROUTES;
type Parsed<N extends RouteName, Part extends string> = Part extends keyof Routes[N]
  ? Routes[N][Part] extends z.ZodType
    ? z.output<Routes[N][Part]>
    : undefined
  : undefined;

/** A request after its route's schemas have read it. */
export interface ParsedRequest<N extends RouteName> {
  readonly params: Parsed<N, 'params'>;
  readonly query: Parsed<N, 'query'>;
  readonly headers: Parsed<N, 'headers'>;
  readonly body: Parsed<N, 'body'>;
}

/** What a handler answers; no body means the route's empty answer. */
export interface Answer<N extends RouteName> {
  readonly body?: z.input<Routes[N]['response']>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One handler for each route of the API. */
export type Handlers = { readonly [N in RouteName]: (request: ParsedRequest<N>) => Promise<Answer<N>> };

interface RouteSchemas {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly status: number;
  readonly empty?: number;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly headers?: z.ZodType;
  readonly body?: z.ZodType;
}

const PARTS = ['params', 'query', 'headers', 'body'] as const;

/** Mounts every route: parse all parts, answer 400 with every field at fault, else call the handler. */
export function mountRoutes(app: Express, handlers: Handlers): void {
  const methods = new Map<string, string[]>();
  for (const name of Object.keys(ROUTES).filter(isRouteName)) {
    const route: RouteSchemas = ROUTES[name];
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    // The parts were parsed by this very route's schemas: the one place where types cannot follow.
    const handle = handlers[name] as (request: unknown) => Promise<Answer<RouteName>>;
    app[route.method](path, async (request: Request, response: Response) => {
      const answer = await handle(parse(route, request));
      response.set(answer.headers ?? {});
      if (answer.body === undefined) response.status(route.empty ?? 204).end();
      else response.status(route.status).json(answer.body);
    });
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

function isRouteName(name: string): name is RouteName {
  return name in ROUTES;
}

function parse(route: RouteSchemas, request: Request): Record<string, unknown> {
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
