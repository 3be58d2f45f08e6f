import type { Problem, ProblemCode } from '@tierline/contracts';
import type { RefusalCode } from '@tierline/domain';
import { ConflictError, FileTooLargeError, IdempotencyKeyReusedError, isStorageError } from '@tierline/store';

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Thrown to answer a request with a problem document. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];

  constructor(code: ProblemCode, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail);
    this.name = 'ProblemError';
    this.code = code;
    this.errors = errors;
  }
}

/** Throws the problem `invalid-request` when fields of a request are at fault. */
export function checkFields(faults: readonly FieldProblem[]): void {
  if (faults.length === 0) return;
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new ProblemError('invalid-request', detail, faults);
}

/** Every code's status and title; the one place that knows them. */
export const PROBLEM_KINDS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  'illegal-transition': [409, 'Not possible in the present state of the ticket'],
  'stale-version': [409, 'The ticket has changed meanwhile'],
  'not-holder': [403, 'Only the agent who holds the ticket may do that'],
  'unknown-agent': [404, 'No such agent'],
  'wrong-tier': [409, 'The agent works on another tier'],
  'wrong-team': [409, 'The ticket waits for another team'],
  'lacks-skill': [409, 'The ticket needs a skill that the agent lacks'],
  'kept-for-another': [409, 'The ticket waits for the agent who knows it'],
  'off-shift': [409, "The agent's shift is not on"],
  'not-available': [409, 'The agent is not available'],
  'at-capacity': [409, "The agent's hands are full"],
  'not-a-higher-tier': [409, 'An escalation goes up'],
  'not-a-lower-tier': [409, 'A de-escalation goes down'],
  'move-limit': [409, 'The ticket moved between tiers as often as the policy allows'],
  'reassignment-limit': [409, 'The ticket was passed on as often as the policy allows'],
  'no-manager-needed': [409, 'The ticket waits for no decision of a manager'],
  'unknown-reason': [422, 'The policy has no such reason'],
  'help-limit': [409, 'Too many help requests of the ticket are open'],
  'unknown-help-request': [404, 'No such open help request'],
  'not-asked': [403, 'Somebody else was asked'],
  closed: [409, 'The case is closed'],
  'missing-fields': [409, 'Custom fields without which a ticket is not solved have no value'],
  'too-many-tags': [409, 'The ticket would have too many tags'],
  'unknown-state': [409, 'The policy has no such state'],
  merged: [409, 'Another ticket goes on in the place of this one'],
  'same-ticket': [409, 'A ticket has no relation to itself'],
  'is-incident': [409, 'The ticket is an incident itself'],
  'not-an-incident': [409, 'The ticket is no incident'],
  attached: [409, 'The ticket is attached to an incident already'],
  'not-a-customer-message': [409, 'Only what one customer wrote can be split off'],
  'relation-limit': [409, 'The ticket has as many relations as one may have'],
  'too-many-attachments': [409, 'The ticket has as many attachments as the policy allows'],
  'unknown-attachment': [404, 'No such attachment'],
  'support-is-the-contact': [403, 'Only support writes to the customer'],
  'only-t3': [403, 'Only T3 works with engineering'],
  'unknown-tracker': [404, 'No such tracker'],
  'already-in-engineering': [409, 'Engineering has an issue of the ticket already'],
  'no-issue': [409, 'The ticket has no issue'],
  unauthenticated: [401, 'No valid API key'],
  'wrong-signature': [401, 'The signature is wrong, or too old'],
  forbidden: [403, 'The API key does not allow that'],
  'not-your-identity': [403, 'The API key stands for somebody else'],
  'invalid-request': [400, 'The request is not valid'],
  'body-not-json': [400, 'The body is not JSON'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'file-too-large': [413, 'The file is too large'],
  'file-type-not-allowed': [415, 'Files of that type are not taken'],
  'file-not-of-its-type': [415, 'The file is not what its type says'],
  'unknown-ticket': [404, 'No such ticket'],
  'unknown-delivery': [404, 'No such delivery'],
  'unknown-model': [404, 'No such model'],
  'unknown-key': [404, 'No such key'],
  'unknown-organisation': [404, 'No such organisation'],
  'unknown-requester': [404, 'No such requester'],
  'domain-taken': [409, 'An e-mail domain belongs to another organisation'],
  'unknown-route': [404, 'No such address'],
  'method-not-allowed': [405, 'Not possible with this method'],
  'idempotency-key-reused': [422, 'The idempotency key belongs to another request'],
  'already-pending': [409, 'The delivery waits to be sent already'],
  'policy-invalid': [422, 'The policy is not valid'],
  'policy-superseded': [409, 'Another policy is in force meanwhile'],
  'unknown-policy': [404, 'No such version of the policy'],
  'history-incomplete': [409, 'Events of the ticket are missing'],
  conflict: [409, 'The ticket kept changing'],
  'rate-limited': [429, 'Too many requests of this API key'],
  overloaded: [503, 'Too much is asked at the moment'],
  unavailable: [503, 'Not possible at the moment'],
  internal: [500, 'Something went wrong here'],
};

/** The problem document of a code. */
export function problemOf(code: ProblemCode, detail?: string, errors: readonly FieldProblem[] = []): Problem {
  const [status, title] = PROBLEM_KINDS[code];
  return {
    type: `urn:tierline:problem:${code}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(errors.length > 0 && { errors: [...errors] }),
  };
}

/** The domain's no, as an error to throw. */
export function refused({
  code,
  message,
}: {
  readonly code: RefusalCode;
  readonly message: string;
}): ProblemError {
  return new ProblemError(code, message);
}

/** The problem document of anything that was thrown. What nobody foresaw is `internal` and says nothing of its cause. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return problemOf(error.code, error.message, error.errors);
  if (
    error instanceof ConflictError ||
    error instanceof IdempotencyKeyReusedError ||
    error instanceof FileTooLargeError
  )
    return problemOf(error.code, error.message);
  if (isStorageError(error))
    return problemOf(
      'unavailable',
      'the database cannot be reached; nothing was changed that was not acknowledged',
    );
  switch (bodyParserError(error)) {
    case 'entity.parse.failed':
      return problemOf('body-not-json', 'the body could not be parsed as JSON');
    case 'entity.too.large':
      return problemOf('body-too-large', 'a body may have 256 KiB');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return problemOf('unsupported-media-type');
    case undefined:
      return problemOf('internal');
    default:
      return problemOf('invalid-request', 'the body could not be read');
  }
}

/** body-parser and Express mark what the client did wrong by a `type` or a status below 500. */
function bodyParserError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('type' in error && typeof error.type === 'string') return error.type;
  return 'status' in error && typeof error.status === 'number' && error.status < 500
    ? 'request.invalid'
    : undefined;
}
