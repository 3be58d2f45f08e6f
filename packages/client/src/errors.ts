import type { Problem, ProblemCode } from '@tierline/contracts';

/** Thrown when the API answered with a problem document: the request was understood and not carried out. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;
  /** Of a request that may be sent again (`overloaded`, `rate-limited`, `unavailable`): how long to wait before that. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Problem, retryAfterSeconds?: number) {
    super(`${status} ${problem.code}: ${problem.detail ?? problem.title}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Thrown when no answer of the API arrived: connection refused or broken, timeout, or a gateway's 502, 503 or 504 without a
 * problem document. The request may or may not have been carried out: read the ticket before doing it again.
 */
export class UnreachableError extends Error {
  readonly code = 'unreachable';
  /** Method and path of the request. */
  readonly request: string;

  constructor(request: string, reason: string, options?: ErrorOptions) {
    super(`${request}: ${reason}`, options);
    this.name = 'UnreachableError';
    this.request = request;
  }
}

/** Thrown when something answered that does not keep the contract: another server, or another version of the API. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'unexpected-answer';
  readonly status: number;

  constructor(request: string, status: number, options?: ErrorOptions) {
    super(`${request}: answered ${status} with something that is not in the contract`, options);
    this.name = 'UnexpectedAnswerError';
    this.status = status;
  }
}
