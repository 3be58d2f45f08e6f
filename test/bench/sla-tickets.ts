/** The company of the SLA benchmark, and tickets in it as its policy and the domain make them. */
import type { LoadedPolicy } from '@tierline/contracts';
import { parsePolicy } from '@tierline/contracts';
import {
  type Command,
  decide,
  type Instant,
  instant,
  openTicket,
  type Ticket,
  ticketId,
} from '@tierline/domain';
import { stayRecords } from '@tierline/report';
import { type Database, ticketOf } from '@tierline/store';
import { aRequest } from '@tierline/testkit';
import { mongo } from 'mongoose';

const PROMISE = (firstResponse: string) =>
  `{ firstResponse: ${firstResponse}, resolution: { target: 400h, calendar: office } }`;

/**
 * Tickets on T1 have something due at 45 (a warning), 54 (a step) and 60 minutes (the breach); on T3 nothing for days.
 * Every ticket is promised its resolution in office hours: a holiday more changes them all.
 */
export function policyText(holidays: readonly string[] = []): string {
  return `calendars:
  always: always
  office:
    zone: Europe/Berlin
    hours: { mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], thu: ['09:00-17:00'], fri: ['09:00-17:00'] }
    holidays: [${holidays.join(', ')}]
promises:
  calendar: always
  warnAfter: 0.75
  ladders:
    chase: [{ at: 90%, do: [{ notify: holder }] }]
  priorities:
    low: ${PROMISE('900h')}
    normal: ${PROMISE('400h')}
    high: ${PROMISE('200h')}
    urgent: ${PROMISE('100h')}
tiers:
  T1: { target: 1h, ladder: chase }
  T2: { target: 400h }
  T3: { target: 800h }
routing:
  - { name: far, when: { field: priority, is: low }, tier: T3 }
escalation: { max: 2 }
agents:
  - { id: ada, name: Ada, tier: T1, capacity: 2 }
  - { id: cleo, name: Cleo, tier: T2, capacity: 2 }
  - { id: eve, name: Eve, tier: T3, capacity: 2 }
`;
}

/** The policy as the first one that a database has in force. */
export function firstPolicy(): LoadedPolicy {
  return parsePolicy(policyText(), { number: 1 });
}

/** A ticket on which something is due, at a moment that the benchmark chose. */
export interface DueTicket {
  readonly id: string;
  readonly due: Instant;
}

const MINUTE = 60_000;
/** From a near ticket's opening to each of what falls due on it. */
const AFTER = [45 * MINUTE, 54 * MINUTE, 60 * MINUTE] as const;
const DAY = 24 * 60 * MINUTE;
/** Distinct moments at which far tickets were opened. */
const MOMENTS = 2003;
const BATCH = 1000;
/** Inserts under way at once: the next batch is made while the one before is written. */
const IN_FLIGHT = 2;
const ROUTE: Command = { kind: 'route', by: { kind: 'system', name: 'router' } };

/** An id that no other number has: near and far tickets are told apart by their first digit. */
function idOf(kind: 'near' | 'far', number: number): string {
  return `${kind === 'near' ? 'a' : 'f'}${number.toString(16).padStart(23, '0')}`;
}

/** Ids of all near tickets lie between these. */
export const NEAR_IDS = { $gte: 'a', $lt: 'b' } as const;

/** So many open tickets on which nothing is due for days. Some were opened at the same moment: those have the same clocks. */
export async function seedFar(database: Database, { policy }: LoadedPolicy, count: number): Promise<void> {
  const now = Date.now();
  const lives = Array.from({ length: MOMENTS }, (_, index) =>
    routed(idOf('far', index), 'low', instant(now - Math.floor((index / MOMENTS) * 5 * DAY)), policy),
  );
  await seed(database, count, (number) => {
    const id = idOf('far', number);
    // Scattered, so that neighbours in an index by time were not written together.
    const life = lives[(number * 7919) % MOMENTS];
    if (life === undefined) throw new RangeError('no life');
    return { ...life, ...requestOf(id, 'low'), id: ticketId(id) };
  });
}

/** A ticket per moment, of which the next thing falls due then: a warning, a step or a breach in turn. */
export async function seedNear(
  database: Database,
  { policy }: LoadedPolicy,
  dues: readonly Instant[],
  from = 0,
): Promise<readonly DueTicket[]> {
  const tickets = dues.map((due, index): DueTicket => ({ id: idOf('near', from + index), due }));
  await seed(database, tickets.length, (index) => {
    const { id, due } = tickets[index] ?? { id: '', due: instant(0) };
    const after = AFTER[index % AFTER.length] ?? AFTER[0];
    const opened = routed(id, 'normal', instant(due - after), policy);
    const decision = decide(opened, { kind: 'timer' }, instant(due - 1), policy);
    if (decision.kind === 'refused') throw new Error(decision.message);
    if (decision.ticket.nextTimer !== due) throw new Error(`${id} is not due when it was meant to be`);
    return decision.ticket;
  });
  return tickets;
}

/**
 * As if the records of stays, of which reports are made, were up to all tickets that are there: a company that grew to so
 * many did that on its way, and making a million at once is not what is measured.
 */
export async function reported(database: Database): Promise<void> {
  const { stays, projections } = database;
  const place = { seconds: await database.serverSeconds(), counter: 0, id: '' };
  await projections.updateOne({ _id: 'stays' }, { $set: { place } }, { upsert: true });
  // Without any record the projection would begin anew.
  const first = await database.tickets.findOne({});
  const record = first && stayRecords(ticketOf(first))[0];
  if (record)
    await stays.insertOne({ ...record, _id: `${record.ticketId}/0`, lastAt: Number.MAX_SAFE_INTEGER });
}

function routed(id: string, priority: 'low' | 'normal', at: Instant, policy: LoadedPolicy['policy']): Ticket {
  const opened = openTicket(requestOf(id, priority), ticketId(id), at, policy);
  const decision = decide(opened.ticket, ROUTE, at, policy);
  if (decision.kind === 'refused') throw new Error(decision.message);
  return decision.ticket;
}

function requestOf(id: string, priority: 'low' | 'normal') {
  return aRequest({
    priority,
    description: `${'We use it every morning before the first customers call, on four machines. '.repeat(4)}${id}`,
    requester: `customer-${id.slice(-4)}@example.com`,
    tags: ['desktop', 'europe'],
  });
}

async function seed(database: Database, count: number, make: (number: number) => Ticket): Promise<void> {
  const underWay = new Set<Promise<unknown>>();
  for (let first = 0; first < count; first += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, count - first) }, (_, offset) => {
      const { id: _id, ...rest } = make(first + offset);
      return { _id, ...rest, outbox: [], changedAt: mongo.Timestamp.fromNumber(0) };
    });
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay);
    const inserting = database.tickets
      .insertMany(documents, { ordered: false, writeConcern: { w: 1, journal: false } })
      .finally(() => underWay.delete(inserting));
    underWay.add(inserting);
  }
  await Promise.all(underWay);
}
