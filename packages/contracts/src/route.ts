import type { z } from 'zod';

import type { Access } from './access.ts';

/** What every route of the API says of itself. */
export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** Who may call it: one of `ACCESS`, or a set of roles and a scope of its own. */
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is a file, of any media type, which the handler reads as it comes. */
  readonly upload?: true;
  readonly status: number;
  readonly response: z.ZodType;
  /** Media types, beside JSON, in which the answer can be had. */
  readonly texts?: readonly string[];
  /** The answer is a file, of any media type. */
  readonly download?: true;
  /** The status of an answer without a body. */
  readonly empty?: number;
  /** Statuses of refusals, beside those that every route may answer. */
  readonly refusals: readonly number[];
}
