import { readFileSync } from 'node:fs';

interface ReferenceCase {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly value: number;
}

const CASES = JSON.parse(
  readFileSync(new URL('reference-cases.json', import.meta.url), 'utf8'),
) as readonly ReferenceCase[];

/** A case of `reference-cases.json`, where each is described with its source. */
export function reference(id: string): ReferenceCase {
  const found = CASES.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`no reference case ${id}`);
  return found;
}

/** A number among a case's parameters. */
export function parameter(id: string, name: string): number {
  const value = reference(id).params[name];
  if (typeof value !== 'number') throw new RangeError(`${id} has no number ${name}`);
  return value;
}
