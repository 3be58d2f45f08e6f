import { context, trace } from '@opentelemetry/api';

import {
  type About,
  noting,
  presentTraceparent,
  presentTracer,
  remoteContext,
  SPAN_KINDS,
  traced,
} from './tracing.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** The span of a request that is answered here. */
export interface RequestSpan {
  /** Runs something as a part of it. */
  run<T>(part: () => T): T;
  /** `route` is as it was declared, without ids; undefined where there is none for it. */
  end(answered: { readonly status: number; readonly route: string | undefined }): void;
}

/**
 * Begins the span of a request, in the trace that its `traceparent` names, if it has one. Neither path nor query are in it:
 * they may hold whom it is about. Undefined while tracing is off.
 */
export function startRequestSpan(request: {
  readonly method: string;
  readonly requestId: string;
  readonly traceparent: string | undefined;
}): RequestSpan | undefined {
  const tracer = presentTracer();
  if (tracer === undefined) return undefined;
  const method = METHODS.has(request.method) ? request.method : '_OTHER';
  const parent = remoteContext(request.traceparent);
  const attributes = {
    'http.request.method': method,
    'url.scheme': 'http',
    'tierline.request.id': request.requestId,
  };
  const span = tracer.startSpan(method, { kind: SPAN_KINDS.server, attributes }, parent);
  const own = trace.setSpan(parent, span);
  return {
    run: (part) => context.with(own, part),
    end: ({ status, route }) => {
      if (route !== undefined) span.updateName(`${method} ${route}`);
      noting(span)({
        'http.response.status_code': status,
        ...(route !== undefined && { 'http.route': route }),
        // A client's mistake is no error of ours.
        ...(status >= 500 && { 'error.type': String(status) }),
      });
      span.end();
    },
  };
}

/**
 * `fetch` in a client span. Of the address only server and port are in it: paths and queries of others hold secrets.
 * `tell` sends the receiver the span's `traceparent`.
 */
export async function tracedFetch(
  url: string,
  init: RequestInit & { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  {
    about,
    after,
    attempt = 1,
    tell = false,
  }: {
    readonly about?: About;
    readonly after?: string | undefined;
    /** From 1. */
    readonly attempt?: number;
    readonly tell?: boolean;
  } = {},
): Promise<Response> {
  if (presentTracer() === undefined) return fetch(url, init);
  const { method, headers } = init;
  const { hostname, port, protocol } = new URL(url);
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
    'tierline.attempt': attempt,
  };
  return traced({ name: method, kind: 'client', attributes, about, after }, async (note) => {
    const sent = new Headers(headers);
    const traceparent = tell ? presentTraceparent() : undefined;
    if (traceparent !== undefined) sent.set('traceparent', traceparent);
    const response = await fetch(url, { ...init, headers: sent });
    note({
      'http.response.status_code': response.status,
      ...(response.status >= 400 && { 'error.type': String(response.status) }),
    });
    return response;
  });
}
