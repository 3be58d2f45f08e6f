import assert from 'node:assert/strict';

import { createContractCheck } from '@tierline/testkit';

const check = createContractCheck();

function answer(status: number, body: unknown, type = 'application/json; charset=utf-8') {
  return {
    method: 'GET',
    path: '/v1/agents?x=1',
    response: { status, headers: new Headers({ 'content-type': type }) },
    text: JSON.stringify(body),
  };
}

describe('the check of answers against the OpenAPI document', () => {
  it('lets through what the document promises', () => {
    check(answer(200, { items: [] }));
  });

  it('leaves addresses alone that the document does not describe', () => {
    check({ ...answer(200, 'anything'), path: '/docs' });
  });

  const refused: readonly (readonly [string, ReturnType<typeof answer>, RegExp])[] = [
    ['a status', answer(418, {}), /answered 418, which the document does not promise/],
    ['a media type', answer(200, { items: [] }, 'text/html'), /as text\/html/],
    ['a missing field', answer(200, {}), /items/],
    ['a field too many', answer(200, { items: [], secret: 1 }), /additional properties/],
    ['a field of another type', answer(200, { items: 'none' }), /must be array/],
  ];
  for (const [what, given, message] of refused) {
    it(`refuses ${what} that is not promised`, () => {
      assert.throws(() => check(given), message);
    });
  }
});
