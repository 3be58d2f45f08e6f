import {
  type Attributes,
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';

import { placeOf } from './traceparent.ts';
import {
  type About,
  errorType,
  idsOf,
  noting,
  placeKey,
  presentTracer,
  remoteContext,
  SPAN_KINDS,
  traceparentIn,
  withWakes,
} from './tracing.ts';

/** What goes through a queue, with its place in its trace. */
export interface Carried extends About {
  readonly traceparent?: string | undefined;
}

/**
 * Puts things on a queue, each in a producer span under its own place. `add` gets them with the places of those spans.
 * What has no place is added as it is.
 */
export async function sending<T extends Carried>(
  queue: string,
  items: readonly T[],
  add: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  const tracer = presentTracer();
  if (tracer === undefined) return add(items);
  const spans: Span[] = [];
  const placed = items.map((item) => {
    if (item.traceparent === undefined) return item;
    const attributes = { ...messaging(queue, 'send', items.length), ...idsOf(item) };
    const parent = remoteContext(item.traceparent);
    const span = tracer.startSpan(`send ${queue}`, { kind: SPAN_KINDS.producer, attributes }, parent);
    spans.push(span);
    return { ...item, traceparent: traceparentIn(trace.setSpan(ROOT_CONTEXT, span)) };
  });
  try {
    await context.with(ROOT_CONTEXT, async () => add(placed));
  } catch (error) {
    for (const span of spans) fail(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Something that came from a queue, and which attempt at it this is, from 1. */
export interface Received extends Carried {
  readonly attempt: number;
}

/** The consumer spans of things that are handled together. */
export interface Reception {
  /** Handles one by itself. */
  alone<T>(item: About, handle: () => Promise<T>): Promise<T>;
  failed(item: About, error: unknown): void;
}

const UNTRACED: Reception = { alone: async (_item, handle) => handle(), failed: () => undefined };

/**
 * Handles what came from a queue, each in a consumer span of its own, so that what is done about each ticket goes on in its
 * own trace. `linked` begins new traces with a link, for what waited so long that it is another story.
 */
export async function receiving<T>(
  {
    queue,
    items,
    linked = false,
  }: { readonly queue: string; readonly items: readonly Received[]; readonly linked?: boolean },
  handle: (reception: Reception) => Promise<T>,
): Promise<T> {
  const tracer = presentTracer();
  if (tracer === undefined) return handle(UNTRACED);
  const wakes = new Map<string, Context>();
  // Every place is found from every other, by what is done in any of them.
  const base = withWakes(ROOT_CONTEXT, wakes);
  const spans = new Map<string, Span>();
  const all: Span[] = [];
  for (const item of items) {
    const { attempt, traceparent } = item;
    const attributes = {
      ...messaging(queue, 'process', items.length),
      ...idsOf(item),
      'tierline.attempt': attempt,
    };
    const place = placeOf(traceparent);
    const links: Link[] = linked && place !== undefined ? [{ context: place }] : [];
    const parent = linked || place === undefined ? base : trace.setSpanContext(base, place);
    const span = tracer.startSpan(
      `process ${queue}`,
      { kind: SPAN_KINDS.consumer, attributes, links },
      parent,
    );
    all.push(span);
    spans.set(placeKey(item), span);
    const where = trace.setSpan(base, span);
    wakes.set(placeKey(item), where);
    // Of several events of one ticket the last one stands for all: it is the last that is seen to.
    wakes.set(item.ticketId, where);
  }
  const only = items.length === 1 ? [...wakes.values()][0] : undefined;
  const failed = (item: About, error: unknown) => {
    const span = spans.get(placeKey(item));
    if (span !== undefined) fail(span, error);
  };
  try {
    return await context.with(only ?? base, async () =>
      handle({
        failed,
        alone: async (item, run) => context.with(wakes.get(placeKey(item)) ?? base, run),
      }),
    );
  } catch (error) {
    for (const span of all) fail(span, error);
    throw error;
  } finally {
    for (const span of all) span.end();
  }
}

/** Places of many, in one text; undefined where there are none. */
export function packPlaces(items: readonly Carried[]): string | undefined {
  return items.some(({ traceparent }) => traceparent !== undefined)
    ? items.map(({ traceparent }) => traceparent ?? '').join(',')
    : undefined;
}

/** The place of each of them, by number. */
export function unpackPlaces(text: string | undefined): readonly (string | undefined)[] {
  return text?.split(',').map((one) => (one === '' ? undefined : one)) ?? [];
}

function fail(span: Span, error: unknown): void {
  noting(span)({ 'error.type': errorType(error) });
}

/** OpenTelemetry's conventions for messaging. */
function messaging(queue: string, operation: 'send' | 'process', count: number): Attributes {
  return {
    'messaging.system': 'bullmq',
    'messaging.destination.name': queue,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    ...(count > 1 && { 'messaging.batch.message_count': count }),
  };
}
