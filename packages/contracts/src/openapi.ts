import type { z } from 'zod';
import { createDocument } from 'zod-openapi';

import { problem } from './problem.ts';
import { ROUTES } from './routes.ts';

interface Described {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  readonly response: z.ZodType;
  readonly empty?: number;
  readonly refusals: readonly number[];
}

/** The API as an OpenAPI 3.1 document, generated from the same schemas that parse requests. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries<Described>(ROUTES)) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(operationId, route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tierline',
      version,
      description: 'Three-tier customer support: tickets, promises, escalation.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
  });
}

function operation(operationId: string, route: Described) {
  const refusals = [400, ...(route.body ? [413, 415] : []), ...route.refusals, 503];
  const { params: path, query, headers: header } = route;
  return {
    operationId,
    summary: route.summary,
    requestParams: { ...(path && { path }), ...(query && { query }), ...(header && { header }) },
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: {
      [route.status]: { description: 'Done.', content: { 'application/json': { schema: route.response } } },
      ...(route.empty && { [route.empty]: { description: 'Nothing to answer.' } }),
      ...Object.fromEntries(
        refusals.map((status) => [
          status,
          { description: 'Refused.', content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
    },
  };
}
