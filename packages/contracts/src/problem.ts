import { REFUSAL_CODES } from '@tierline/domain';
import { z } from 'zod';

/** Every code that the API answers with, beside the refusals of the domain. Stable. */
export const PROBLEM_CODES = [
  ...REFUSAL_CODES,
  'unauthenticated',
  'wrong-signature',
  'forbidden',
  'not-your-identity',
  'invalid-request',
  'body-not-json',
  'body-too-large',
  'unsupported-media-type',
  'file-too-large',
  'file-type-not-allowed',
  'file-not-of-its-type',
  'unknown-ticket',
  'unknown-delivery',
  'unknown-key',
  'unknown-model',
  'unknown-organisation',
  'unknown-requester',
  'domain-taken',
  'unknown-route',
  'method-not-allowed',
  'idempotency-key-reused',
  'already-pending',
  'policy-invalid',
  'policy-superseded',
  'unknown-policy',
  'history-incomplete',
  'conflict',
  'rate-limited',
  'overloaded',
  'unavailable',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** An error as RFC 9457 problem details, with a stable code and, for bad input, each field at fault. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(PROBLEM_CODES),
    requestId: z
      .string()
      .optional()
      .describe('the request, as its X-Request-Id: in the logs and traces of the service under this id'),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

export type Problem = z.output<typeof problem>;
