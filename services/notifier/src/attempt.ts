import type { DeliveryOutcome, DueDelivery } from '@tierline/store';

import type { SignedEndpoint } from './config.ts';
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

/**
 * Sends one signed message (Standard Webhooks). The message id is the event's, the same for every attempt, so that a
 * receiver can tell repetitions. Never rejects: what goes wrong is the outcome.
 */
export async function attempt(
  { url, signer }: SignedEndpoint,
  { event, eventId, tries }: DueDelivery,
  answerMs: number,
): Promise<DeliveryOutcome> {
  const body = JSON.stringify(payloadOf(event));
  const now = new Date();
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
      headers: {
        'content-type': 'application/json',
        'webhook-id': eventId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(eventId, now, body),
      },
      body,
    });
    await response.body?.cancel();
    const result = `HTTP ${response.status}`;
    if (response.ok) return { kind: 'delivered', result };
    // 410: the receiver wants no more of it.
    return response.status === 410 ? { kind: 'failed', result } : later(result, tries, now);
  } catch (error) {
    return later(reasonOf(error), tries, now);
  }
}

function later(result: string, tries: number, now: Date): DeliveryOutcome {
  const wait = BACKOFF_MS[tries - 1];
  if (wait === undefined) return { kind: 'failed', result };
  // Spread by a fifth, so that a receiver that comes back is not met by all at once.
  return { kind: 'retry', result, retryAt: new Date(now.getTime() + wait * (0.9 + 0.2 * Math.random())) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.name;
}
