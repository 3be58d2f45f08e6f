import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { policyFile } from '../src/policy-file.ts';

const REFERENCE = new URL('../../../docs/policy-file.md', import.meta.url);

interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

/** What is in a calendar the schema says in code. */
const CALENDAR_KEYS = [
  'zone',
  'hours',
  'holidays',
  'holidays[].country',
  'holidays[].region',
  'holidays[].types',
  ...['closures', 'openings'].flatMap((list) => [
    list,
    ...['on', 'from', 'to', 'hours'].map((key) => `${list}[].${key}`),
  ]),
  'offices',
];

/** Every key that a policy file may have: `agents[].id`, `tiers.<name>.target`. */
function keysOf(schema: Schema, path: string): readonly string[] {
  const { anyOf = [], oneOf = [], properties = {}, items, additionalProperties } = schema;
  return [
    ...[...anyOf, ...oneOf].flatMap((one) => keysOf(one, path)),
    ...Object.entries(properties).flatMap(([name, inner]) => {
      const key = path === '' ? name : `${path}.${name}`;
      return [key, ...keysOf(inner, key)];
    }),
    ...(items === undefined ? [] : keysOf(items, `${path}[]`)),
    ...(typeof additionalProperties === 'object' ? keysOf(additionalProperties, `${path}.<name>`) : []),
  ];
}

describe('docs/policy-file.md', () => {
  const known = new Set(
    keysOf(z.toJSONSchema(policyFile, { io: 'input', unrepresentable: 'any' }) as Schema, ''),
  );
  for (const key of CALENDAR_KEYS) known.add(`calendars.<name>.${key}`);
  const described = [...readFileSync(REFERENCE, 'utf8').matchAll(/^\| `([^`]+)` *\|/gm)].map(
    ([, key]) => key,
  );

  it('has a line for every key of the policy file: add yours there', () => {
    assert.deepEqual(
      [...known].filter((key) => !described.includes(key)),
      [],
    );
  });

  it('has no line for a key that there is not, and none twice', () => {
    assert.deepEqual(
      described.filter(
        (key, index) => key === undefined || !known.has(key) || described.indexOf(key) < index,
      ),
      [],
    );
  });
});
