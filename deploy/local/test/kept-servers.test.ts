import assert from 'node:assert/strict';

import { withDatabase } from '../src/kept-servers.ts';

describe('the database of a connection string', () => {
  it('is added where there is none and kept where there is one', () => {
    assert.equal(
      withDatabase('mongodb://127.0.0.1:1/?directConnection=true'),
      'mongodb://127.0.0.1:1/tierline?directConnection=true',
    );
    assert.equal(withDatabase('mongodb://a:1,b:2'), 'mongodb://a:1,b:2/tierline');
    assert.equal(withDatabase('mongodb://a:1,b:2/?replicaSet=r'), 'mongodb://a:1,b:2/tierline?replicaSet=r');
    assert.equal(
      withDatabase('mongodb+srv://u:p@host/support?w=majority'),
      'mongodb+srv://u:p@host/support?w=majority',
    );
  });
});
