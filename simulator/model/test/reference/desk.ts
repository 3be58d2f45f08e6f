import { parsePolicy } from '@tierline/contracts';
import type { Policy } from '@tierline/domain';
import { intervalOf, type Interval } from '@tierline/engine';
import {
  compileOrganisation,
  type Organisation,
  readScenario,
  type Replication,
  simulate,
  type VisitRecord,
} from '@tierline/model';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function week(hours: string): string {
  return `{ zone: UTC, hours: { ${DAYS.map((day) => `${day}: ${hours}`).join(', ')} } }`;
}

const PROMISES = '{ firstResponse: 10000h, resolution: 10000h';

/** What the policy of a textbook's desk may do beside first come, first served. */
interface Textbook {
  /** Priorities differ by head starts so long that the higher one always goes first. */
  readonly strict?: boolean;
  /** How often a ticket may be handed on; where it may not, the tier on which it begins does all of its work. */
  readonly moves?: number;
  /** A ladder of every tier's target, which is two hours then. */
  readonly ladder?: string;
  /** What is added to the policy's file, such as teams. */
  readonly more?: string;
}

/** A desk as textbooks have it: always open, first come first served on each tier. */
function textbookPolicy({ strict = false, moves = 3, ladder, more = '' }: Textbook): Policy {
  const priority = (level: number) =>
    `${PROMISES}${strict && level > 0 ? `, headStart: ${level * 3_000}h` : ''} }`;
  const target = ladder === undefined ? 'target: 5000h' : 'target: 2h, ladder: acting';
  const text = `
calendars:
  always: always
  day: ${week("['08:00-18:00']")}
  night: ${week("['00:00-08:00', '18:00-24:00']")}
  office: { zone: UTC, hours: { mon: ['09:00-18:00'], tue: ['09:00-18:00'], wed: ['09:00-18:00'], thu: ['09:00-18:00'], fri: ['09:00-18:00'] } }
promises:
  calendar: always
  warnAfter: 0.75
  priorities: { low: ${priority(0)}, normal: ${priority(1)}, high: ${priority(2)}, urgent: ${priority(3)} }
${ladder === undefined ? '' : `  ladders: { acting: ${ladder} }\n`}tiers:
  T1: { ${target}, calendar: always }
  T2: { ${target}, calendar: always }
  T3: { ${target}, calendar: always }
routing: []
escalation: { max: ${moves} }
agents:
  - { id: a, name: A, tier: T1, capacity: 1 }
  - { id: b, name: B, tier: T2, capacity: 1 }
  - { id: c, name: C, tier: T3, capacity: 1 }
${more}`;
  return parsePolicy(text).policy;
}

/** Lengths of time in hours, as reference cases have them. */
export const hours = {
  exponential: (mean: number) => ({ distribution: 'exponential', meanMinutes: mean * 60 }),
  constant: (mean: number) => ({ distribution: 'constant', meanMinutes: mean * 60 }),
  lognormal: (mean: number, cv = 1) => ({ meanMinutes: mean * 60, cv }),
  erlang: (mean: number, phases: number) => ({ distribution: 'erlang', meanMinutes: mean * 60, phases }),
  hyperexponential: (mean: number, cv: number) => ({
    distribution: 'hyperexponential',
    meanMinutes: mean * 60,
    cv,
  }),
};

/** One tier, `servers` people, and what is different from a plain queue. */
export function oneTier({
  rate,
  servers,
  handle,
  load = {},
  work = {},
  customers = {},
  run = {},
  groups,
}: {
  /** Tickets per hour. */
  readonly rate?: number;
  readonly servers?: number;
  readonly handle: object;
  readonly load?: object;
  readonly work?: object;
  readonly customers?: object;
  readonly run?: object;
  readonly groups?: readonly object[];
}): object {
  return {
    load: { ...(rate !== undefined && { rates: { everyMinutes: 60, perHour: [rate] } }), ...load },
    work: { handle: { T1: handle, T2: handle, T3: handle }, overtimeMinutes: 1_000_000, ...work },
    people: { groups: groups ?? [{ tier: 'T1', count: servers, calendar: 'always' }] },
    customers,
    run: { days: 400, warmUpDays: 30, ...run },
  };
}

/** Days in which about so many tickets come, after a warm-up of a tenth of that, until all are done. */
export function lasting(tickets: number, rate: number): object {
  const days = tickets / rate / 24;
  return { days, warmUpDays: days / 10, drain: true };
}

/** A scenario under the textbook policy. */
export function organisationOf(scenario: object, textbook: Textbook = {}): Organisation {
  return compileOrganisation(readScenario(scenario, 'reference'), textbookPolicy(textbook));
}

export const SEED = 2026;

/** Runs of a scenario under the textbook policy. */
export function runsOf(
  scenario: object,
  { runs, record }: { readonly runs: number; readonly record?: (visit: VisitRecord, run: number) => void },
): Replication[] {
  const organisation = organisationOf(scenario);
  return Array.from({ length: runs }, (_, replication) =>
    simulate(organisation, {
      seed: SEED,
      replication,
      ...(record && { record: (visit) => record(visit, replication) }),
    }),
  );
}

/** A figure over runs, in hours where it is a length of time. */
export function figureOf(runs: readonly Replication[], figure: string): Interval {
  const isTime = /\.(mean|p\d+)$/.test(figure);
  return intervalOf(runs.map(({ figures }) => (figures[figure] ?? Number.NaN) / (isTime ? 60 : 1)));
}
