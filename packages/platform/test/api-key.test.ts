import assert from 'node:assert/strict';

import { newApiKey, proofOf, sameKey } from '@tierline/platform';

describe('an API key', () => {
  it('has a proof that says nothing of its secret', () => {
    const { id, key, hash } = newApiKey();
    assert.match(key, /^tl_[0-9a-f]{24}_[0-9a-f]{64}_[0-9a-f]{8}$/);
    assert.deepEqual(proofOf(key), { id, hash });
    assert.ok(!key.includes(hash));
  });

  it('is the same as itself and as no other, not even one with its id', () => {
    const [one, other] = [newApiKey(), newApiKey()];
    assert.ok(sameKey(one, { id: one.id, hash: one.hash }));
    assert.ok(!sameKey(one, other));
    assert.ok(!sameKey(one, { id: one.id, hash: other.hash }));
  });

  it('is none where one character was mistyped, left out or added', () => {
    const { key } = newApiKey();
    for (let at = 0; at < key.length; at += 1) {
      const typed = key[at] === '7' ? '8' : '7';
      assert.equal(proofOf(`${key.slice(0, at)}${typed}${key.slice(at + 1)}`), undefined, `character ${at}`);
      assert.equal(proofOf(key.slice(0, at) + key.slice(at + 1)), undefined);
    }
    for (const text of ['', `${key}0`, ` ${key}`, key.toUpperCase()]) assert.equal(proofOf(text), undefined);
  });
});
