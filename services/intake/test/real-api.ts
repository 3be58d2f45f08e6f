import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { LoadedPolicy, TicketView } from '@tierline/contracts';
import { decide } from '@tierline/domain';
import { createApp } from '@tierline/intake';
import { newApiKey, realClock } from '@tierline/platform';
import { createContractCheck, realTicketing, type RealTicketing } from '@tierline/testkit';

import { type AdmissionOptions, createAdmission } from '../src/admission.ts';
import { createIntakeMetrics } from '../src/metrics.ts';
import { createOverloadMetrics } from '../src/overload-metrics.ts';
import { createRateLimits } from '../src/rate-limits.ts';

/** An answer of the API, read. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Every answer in these tests has to be one that the OpenAPI document promises. */
const contractCheck = createContractCheck();

/** The key of an admin, which every request has that names no other. */
const ADMIN_KEY = newApiKey().key;
export const ADMIN: Record<string, string> = { authorization: `Bearer ${ADMIN_KEY}` };

/** The API on real servers, on a port of its own. */
export interface RealApi extends AsyncDisposable {
  readonly url: string;
  readonly real: RealTicketing;
  readonly get: <T = TicketView>(path: string, headers?: Record<string, string>) => Promise<Answered<T>>;
  readonly post: <T = TicketView>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answered<T>>;
}

export async function realApi(
  policy?: LoadedPolicy,
  env: Readonly<Record<string, string>> = {},
  { perKey = 0, ...limits }: Partial<AdmissionOptions> & { readonly perKey?: number } = {},
): Promise<RealApi> {
  const real = await realTicketing(policy);
  const { ticketing, policies, logger, registry } = real;
  const metrics = createIntakeMetrics(registry);
  const overload = createOverloadMetrics(registry, metrics);
  const admission = createAdmission(
    { targetMs: 250, mostInHand: 512, ...limits },
    { metrics: overload, logger },
  );
  const app = createApp({
    ticketing,
    policies,
    clock: realClock(),
    logger,
    version: '0.0.0',
    metrics,
    adminKey: ADMIN_KEY,
    admission,
    limits: createRateLimits(perKey, overload),
    env,
  });
  const server = createServer(admission.before(app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function send<T>(
    path: string,
    init?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string },
  ): Promise<Answered<T>> {
    const headers = { ...bearer(ADMIN_KEY), ...init?.headers };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const text = await response.text();
    contractCheck({ method: init?.method ?? 'GET', path, response, text });
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  return {
    url,
    real,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      admission.stop();
      await real[Symbol.asyncDispose]();
    },
  };
}

/** The header of a request with this key. */
export function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}

/** Has the API make a key; resolves with all of it. */
export async function aKey({ post }: RealApi, body: object): Promise<{ id: string; secret: string }> {
  const made = await post<{ key: { id: string }; secret: string }>('/v1/keys', { name: 'test', ...body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { id: made.body.key.id, secret: made.body.secret };
}

/** A body that opens a ticket. */
export const NEW_TICKET = {
  subject: 'Cannot log in',
  description: 'The reset mail never comes.',
  requester: 'customer@example.com',
};

/** Opens a ticket and routes it, as the router would. */
export async function routedTicket({ post, real }: RealApi, fields = {}): Promise<TicketView> {
  const { body } = await post('/v1/tickets', { ...NEW_TICKET, ...fields });
  await real.ticketing.store.change(body.id, (ticket) =>
    decide(
      ticket,
      { kind: 'route', by: { kind: 'system', name: 'test' } },
      ticket.openedAt,
      real.loaded.policy,
    ),
  );
  return body;
}
