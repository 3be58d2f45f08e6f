import { createHash } from 'node:crypto';

import type { Idempotency } from '@tierline/store';

/** A client's key in the scope of what it asks for, so that keys of different requests never meet; undefined without one. */
export function keyed(scope: string, key: string | undefined, request: object): Idempotency | undefined {
  return key === undefined ? undefined : { key: `${scope} ${key}`, fingerprint: fingerprint(request) };
}

/** The same for the same request: parsing has put its fields in the schema's order and the defaults in. */
export function fingerprint(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
