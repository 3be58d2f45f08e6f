import {
  CHANNELS,
  type Condition,
  CONDITION_FIELDS,
  type ConditionField,
  FIELD_NAME_PATTERN,
  type FieldCondition,
  PRIORITIES,
} from '@tierline/domain';
import { z } from 'zod';

/** Nobody means more. */
const DEEPEST = 8;
const FIELD = new RegExp(FIELD_NAME_PATTERN.source.replace('^', '^fields\\.'));

const phrase = z.string().trim().min(2).max(100);
const oneOrMore = <S extends z.ZodType>(item: S) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1).max(200));
const scalar = z.union([z.string(), z.number(), z.boolean()], 'must be a text, a number, or true or false');

const FORMS =
  'must be all, any or not of conditions, a question about one field (field: and is, in, contains, startsWith, greater or less), received, followUp, or the short form (text, channels, priorities, plans, tags)';

const shortForm = z
  .strictObject({
    text: z.array(phrase).min(1).exactOptional(),
    channels: z.array(z.enum(CHANNELS)).min(1).exactOptional(),
    priorities: z.array(z.enum(PRIORITIES)).min(1).exactOptional(),
    plans: z.array(z.string()).min(1).exactOptional(),
    tags: z.array(z.string()).min(1).exactOptional(),
  })
  .refine((when) => Object.keys(when).length > 0, 'must name at least one condition');

const field = z.custom<ConditionField>(
  (name) =>
    typeof name === 'string' && (CONDITION_FIELDS.some((known) => known === name) || FIELD.test(name)),
  `must be one of ${CONDITION_FIELDS.join(', ')}, or fields. and the name of a field of your own`,
);

const TEXTS = {
  contains: oneOrMore(phrase).exactOptional(),
  startsWith: oneOrMore(z.string().trim().min(1).max(100)).exactOptional(),
};
const OPERATORS = ['is', 'in', 'contains', 'startsWith', 'greater', 'less'] as const;

/** What may be asked of a field depends on what it holds. */
function question(name: unknown): z.ZodType<FieldCondition> {
  const asked = operatorsOf(name);
  return z.strictObject({ field, ...asked }).refine((one) => OPERATORS.some((operator) => operator in one), {
    message: `must ask something of the field: ${OPERATORS.filter((operator) => operator in asked).join(', ')}`,
  }) as z.ZodType<FieldCondition>;
}

function operatorsOf(name: unknown): Partial<Record<(typeof OPERATORS)[number], z.ZodType>> {
  const among = <S extends z.ZodType>(value: S) => ({
    is: value.exactOptional(),
    in: z.array(value).min(1).max(200).exactOptional(),
  });
  switch (name) {
    case 'text':
      return { contains: TEXTS.contains };
    case 'channel':
      return among(z.enum(CHANNELS));
    case 'priority':
      return among(z.enum(PRIORITIES));
    case 'requester.domain':
      return among(z.string().min(1).toLowerCase());
    default:
      return typeof name === 'string' && FIELD.test(name)
        ? {
            ...among(scalar),
            ...TEXTS,
            greater: z.number().exactOptional(),
            less: z.number().exactOptional(),
          }
        : { ...among(z.string()), ...TEXTS };
  }
}

const received = z.strictObject({
  received: z.union(
    [z.strictObject({ within: z.string() }), z.strictObject({ outside: z.string() })],
    'must be within or outside and the name of a calendar',
  ),
});

/** The form of a condition, told by its keys: a union would say "invalid input" and not what is wrong. */
function formOf(value: unknown, depth: number): z.ZodType<Condition> {
  const has = (key: string) => typeof value === 'object' && value !== null && key in value;
  const nested = conditionAt(depth + 1);
  if (has('all')) return z.strictObject({ all: z.array(nested).min(1).max(100) });
  if (has('any')) return z.strictObject({ any: z.array(nested).min(1).max(100) });
  if (has('not')) return z.strictObject({ not: nested });
  if (has('received')) return received;
  if (has('followUp')) return z.strictObject({ followUp: z.boolean() });
  if (has('field')) return question((value as { readonly field: unknown }).field);
  return shortForm;
}

function conditionAt(depth: number): z.ZodType<Condition> {
  return z.unknown().transform((value, context): Condition => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: FORMS });
      return z.NEVER;
    }
    if (depth > DEEPEST) {
      context.addIssue({ code: 'custom', message: `is nested deeper than ${DEEPEST}` });
      return z.NEVER;
    }
    const parsed = formOf(value, depth).safeParse(value);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
    // With a key that is not known, "nothing is asked" would be said of the same mistake.
    for (const problem of (unknown.length > 0 ? unknown : issues).flatMap(inPlace)) context.addIssue(problem);
    return z.NEVER;
  });
}

/** Each unknown key as a problem of its own, at its place. */
function inPlace(issue: z.core.$ZodIssue) {
  if (issue.code !== 'unrecognized_keys')
    return [{ code: 'custom' as const, path: [...issue.path], message: issue.message }];
  return issue.keys.map((key) => ({
    code: 'custom' as const,
    path: [...issue.path, key],
    message: `is not known here; a condition ${FORMS}`,
  }));
}

/** What must be true of a ticket, in a policy file. */
export const conditionFile: z.ZodType<Condition> = conditionAt(0);
