import type { Request } from 'express';

/**
 * The path of a request's route as it was declared, without ids; undefined where there is none. It makes few labels, and does
 * not tell whom the request is about.
 */
export function declaredRoute(request: Request): string | undefined {
  const path: unknown = request.route?.path;
  return typeof path === 'string' ? path : undefined;
}
