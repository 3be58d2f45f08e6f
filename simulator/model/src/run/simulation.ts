import { TIERS } from '@tierline/domain';
import { NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import { type Replication, replicationOf } from '../result/replication.ts';
import { Arriving } from './arriving.ts';
import { Desk } from './desk.ts';
import { drawsOf } from './draws.ts';
import { EVENTS } from './events.ts';
import { Extras } from './extras.ts';
import { Journal, type Recorder } from './journal.ts';
import { KindPicker } from './kind-picker.ts';
import { Ladders } from './ladders.ts';
import { Measures } from './measures.ts';
import { losePatience } from './patience.ts';
import { Shifts } from './shifts.ts';
import { BUSY, type Staff } from './staff.ts';
import { COUNTED, IS_SOLVED } from './ticket-pool.ts';

/** What tells one run of a scenario from another, and what is wanted of it beside its figures. */
export interface RunOptions {
  readonly seed: number;
  /** Counts runs from 0. */
  readonly replication: number;
  /** Told of each visit, in the order in which they end; at last of those that the end of the run cuts short. */
  readonly record?: Recorder;
  /** Whether the result carries a hash of all visits. */
  readonly hash?: boolean;
}

/** Points of the backlog over time. */
const BACKLOG_POINTS = 400;

/**
 * One run of an organisation. The same organisation, seed and replication give the same result, on any thread of any
 * machine. Throws Error where a ticket is lost, which no scenario can bring about.
 */
export function simulate(organisation: Organisation, options: RunOptions): Replication {
  const { seed, replication, record, hash = false } = options;
  const { scenario, from, until, curve } = organisation;
  const draws = drawsOf(seed, replication);
  const measures = new Measures(organisation);
  const journal = new Journal({ tell: record, hash });
  const desk = new Desk(organisation, draws, measures, journal);
  const { events, staff } = desk;
  const shifts = new Shifts(desk, organisation, draws);
  const kinds = new KindPicker(organisation.classes.map(({ share }) => share));
  const arriving = new Arriving(
    curve,
    { seed, replication },
    { exact: scenario.load.count === 'exact', busyness: organisation.busyness },
  );
  const ladders = new Ladders(desk, organisation);
  const extras = new Extras(desk, organisation, draws);
  const backlog = new Float64Array(BACKLOG_POINTS * TIERS.length);
  const step = (until - from) / BACKLOG_POINTS;
  let point = 0;
  let nextPoint = from + step;
  let nextArrival = arriving.next();
  const end = scenario.run.drain ? Infinity : until;
  let now = from;
  for (;;) {
    const nextEvent = events.nextTime;
    // What happens at the moment at which a ticket comes in happens first.
    const isArrival = nextArrival < nextEvent;
    const time = isArrival ? nextArrival : nextEvent;
    while (nextPoint <= time && point < BACKLOG_POINTS) {
      for (let tier = 0; tier < TIERS.length; tier += 1)
        backlog[tier * BACKLOG_POINTS + point] = desk.open[tier] as number;
      point += 1;
      nextPoint = from + (point + 1) * step;
    }
    if (time >= end) break;
    if (time === Infinity) break;
    if (scenario.run.drain && time >= until && desk.pool.count === 0) break;
    now = time;
    if (isArrival) {
      // Events remember when they were, so that none comes before another.
      desk.arrive(kinds.pick(draws.kind.next()), now);
      nextArrival = arriving.next();
      continue;
    }
    events.pop();
    const subject = events.payload;
    switch (events.code) {
      case EVENTS.done:
        if (staff.doneAt[subject] === now) desk.done(subject, now);
        break;
      case EVENTS.answered:
        desk.hear(subject, now);
        break;
      case EVENTS.cameBack:
        desk.comeBack(subject, now);
        break;
      case EVENTS.fixed:
        desk.fixed(subject, now);
        break;
      case EVENTS.level:
        shifts.change(subject, now);
        break;
      case EVENTS.goHome:
        shifts.goHome(subject, now);
        break;
      case EVENTS.patience:
        losePatience(desk, subject, now);
        break;
      case EVENTS.burst:
        extras.burst(now);
        break;
      case EVENTS.extra:
        extras.arrive(subject, now);
        break;
      case EVENTS.step:
        ladders.play(subject, now);
        break;
      case EVENTS.unstick:
        desk.stickiness?.end(subject, now);
        break;
    }
  }
  const last = end === Infinity ? Math.max(now, until) : end;
  for (let group = 0; group < organisation.groups.length; group += 1) shifts.settle(group, last);
  stopAll(desk, staff, last);
  leaveOpen(desk, last);
  return replicationOf(organisation, {
    measures,
    desk,
    backlog,
    replication,
    digest: hash ? journal.digest : undefined,
  });
}

function stopAll(desk: Desk, staff: Staff, last: number): void {
  for (let person = 0; person < staff.state.length; person += 1)
    if (staff.state[person] === BUSY) desk.stopWork(person, last);
  desk.queues.settle(last);
}

/** Who has which ticket in hand, or keeps it until the next shift. */
function holdersOf({ ticket }: Staff): Map<number, number> {
  return new Map(
    [...ticket.entries()].filter(([, held]) => held !== NOBODY).map(([person, held]) => [held, person]),
  );
}

/** Tickets that are not done at the end: reported as open, and their promises that are broken by then as broken. */
function leaveOpen(desk: Desk, last: number): void {
  const { pool, clocks, measures } = desk;
  const solvedForNow: number[] = [];
  const holders = desk.journal.isAsked ? holdersOf(desk.staff) : undefined;
  let open = 0;
  for (const ticket of pool.all()) {
    const flags = pool.flags[ticket] as number;
    if ((flags & IS_SOLVED) !== 0) {
      solvedForNow.push(ticket);
      continue;
    }
    open += 1;
    if (holders !== undefined) desk.journal.leaveOpen(pool, ticket, holders.get(ticket) ?? NOBODY, last);
    if ((flags & COUNTED) === 0) continue;
    const slice = desk.outcomes.slice(ticket);
    measures.open[slice] = (measures.open[slice] as number) + 1;
    clocks.leaveOpen(ticket, last, pool.waitsFor(ticket));
  }
  for (const ticket of solvedForNow) desk.close(ticket);
  const { created, solved, abandoned } = desk;
  if (created !== solved + abandoned + open)
    throw new Error(
      `${created} tickets were created, ${solved} solved, ${abandoned} given up and ${open} left open`,
    );
}
