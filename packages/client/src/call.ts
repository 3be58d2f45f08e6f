import type { ROUTES } from '@tierline/contracts';

import type { PathValues } from './path.ts';
import type { ApiRequest } from './transport.ts';

// What a schema of the contract accepts and what it gives; the client itself needs nothing else of zod.
export type Input<S extends { readonly _zod: { readonly input: unknown } }> = S['_zod']['input'];
export type Output<S extends { readonly _zod: { readonly output: unknown } }> = S['_zod']['output'];
export type Routes = typeof ROUTES;

/** How a request may be repeated. */
export interface Repeatable {
  /** With the same key the same request is carried out once; without one, a repeat is another request. */
  readonly idempotencyKey?: string;
}

/** How a ticket is changed. */
export interface ChangeOptions extends Repeatable {
  /** The version of the ticket that was read: a change of any other is refused with `stale-version`. */
  readonly version?: number;
}

/** What of a route a call needs. */
export interface Route<T> {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly status: number;
  readonly response: { readonly parse: (body: unknown) => T };
}

export interface Parts extends Pick<ApiRequest, 'headers' | 'body' | 'content' | 'download'> {
  readonly params?: PathValues;
  readonly query?: PathValues;
}

/** Calls a route and reads its answer. */
export type Call = <T>(route: Route<T>, parts?: Parts) => Promise<T>;

/** What says how a request may be repeated, and on which version it is made. */
export function headersOf({ idempotencyKey, version }: ChangeOptions = {}): Readonly<Record<string, string>> {
  return {
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(version !== undefined && { 'if-match': `"${version}"` }),
  };
}
