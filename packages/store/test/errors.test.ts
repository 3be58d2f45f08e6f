import assert from 'node:assert/strict';

import { isStorageError } from '@tierline/store';

describe('an error of the storage', () => {
  it('is also a socket that the database closed just as the driver wrote to it', () => {
    const closed = Object.assign(new Error('This socket has been ended by the other party'), {
      code: 'EPIPE',
    });
    assert.ok(isStorageError(closed));
  });

  it('is not one of our own', () => {
    assert.ok(!isStorageError(new TypeError('no such field')));
    assert.ok(!isStorageError(Object.assign(new Error('no file'), { code: 'ENOENT' })));
  });
});
