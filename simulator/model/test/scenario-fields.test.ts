import assert from 'node:assert/strict';

import { z } from 'zod';

import { loadFile } from '../src/scenario/load-file.ts';
import { customersFile, runFile } from '../src/scenario/run-file.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Paths of all fields that do not say what they are. */
function undescribed(schema: Schema, path: string): string[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...(field.description === undefined ? [`${path}.${name}`] : []),
      ...undescribed(field, `${path}.${name}`),
    ]),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => undescribed(one, path)),
  ];
}

describe('fields of a scenario', () => {
  it('of load, customers and run say what they are', () => {
    const fields = Object.entries({ load: loadFile, customers: customersFile, run: runFile }).flatMap(
      ([name, file]) =>
        undescribed(z.toJSONSchema(file, { io: 'input', unrepresentable: 'any' }) as Schema, name),
    );
    // What each tier or priority is has its meaning from the field that it is part of.
    assert.deepEqual(
      fields.filter((path) => !/^load\.(split|obvious|triage|priorities|plans|channels)\b/.test(path)),
      [],
    );
  });
});
