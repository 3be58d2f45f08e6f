import { z } from 'zod';
import { createDocument } from 'zod-openapi';

import type { Access } from './access.ts';
import { problem } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

/** The API as an OpenAPI 3.1 document, generated from the same schemas that parse requests. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries<Route>(ROUTES)) {
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
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key: `Authorization: Bearer tl_...`.',
        },
      },
    },
    paths,
  });
}

/** A file as it is. */
const BYTES = { type: 'string', format: 'binary' } as const;

/** The answer of a route, by its media types. */
function contentsOf({ download, response, texts = [] }: Route) {
  if (download) return { '*/*': { schema: BYTES } };
  return {
    'application/json': { schema: response },
    ...Object.fromEntries(texts.map((type) => [type, { schema: z.string() }])),
  };
}

function operation(operationId: string, route: Route) {
  const keyed = route.access !== 'signed';
  const refusals = [
    400,
    ...(keyed ? [401, 403] : []),
    ...(route.body || route.upload ? [413, 415] : []),
    ...route.refusals,
    ...(keyed ? [429] : []),
    503,
  ];
  const { params: path, query, headers: header } = route;
  return {
    operationId,
    summary: route.summary,
    description: whoMay(route.access),
    security: keyed ? [{ apiKey: [] }] : [],
    requestParams: {
      ...(path && { path }),
      ...(query && { query }),
      ...(header && { header: asParameters(header) }),
    },
    ...(route.upload && { requestBody: { required: true, content: { '*/*': { schema: BYTES } } } }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: {
      [route.status]: {
        description: 'Done.',
        content: contentsOf(route),
      },
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

/** Headers as parameters: a document that names the media type of a body has none for it, by the standard. */
function asParameters(headers: z.ZodObject): z.ZodObject {
  return 'content-type' in headers.shape ? headers.omit({ 'content-type': true }) : headers;
}

function whoMay(access: Access): string {
  if (access === 'signed') return 'For whoever can sign the request; needs no key.';
  return `For keys of ${access.roles.join(', ')} with the scope ${access.scope}.`;
}
