/** What a client may say of a change: the version that it is made on, and a key under which it is made once. */
export interface ChangeHeaders {
  readonly 'if-match'?: number;
  readonly 'idempotency-key'?: string;
}
