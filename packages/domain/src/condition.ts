import { type Calendar, isOpen } from './calendar.ts';
import type { Channel } from './channel.ts';
import type { TicketId } from './ids.ts';
import type { Priority } from './priority.ts';
import type { Instant } from './time.ts';

/** What is known of a ticket when it is decided where it belongs. */
export interface RoutingFacts {
  readonly subject: string;
  readonly description: string;
  /** The customer, by e-mail address. */
  readonly requester: string;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly plan?: string;
  readonly tags: readonly string[];
  readonly organisation?: string;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  readonly followUpOf?: TicketId;
  readonly openedAt: Instant;
}

/**
 * What a condition may look at. `text` is subject or description, `requester.domain` the part of the address behind the
 * @, in lower case. `fields.<name>` is a company's own field.
 */
export const CONDITION_FIELDS = [
  'text',
  'subject',
  'description',
  'requester',
  'requester.domain',
  'organisation',
  'channel',
  'priority',
  'plan',
  'tags',
] as const;

export type ConditionField = (typeof CONDITION_FIELDS)[number] | `fields.${string}`;

type Scalar = string | number | boolean;

/**
 * A question about one field; all that is asked must hold, and nothing holds of a field that the ticket does not have.
 * Of tags one that fits is enough.
 */
export interface FieldCondition {
  readonly field: ConditionField;
  /** Exactly this. */
  readonly is?: Scalar;
  /** One of these, exactly. */
  readonly in?: readonly Scalar[];
  /** One of these words or phrases, whatever their case, as whole words. */
  readonly contains?: readonly string[];
  /** Begins with one of these, whatever their case. */
  readonly startsWith?: readonly string[];
  readonly greater?: number;
  readonly less?: number;
}

/** The short form: what is named must hold, and within a list one match is enough. */
export interface ShortCondition {
  /** Words or phrases, found in subject or description whatever their case, as whole words. */
  readonly text?: readonly string[];
  readonly channels?: readonly Channel[];
  readonly priorities?: readonly Priority[];
  readonly plans?: readonly string[];
  readonly tags?: readonly string[];
}

/** When a ticket must have come: inside or outside the working time of a calendar, by its name. */
export type ReceivedCondition = {
  readonly received: { readonly within: string } | { readonly outside: string };
};

/** What must be true of a ticket, as the policy file says it. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | FieldCondition
  | ReceivedCondition
  /** Whether it follows up a closed ticket. */
  | { readonly followUp: boolean }
  | ShortCondition;

/** A condition, compiled. */
export type Predicate = (facts: RoutingFacts) => boolean;

/**
 * Compiles a condition, once, so that it can be asked of many tickets. Phrases are taken literally.
 * Throws RangeError for a calendar that is not among `calendars`.
 */
export function compileCondition(condition: Condition, calendars: ReadonlyMap<string, Calendar>): Predicate {
  const compiled = (one: Condition) => compileCondition(one, calendars);
  if ('all' in condition) return every(condition.all.map(compiled));
  if ('any' in condition) return some(condition.any.map(compiled));
  if ('not' in condition) {
    const inner = compiled(condition.not);
    return (facts) => !inner(facts);
  }
  if ('received' in condition) return received(condition, calendars);
  if ('followUp' in condition) return ({ followUpOf }) => (followUpOf !== undefined) === condition.followUp;
  if ('field' in condition) return asked(condition);
  return every(questions(condition).map(asked));
}

function received(
  { received: when }: ReceivedCondition,
  calendars: ReadonlyMap<string, Calendar>,
): Predicate {
  const name = 'within' in when ? when.within : when.outside;
  const calendar = calendars.get(name);
  if (calendar === undefined) throw new RangeError(`no calendar ${name}`);
  const open = 'within' in when;
  return ({ openedAt }) => isOpen(calendar, openedAt) === open;
}

/** What the short form stands for. */
function questions({ text, channels, priorities, plans, tags }: ShortCondition): FieldCondition[] {
  // Cheap questions first: most tickets need no search through their text then.
  return [
    ...(channels ? [{ field: 'channel', in: channels } as const] : []),
    ...(priorities ? [{ field: 'priority', in: priorities } as const] : []),
    ...(plans ? [{ field: 'plan', in: plans } as const] : []),
    ...(tags ? [{ field: 'tags', in: tags } as const] : []),
    ...(text ? [{ field: 'text', contains: text } as const] : []),
  ];
}

function asked(condition: FieldCondition): Predicate {
  const { is, in: among, contains, startsWith, greater, less } = condition;
  const tests: ((value: Scalar) => boolean)[] = [];
  if (is !== undefined) tests.push((value) => value === is);
  if (among !== undefined) {
    const set = new Set(among);
    tests.push((value) => set.has(value));
  }
  if (greater !== undefined) tests.push((value) => typeof value === 'number' && value > greater);
  if (less !== undefined) tests.push((value) => typeof value === 'number' && value < less);
  if (startsWith !== undefined) {
    const begins = startPattern(startsWith);
    tests.push((value) => typeof value === 'string' && begins.test(value));
  }
  if (contains !== undefined) {
    const pattern = phrasesPattern(contains);
    tests.push((value) => typeof value === 'string' && pattern.test(value));
  }
  const read = reader(condition.field);
  return (facts) => read(facts).some((value) => tests.every((test) => test(value)));
}

/** The values that a field has on a ticket: none, one, or of texts and tags several. */
function reader(field: ConditionField): (facts: RoutingFacts) => readonly Scalar[] {
  switch (field) {
    case 'text':
      return ({ subject, description }) => [subject, description];
    case 'tags':
      return ({ tags }) => tags;
    case 'requester.domain':
      return ({ requester }) => [requester.slice(requester.lastIndexOf('@') + 1).toLowerCase()];
    case 'subject':
    case 'description':
    case 'requester':
    case 'organisation':
    case 'channel':
    case 'priority':
    case 'plan':
      return (facts) => valued(facts[field]);
    default: {
      const name = field.slice('fields.'.length);
      return ({ fields }) =>
        fields !== undefined && Object.hasOwn(fields, name) ? valued(fields[name]) : [];
    }
  }
}

function valued(value: Scalar | undefined): readonly Scalar[] {
  return value === undefined ? [] : [value];
}

function every(predicates: readonly Predicate[]): Predicate {
  return (facts) => predicates.every((holds) => holds(facts));
}

function some(predicates: readonly Predicate[]): Predicate {
  return (facts) => predicates.some((holds) => holds(facts));
}

function phrasesPattern(phrases: readonly string[]): RegExp {
  const literal = phrases.map((phrase) => escaped(phrase).replaceAll(/\s+/g, '\\s+'));
  // Boundaries by letters, their marks and digits of any script: \b knows only ASCII.
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${literal.join('|')})(?![\\p{L}\\p{M}\\p{N}])`, 'iu');
}

function startPattern(starts: readonly string[]): RegExp {
  return new RegExp(`^(?:${starts.map(escaped).join('|')})`, 'iu');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
