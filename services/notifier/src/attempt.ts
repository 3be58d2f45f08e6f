import { tracedFetch } from '@tierline/platform';
import type { DeliveryOutcome, DueDelivery } from '@tierline/store';

import type { SignedEndpoint, Target } from './config.ts';
import { pagesOf } from './page.ts';
import { payloadOf } from './payload.ts';

/** How long a receiver may take to answer. */
export const ANSWER_MS = 15_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Real time before the second, third, ... attempt: over about a day and a half. A redelivery begins anew. */
const BACKOFF_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  16 * HOUR,
];

/** What is sent to whom. */
interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Makes one attempt: a signed message (Standard Webhooks) to a webhook, or what a pager's API takes. Its id is the event's,
 * the same for every attempt, so that a receiver can tell repetitions. Never rejects: what goes wrong is the outcome.
 */
export async function attempt(
  target: Target,
  delivery: DueDelivery,
  answerMs: number,
): Promise<DeliveryOutcome> {
  const { event, eventId } = delivery;
  const now = new Date();
  const messages =
    target.kind === 'webhook' ? [signed(target, event, eventId, now)] : pagesOf(target, event, target.key);
  for (const message of messages) {
    const outcome = await sent(message, target.kind, delivery, { now, answerMs });
    if (outcome.kind !== 'delivered') return outcome;
  }
  return { kind: 'delivered', result: 'HTTP 2xx' };
}

function signed(
  { url, signer }: SignedEndpoint,
  event: DueDelivery['event'],
  id: string,
  now: Date,
): Message {
  const body = JSON.stringify(payloadOf(event));
  return {
    url,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signer.sign(id, now, body),
    },
    body,
  };
}

async function sent(
  { url, headers, body }: Message,
  kind: Target['kind'],
  { event: { ticketId, seq }, traceparent, attempts, tries }: DueDelivery,
  { now, answerMs }: { readonly now: Date; readonly answerMs: number },
): Promise<DeliveryOutcome> {
  try {
    const response = await tracedFetch(
      url,
      {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(answerMs),
        headers: { 'content-type': 'application/json', ...headers },
        body,
      },
      // A webhook is a system of the same owner, whose trace may go on; a pager is somebody else's.
      { about: { ticketId, seq }, after: traceparent, attempt: attempts, tell: kind === 'webhook' },
    );
    await response.body?.cancel();
    const result = `HTTP ${response.status}`;
    if (response.ok) return { kind: 'delivered', result };
    // 410: the receiver wants no more of it. A pager that calls the request wrong will say so each time.
    const forGood = response.status === 410 || (kind !== 'webhook' && response.status === 400);
    return forGood
      ? { kind: 'failed', result }
      : later(result, tries, now, response.headers.get('retry-after'));
  } catch (error) {
    return later(reasonOf(error), tries, now);
  }
}

/** Real time that a receiver may ask for; more is not waited for. */
const LONGEST_WISH_MS = HOUR;

function later(result: string, tries: number, now: Date, retryAfter: string | null = null): DeliveryOutcome {
  const wait = BACKOFF_MS[tries - 1];
  if (wait === undefined) return { kind: 'failed', result };
  const wished = Math.min(LONGEST_WISH_MS, (Number(retryAfter) || 0) * SECOND);
  // Spread by a fifth, so that a receiver that comes back is not met by all at once.
  const spread = wait * (0.9 + 0.2 * Math.random());
  return { kind: 'retry', result, retryAt: new Date(now.getTime() + Math.max(wished, spread)) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.name;
}
