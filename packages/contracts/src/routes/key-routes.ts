import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { createKeyBody, KEY_ID_PATTERN, keyPage, keyView, listKeysQuery, newKeyView } from '../key-view.ts';
import { repeatable } from './parts.ts';

/** API keys. A key is rotated by making a second one and revoking the first when nobody uses it any more. */
export const KEY_ROUTES = {
  createKey: {
    method: 'post',
    path: '/v1/keys',
    access: ACCESS.adminsOnly,
    summary: 'Make an API key. The answer is the only place where its secret is ever shown.',
    headers: repeatable,
    body: createKeyBody,
    status: 201,
    response: newKeyView,
    refusals: [404, 422],
  },
  listKeys: {
    method: 'get',
    path: '/v1/keys',
    access: ACCESS.adminsOnly,
    summary:
      'The API keys, newest first, a page at a time; revoked ones and when each was last used included.',
    query: listKeysQuery,
    status: 200,
    response: keyPage,
    refusals: [],
  },
  revokeKey: {
    method: 'post',
    path: '/v1/keys/{key}/revoke',
    access: ACCESS.adminsOnly,
    summary: 'Revoke an API key, within 5 s in every process. Safe to repeat.',
    params: z.strictObject({ key: z.string().regex(KEY_ID_PATTERN, 'must be the id of a key') }),
    status: 200,
    response: keyView,
    refusals: [404],
  },
} as const;
