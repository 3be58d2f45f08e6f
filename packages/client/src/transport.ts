import { problem } from '@tierline/contracts';

import { ApiError, UnexpectedAnswerError, UnreachableError } from './errors.ts';

/** One HTTP request, path and query ready to send. */
export interface ApiRequest {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is; its media type is among the headers. */
  readonly content?: Uint8Array<ArrayBuffer> | Blob;
  /** The answer is a file, not JSON. */
  readonly download?: true;
}

/** An answer with a status of success. `body` is the parsed JSON, undefined where there is none, or the bytes of a file. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Transport = (request: ApiRequest) => Promise<Answer>;

/** What gateways answer when what is behind them does not. */
const NOBODY_HOME = new Set([502, 503, 504]);

/**
 * A function that sends requests to one base address, on connections that are kept alive.
 * Throws ApiError, UnreachableError or UnexpectedAnswerError, as their comments say. Repeats nothing by itself.
 */
export function createTransport({
  baseUrl,
  apiKey,
  timeoutMs,
}: {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
}): Transport {
  const base = baseUrl.replace(/\/+$/, '');
  return async ({ method, path, headers, body, content, download }) => {
    const name = `${method.toUpperCase()} ${path}`;
    const { response, bytes } = await exchange(name, `${base}${path}`, {
      method: method.toUpperCase(),
      redirect: 'error',
      headers: {
        accept: download ? '*/*' : 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(content !== undefined && { body: content }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok && download) return { status: response.status, body: bytes };
    const json = parsed(new TextDecoder().decode(bytes));
    if (response.ok) {
      if (json === NOT_JSON) throw new UnexpectedAnswerError(name, response.status);
      return { status: response.status, body: json };
    }
    const told = problem.safeParse(json);
    if (told.success) throw new ApiError(response.status, told.data, retryAfter(response));
    if (NOBODY_HOME.has(response.status)) throw new UnreachableError(name, `answered ${response.status}`);
    throw new UnexpectedAnswerError(name, response.status, { cause: told.error });
  };
}

async function exchange(
  name: string,
  url: string,
  init: RequestInit,
): Promise<{ readonly response: Response; readonly bytes: Uint8Array }> {
  try {
    const response = await fetch(url, init);
    // Inside the try: a connection that breaks in the middle of an answer is no answer.
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw new UnreachableError(name, reasonOf(error), { cause: error });
  }
}

/** The API says it in whole seconds; a gateway's date is left out. */
function retryAfter({ headers }: Response): number | undefined {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined;
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

/** fetch hides the reason of a failure one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
