import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { z } from 'zod';

/** A span as it was received, with the name of the service that sent it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  /** As in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Absent for the root of a trace. */
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failed: boolean;
}

/** A receiver of OTLP over HTTP, as JSON. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** What was sent, word for word. */
  readonly bodies: readonly string[];
  /** From now on it takes requests and answers none. */
  hang(): void;
  /** Nobody listens any more; what was received stays. */
  leave(): Promise<void>;
}

const value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  arrayValue: z
    .looseObject({ values: z.array(z.looseObject({ stringValue: z.string().optional() })) })
    .optional(),
});
const attributes = z
  .array(z.looseObject({ key: z.string(), value }))
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value: { stringValue, intValue, arrayValue } }) => [
        key,
        arrayValue?.values.map((one) => one.stringValue) ??
          stringValue ??
          (intValue === undefined ? undefined : Number(intValue)),
      ]),
    ),
  );
const request = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(
        z.looseObject({
          spans: z.array(
            z.looseObject({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes,
              links: z.array(z.looseObject({ traceId: z.string(), spanId: z.string() })).default([]),
              status: z.looseObject({ code: z.number() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  let hangs = false;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      if (hangs) return;
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      for (const { resource, scopeSpans } of request.parse(JSON.parse(body)).resourceSpans) {
        for (const { status, parentSpanId, ...span } of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({
            ...span,
            parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
            service: String(resource.attributes['service.name']),
            failed: status?.code === 2,
          });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const leave = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    hang: () => {
      hangs = true;
    },
    leave,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await leave();
    },
  };
}
