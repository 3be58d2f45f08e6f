import type { FieldValue, FieldValues } from './field.ts';
import type { Priority } from './priority.ts';
import type { Ticket } from './ticket.ts';

/** What is to be different; what is not named stays. `null` takes a value away. */
export interface WantedUpdate {
  readonly subject?: string;
  readonly priority?: Priority;
  readonly plan?: string | null;
  /** Tags to put on and to take off, so that two who do so at once do not undo each other's. */
  readonly tags?: { readonly add?: readonly string[]; readonly remove?: readonly string[] };
  readonly fields?: Readonly<Record<string, FieldValue | null>>;
  /** Another state of the policy's own in the category in which the ticket is. */
  readonly state?: string | null;
}

/** A value before and after; absent where there was or is none. */
export interface Replaced<T> {
  readonly from?: T;
  readonly to?: T;
}

/** What an update changed, and nothing else. */
export interface TicketUpdate {
  readonly subject?: { readonly from: string; readonly to: string };
  readonly priority?: { readonly from: Priority; readonly to: Priority };
  readonly plan?: Replaced<string>;
  readonly tags?: { readonly from: readonly string[]; readonly to: readonly string[] };
  readonly fields?: Readonly<Record<string, Replaced<FieldValue>>>;
  readonly state?: Replaced<string>;
}

type Updated = Pick<Ticket, 'subject' | 'priority' | 'plan' | 'tags' | 'fields' | 'customState'>;

/** What would be different on a ticket; undefined when nothing would. */
export function updateOf(ticket: Updated, wanted: WantedUpdate): TicketUpdate | undefined {
  const {
    subject = ticket.subject,
    priority = ticket.priority,
    plan = ticket.plan,
    state = ticket.customState,
  } = wanted;
  const tags = tagsAfter(ticket.tags, wanted.tags);
  const fields = fieldUpdate(ticket.fields, wanted.fields);
  const update: TicketUpdate = {
    ...(subject !== ticket.subject && { subject: { from: ticket.subject, to: subject } }),
    ...(priority !== ticket.priority && { priority: { from: ticket.priority, to: priority } }),
    ...((plan ?? undefined) !== ticket.plan && { plan: replaced(ticket.plan, plan) }),
    ...(tags !== ticket.tags && { tags: { from: ticket.tags, to: tags } }),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...((state ?? undefined) !== ticket.customState && { state: replaced(ticket.customState, state) }),
  };
  return Object.keys(update).length === 0 ? undefined : update;
}

/** A ticket after an update. */
export function updated(ticket: Ticket, update: TicketUpdate): Ticket {
  const { subject, priority, tags } = update;
  const { plan: planBefore, fields: fieldsBefore, customState: stateBefore, ...rest } = ticket;
  const plan = update.plan === undefined ? planBefore : update.plan.to;
  const fields = update.fields === undefined ? fieldsBefore : fieldsAfterUpdate(fieldsBefore, update.fields);
  const customState = update.state === undefined ? stateBefore : update.state.to;
  return {
    ...rest,
    ...(subject && { subject: subject.to }),
    ...(priority && { priority: priority.to }),
    ...(plan !== undefined && { plan }),
    ...(tags && { tags: tags.to }),
    ...(fields && { fields }),
    ...(customState !== undefined && { customState }),
  };
}

/** The same list where nothing is added or taken off. */
function tagsAfter(
  tags: readonly string[],
  { add = [], remove = [] }: NonNullable<WantedUpdate['tags']> = {},
): readonly string[] {
  const kept = tags.filter((tag) => !remove.includes(tag));
  const added = [...new Set(add)].filter((tag) => !kept.includes(tag));
  return kept.length === tags.length && added.length === 0 ? tags : [...kept, ...added];
}

function fieldUpdate(
  before: FieldValues = {},
  wanted: NonNullable<WantedUpdate['fields']> = {},
): Readonly<Record<string, Replaced<FieldValue>>> {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => {
      const old = Object.hasOwn(before, name) ? before[name] : undefined;
      return (value ?? undefined) === old ? [] : [[name, replaced(old, value)] as const];
    }),
  );
}

/** Undefined where no field has a value any more. */
function fieldsAfterUpdate(
  before: FieldValues = {},
  update: NonNullable<TicketUpdate['fields']>,
): FieldValues | undefined {
  const after = new Map(Object.entries(before));
  for (const [name, { to }] of Object.entries(update)) {
    if (to === undefined) after.delete(name);
    else after.set(name, to);
  }
  return after.size === 0 ? undefined : Object.fromEntries(after);
}

function replaced<T>(from: T | undefined, to: T | null | undefined): Replaced<T> {
  return { ...(from !== undefined && { from }), ...(to !== undefined && to !== null && { to }) };
}
