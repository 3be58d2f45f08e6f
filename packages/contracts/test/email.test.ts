import assert from 'node:assert/strict';

import { openApiDocument, ROUTES } from '@tierline/contracts';

const schema = ROUTES.listTickets.query;

const times = (count: number, part: string) => part.repeat(count);

describe('an e-mail address', () => {
  const valid = [
    'customer@example.com',
    'first.last+tag@sub.example.co',
    "o'neil_1@a-b.example",
    '-@example.com',
    `${times(64, 'a')}@example.com`,
    `a@${times(63, 'b')}.com`,
    `a@example.${times(63, 'c')}`,
    `${times(64, 'a')}@${times(61, 'b.')}${times(61, 'b')}.com`,
  ];
  const invalid = [
    'a',
    'a@b',
    '@example.com',
    'a@@example.com',
    'a b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    `${times(65, 'a')}@example.com`,
    'a@-example.com',
    'a@example-.com',
    'a@sub-.example.com',
    `a@${times(64, 'b')}.com`,
    `a@example.${times(64, 'c')}`,
    'a@example.c',
    'a@example.c0m',
    'a@example..com',
    'a@example.com.',
    `a@${times(126, 'b.')}com`,
  ];
  const taken = (requester: string) => schema.safeParse({ requester }).success;

  it('has 64 characters before the @ and 63 in each part of its domain at most, none of which a hyphen bounds', () => {
    assert.deepEqual(
      valid.filter((one) => !taken(one)),
      [],
    );
    assert.deepEqual(invalid.filter(taken), []);
  });

  it('is read in lower case', () => {
    assert.equal(schema.parse({ requester: 'Ada@Example.COM' }).requester, 'ada@example.com');
  });

  it('is refused exactly where the pattern and the length of the document say so', () => {
    const { paths } = openApiDocument('0.0.0') as {
      readonly paths: Readonly<
        Record<
          string,
          {
            readonly get: {
              readonly parameters: readonly { readonly name: string; readonly schema: Shown }[];
            };
          }
        >
      >;
    };
    const shown = paths['/v1/tickets']?.get.parameters.find(({ name }) => name === 'requester')?.schema;
    assert.ok(shown);
    const { pattern, maxLength, format } = shown;
    assert.equal(format, 'email');
    for (const one of [...valid, ...invalid])
      assert.equal(new RegExp(pattern).test(one) && one.length <= maxLength, taken(one), one);
  });
});

interface Shown {
  readonly format: string;
  readonly pattern: string;
  readonly maxLength: number;
}
