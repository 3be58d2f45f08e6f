import { randomUUID } from 'node:crypto';

import { type LogFields, type Logger, startRequestSpan, withLogFields } from '@tierline/platform';
import type { RequestHandler } from 'express';

import { declaredRoute } from './declared-route.ts';

const HEADER = 'X-Request-Id';
/** Ids of gateways and of clients: no spaces, nothing that an e-mail address or a line of a log could be made of. */
const SANE = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * Gives every request an id, the one that it came with if that is one, answers it as `X-Request-Id`, and puts it into every
 * log line until the answer; with tracing on, the request is a span. At level debug each request is a line of its own.
 */
export function requestContext(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get(HEADER);
    const requestId = given !== undefined && SANE.test(given) ? given : randomUUID();
    response.setHeader(HEADER, requestId);
    response.locals['requestId'] = requestId;
    const fields: LogFields = { requestId };
    const traceparent = request.get('traceparent');
    const span = startRequestSpan({ method: request.method, requestId, traceparent });
    const told = logger.isLevelEnabled('debug');
    if (span !== undefined || told) {
      const begun = performance.now();
      response.once('close', () => {
        const answered = { status: response.statusCode, route: declaredRoute(request) };
        const tell = () => {
          const ms = Math.round(performance.now() - begun);
          logger.debug({ ...fields, method: request.method, ...answered, ms }, 'request');
        };
        if (!told) return span?.end(answered);
        if (span === undefined) return tell();
        span.run(tell);
        span.end(answered);
      });
    }
    withLogFields(fields, () => (span === undefined ? next() : span.run(next)));
  };
}

/** The id of a request, for the answer to it. */
export function requestIdOf(locals: Readonly<Record<string, unknown>>): { readonly requestId?: string } {
  const { requestId } = locals;
  return typeof requestId === 'string' ? { requestId } : {};
}
