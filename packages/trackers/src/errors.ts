/**
 * Why a tracker did not do something.
 * - unavailable: no answer, too late, cut off, or an error of its own
 * - limited: too many requests
 * - unauthorized: it does not let Tierline in, or not there
 * - missing: there is nothing of that name, or Tierline may not see it
 * - gone: it was deleted
 * - refused: it will not have it as it is; trying again is of no use
 * - nonsense: it answered what its documentation does not say
 */
export type TrackerFailure =
  | 'unavailable'
  | 'limited'
  | 'unauthorized'
  | 'missing'
  | 'gone'
  | 'refused'
  | 'nonsense';

/** Thrown when a tracker did not do what it was asked. Its message holds nothing that a person wrote, and no secret. */
export class TrackerError extends Error {
  readonly failure: TrackerFailure;
  /** When it may be asked again, if it said so. */
  readonly retryAt?: Date;

  constructor(failure: TrackerFailure, message: string, retryAt?: Date) {
    super(message);
    this.name = 'TrackerError';
    this.failure = failure;
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}
