/** A value of a custom field; a date is spelled as ISO 8601 does, such as 2026-03-02. */
export type FieldValue = string | number | boolean;

/** The custom fields of a ticket that have a value, by name. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

export const FIELD_NAME_PATTERN: RegExp = /^[a-z][a-z0-9-]{0,39}$/;

/** What a custom field holds. */
export type FieldType =
  | { readonly kind: 'text'; /** Characters. */ readonly maxLength: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'choice'; readonly options: readonly string[] };

/** A field that the company adds to its tickets. */
export interface Field {
  readonly name: string;
  /** What people read. */
  readonly label: string;
  readonly type: FieldType;
  /** When a ticket must have a value in it, if ever. */
  readonly required?: 'create' | 'solve';
}

/** Fields without which no ticket is solved, and which these values lack. */
export function missingToSolve(fields: readonly Field[], values: FieldValues = {}): readonly string[] {
  return fields
    .filter(({ name, required }) => required !== undefined && !Object.hasOwn(values, name))
    .map(({ name }) => name);
}
