import { productVersion, tracedFetch } from '@tierline/platform';
import type { z } from 'zod';

import { TrackerError, type TrackerFailure } from './errors.ts';

/** One request to a tracker. */
export interface TrackerRequest<T> {
  readonly method: 'GET' | 'POST';
  /** Behind the tracker's address, its parts escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
  /** What is read of the answer; more in it does not matter. */
  readonly answer: z.ZodType<T>;
}

/** Sends a request and reads the answer. Throws TrackerError. */
export type Exchange = <T>(request: TrackerRequest<T>) => Promise<T>;

const TIMEOUT_MS = 10_000;
const SECOND = 1000;

/** Requests to one tracker, with these headers; `sign` adds some that depend on the body. */
export function createExchange({
  url,
  headers = {},
  sign = () => ({}),
}: {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sign?: (body: string, reference: string | undefined) => Readonly<Record<string, string>>;
}): Exchange {
  return async ({ method, path, query, body, signal, answer }) => {
    const name = `${method} ${path.replace(/^\//, '').split('/')[0] ?? ''}`;
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const text = body === undefined ? '' : JSON.stringify(body);
    const { response, answered } = await sent(`${url}${path}${search}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      headers: {
        accept: 'application/json',
        'user-agent': `tierline/${productVersion()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...sign(text, body !== undefined && 'reference' in body ? String(body.reference) : undefined),
      },
      ...(body !== undefined && { body: text }),
    });
    if (!response.ok) throw failureOf(response);
    try {
      return answer.parse(JSON.parse(answered));
    } catch {
      throw new TrackerError('nonsense', `HTTP ${response.status}, but ${name} is answered otherwise`);
    }
  };
}

async function sent(
  url: string,
  init: RequestInit & { readonly method: string; readonly headers: Readonly<Record<string, string>> },
): Promise<{ readonly response: Response; readonly answered: string }> {
  try {
    const response = await tracedFetch(url, init);
    // Inside the try: a connection that breaks in the middle of an answer is no answer.
    return { response, answered: await response.text() };
  } catch (error) {
    throw new TrackerError('unavailable', reasonOf(error));
  }
}

function failureOf(response: Response): TrackerError {
  const { status, headers } = response;
  const retryAt = retryTime(headers);
  const spent = headers.get('x-ratelimit-remaining') === '0';
  // GitHub answers 403 to those who ask too often.
  const limited = status === 429 || (status === 403 && (retryAt !== undefined || spent));
  return new TrackerError(limited ? 'limited' : failureOfStatus(status), `HTTP ${status}`, retryAt);
}

function failureOfStatus(status: number): TrackerFailure {
  if (status >= 500 || status === 408 || status === 409 || status === 425) return 'unavailable';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'missing';
  if (status === 410) return 'gone';
  return status < 400 ? 'nonsense' : 'refused';
}

/** Retry-After in its two forms, else the end of a spent quota. */
function retryTime(headers: Headers): Date | undefined {
  const after = headers.get('retry-after');
  if (after !== null) {
    const millis = /^\d{1,9}$/.test(after) ? Date.now() + Number(after) * SECOND : Date.parse(after);
    return Number.isNaN(millis) ? undefined : new Date(millis);
  }
  const reset = headers.get('x-ratelimit-reset') ?? '';
  return headers.get('x-ratelimit-remaining') === '0' && /^\d{9,10}$/.test(reset)
    ? new Date(Number(reset) * SECOND)
    : undefined;
}

/** fetch hides the reason of a failure one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.name;
}
