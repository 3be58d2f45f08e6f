/** What kind of trouble a {@link LaunchError} is about; stable, for scripts and tests. */
export type LaunchErrorCode =
  | 'server-not-found'
  | 'checksum-mismatch'
  | 'download-failed'
  | 'server-did-not-start'
  | 'service-not-ready'
  | 'data-in-use'
  | 'port-in-use'
  | 'bad-admin-key'
  | 'bad-option';

/**
 * Thrown when the system on this machine cannot be brought up, or not as asked. The message says what happened and,
 * on its following lines, what to do next; it is meant to be printed as it is, without a stack.
 */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly code: LaunchErrorCode;

  constructor(code: LaunchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
