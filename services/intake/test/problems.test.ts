import assert from 'node:assert/strict';

import type { Problem } from '@tierline/contracts';
import { ConflictError } from '@tierline/store';

import { problemOfError } from '../src/problems.ts';
import { type RealApi, realApi } from './real-api.ts';

describe('what went wrong', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('is told by code for keys and requesters that nobody knows', async () => {
    const revoked = await api.post<Problem>(`/v1/keys/${'0'.repeat(24)}/revoke`);
    assert.deepEqual([revoked.status, revoked.body.code], [404, 'unknown-key']);
    const read = await api.get<Problem>(`/v1/requesters/${'0'.repeat(24)}`);
    assert.deepEqual([read.status, read.body.code], [404, 'unknown-requester']);
  });

  it('is told by code for a method that an address does not have', async () => {
    const { status, body } = await api.post<Problem>('/v1/tickets/0123456789abcdef01234567', {});
    assert.deepEqual([status, body.code], [405, 'method-not-allowed']);
  });

  it('is a conflict, which may be tried again, where a ticket kept changing', () => {
    const { status, code } = problemOfError(new ConflictError('0123456789abcdef01234567'));
    assert.deepEqual([status, code], [409, 'conflict']);
  });
});
