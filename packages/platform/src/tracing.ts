import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';

import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';
import { placeOf, traceparentOf } from './traceparent.ts';

// Off, everything here is a look at one variable. Nothing but this file and its neighbours knows OpenTelemetry.

let tracer: Tracer | undefined;

/** Tracing of a process, on or off. `stop` sends what is still held, within 2 s, and never rejects. */
export interface Tracing {
  stop(): Promise<void>;
}

const FLUSH_MS = 2_000;

/**
 * Starts tracing where there is an endpoint to send to; only then is the SDK loaded. It reads the standard `OTEL_*`
 * variables by itself. Nothing waits for the receiver: what it does not take in time is dropped, and logged at most once a
 * minute.
 */
export async function startTracing({
  service,
  version,
  endpoint,
  logger,
}: {
  readonly service: string;
  readonly version: string;
  /** Undefined leaves tracing off. */
  readonly endpoint: string | undefined;
  readonly logger: Logger;
}): Promise<Tracing> {
  if (endpoint === undefined) return { stop: async () => undefined };
  const { startSdk } = await import('./tracing-sdk.ts');
  const sdk = startSdk({ service, version, logger });
  ({ tracer } = sdk);
  return {
    stop: async () => {
      tracer = undefined;
      try {
        await withDeadline({ what: 'sending the last spans', promise: sdk.shutdown(), ms: FLUSH_MS });
      } catch (error) {
        logger.warn({ err: error }, 'the last spans are lost');
      }
    },
  };
}

/** The tracer; undefined while tracing is off. */
export function presentTracer(): Tracer | undefined {
  return tracer;
}

/** What a span is about: a ticket, or one event of it. */
export interface About {
  readonly ticketId: string;
  readonly seq?: number;
}

const WAKES = createContextKey('the wakes of a job');

/** Where in their traces the wakes of a job are; by ticket, and by ticket and event. */
type Wakes = ReadonlyMap<string, Context>;

/** What a span says of what it is about. */
export function idsOf({ ticketId, seq }: About): Attributes {
  return { 'tierline.ticket.id': ticketId, ...(seq !== undefined && { 'tierline.event.seq': seq }) };
}

export function placeKey({ ticketId, seq }: About): string {
  return seq === undefined ? ticketId : `${ticketId}.${seq}`;
}

export function withWakes(base: Context, wakes: Wakes): Context {
  return base.setValue(WAKES, wakes);
}

/** Where the handling of a wake is in its trace; undefined outside of it. */
function wakeContext(about: About): Context | undefined {
  return presentWakes()?.get(placeKey(about));
}

function presentWakes(): Wakes | undefined {
  return context.active().getValue(WAKES) as Wakes | undefined;
}

export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export const SPAN_KINDS: Readonly<Record<SpanKindName, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** A span to be made. */
export interface SpanWish {
  /** Of few: it holds no ids. */
  readonly name: string;
  readonly kind?: SpanKindName;
  readonly attributes: Attributes;
  /** Puts it under the handling of the wake that is about the same; its ids are among the attributes. */
  readonly about?: About | undefined;
  /** Where it belongs when nothing is under way that it could be a part of: a `traceparent`. */
  readonly after?: string | undefined;
}

/** Adds to the span what is known later; an `error.type` makes it an error. */
export type Note = (attributes: Attributes) => void;

/**
 * Runs something in a span. What it throws makes the span an error, by its kind only: messages may hold what a person wrote.
 * Off, it is only run.
 *
 * Part of what is it? Of the handling of the wake that is about the same ticket; else of what is under way. What a wake
 * brings about on another ticket has a trace of its own, with a link to the wake's, so that a trace stays as small as
 * what happens to one ticket at one time.
 */
export async function traced<T>(wish: SpanWish, run: (note: Note) => Promise<T>): Promise<T> {
  if (tracer === undefined) return run(unheard);
  const { parent, links } = parentOf(wish);
  const { name, kind = 'internal', about } = wish;
  const attributes = { ...wish.attributes, ...(about && idsOf(about)) };
  const span = tracer.startSpan(name, { kind: SPAN_KINDS[kind], attributes, links }, parent);
  const note = noting(span);
  try {
    return await context.with(trace.setSpan(parent, span), async () => run(note));
  } catch (error) {
    note({ 'error.type': errorType(error) });
    throw error;
  } finally {
    span.end();
  }
}

/** The `traceparent` of what is under way; undefined while tracing is off, or nothing is. */
export function presentTraceparent(): string | undefined {
  return tracer === undefined ? undefined : traceparentIn(context.active());
}

/** The `traceparent` of what is done about a ticket. */
export function traceparentAbout(about: About): string | undefined {
  return tracer === undefined ? undefined : traceparentIn(wakeContext(about) ?? context.active());
}

export function traceparentIn(where: Context): string | undefined {
  const place = trace.getSpanContext(where);
  return place === undefined ? undefined : traceparentOf(place);
}

/** The place that a `traceparent` names, to be a parent; the root where it names none. */
export function remoteContext(traceparent: string | undefined): Context {
  const place = placeOf(traceparent);
  return place === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, place);
}

/** Ids for log lines; undefined where nothing is traced. */
export function presentTraceIds(): { readonly trace_id: string; readonly span_id: string } | undefined {
  const place = tracer === undefined ? undefined : trace.getSpanContext(context.active());
  return place && { trace_id: place.traceId, span_id: place.spanId };
}

export function noting(span: Span): Note {
  return (attributes) => {
    span.setAttributes(attributes);
    if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  };
}

/** What kind of error it is, of few. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function unheard(): void {}

function parentOf({ about, after }: SpanWish): {
  readonly parent: Context;
  readonly links: Link[];
} {
  const active = context.active();
  if (about === undefined) return { parent: active, links: [] };
  const present = trace.getSpanContext(active);
  const wakes = presentWakes();
  const known = wakes?.get(placeKey(about));
  if (known !== undefined) {
    // Something that is done in the handling of it may be what this is a part of.
    const within =
      present?.traceId === trace.getSpanContext(known)?.traceId && !isWake(present?.spanId, wakes);
    return { parent: within ? active : known, links: [] };
  }
  const place = placeOf(after);
  if (place !== undefined && (wakes !== undefined || present === undefined))
    return { parent: trace.setSpanContext(active, place), links: [] };
  if (wakes === undefined || !isWake(present?.spanId, wakes)) return { parent: active, links: [] };
  return { parent: trace.deleteSpan(active), links: present ? [{ context: present }] : [] };
}

/** Whether a span is the handling of a wake itself, and not something that is done in it. */
function isWake(spanId: string | undefined, wakes: Wakes | undefined): boolean {
  return [...(wakes?.values() ?? [])].some((one) => trace.getSpanContext(one)?.spanId === spanId);
}
