import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';

/** Version 00 of W3C Trace Context; what a later version adds behind the flags is not read. */
const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The place in a trace as a `traceparent` of W3C Trace Context: 55 characters, ids only. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`;
}

/** The place that a `traceparent` names; undefined for anything that is none. */
export function placeOf(traceparent: string | undefined): SpanContext | undefined {
  if (traceparent === undefined || traceparent.length > 200) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = FORMAT.exec(traceparent) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const place = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(place) ? place : undefined;
}
