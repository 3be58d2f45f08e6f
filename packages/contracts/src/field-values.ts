import { type Field, FIELD_NAME_PATTERN, type FieldType, type FieldValue } from '@tierline/domain';
import { z } from 'zod';

/** A value of a custom field as a request may carry it; which fields there are is the policy's to say. */
export const fieldValue = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** The name of a custom field in a request. */
export const fieldName = z.string().regex(FIELD_NAME_PATTERN, 'is not the name of a custom field');

/** What is wrong with one value of a custom field. */
export interface FieldFault {
  /** The field's place in the request, such as `fields.region`. */
  readonly field: string;
  readonly message: string;
}

/**
 * What is wrong with the custom fields of a request, by the fields that the policy declares. `null` takes a value away,
 * also that of a field that the policy no longer has.
 */
export function fieldFaults(
  declared: readonly Field[],
  values: Readonly<Record<string, FieldValue | null>>,
): readonly FieldFault[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null) return [];
    const field = declared.find((candidate) => candidate.name === name);
    if (field === undefined)
      return [fault(name, `is not a field of the policy; it has ${listed(declared.map((one) => one.name))}`)];
    return schemaOf(field.type).safeParse(value).success ? [] : [fault(name, needed(field.type))];
  });
}

/** The fields that a new ticket lacks. */
export function missingAtCreation(
  declared: readonly Field[],
  values: Readonly<Record<string, FieldValue>> = {},
): readonly FieldFault[] {
  return declared
    .filter(({ name, required }) => required === 'create' && !Object.hasOwn(values, name))
    .map(({ name, type }) => fault(name, `is required and ${needed(type)}`));
}

function fault(name: string, message: string): FieldFault {
  return { field: `fields.${name}`, message };
}

function schemaOf(type: FieldType): z.ZodType {
  switch (type.kind) {
    case 'text':
      return z
        .string()
        .max(type.maxLength)
        .regex(/^[^\0]*[^\s\0][^\0]*$/);
    case 'number':
      return z.number();
    case 'boolean':
      return z.boolean();
    case 'date':
      return z.iso.date();
    case 'choice':
      return z.enum(type.options);
  }
}

function needed(type: FieldType): string {
  switch (type.kind) {
    case 'text':
      return `must be text of 1 to ${type.maxLength} characters, without NUL`;
    case 'number':
      return 'must be a number';
    case 'boolean':
      return 'must be true or false';
    case 'date':
      return 'must be a date such as 2026-03-02';
    case 'choice':
      return `must be one of ${listed(type.options)}`;
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
