import { EventHeap, NOBODY } from '@tierline/engine';

import { type ClassTable, placeOf } from '../organisation/class-table.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { ENDS } from '../organisation/plan-table.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import type { Draws } from './draws.ts';
import { EVENTS, ORDER } from './events.ts';
import { interruptFor } from './interruption.ts';
import type { Journal } from './journal.ts';
import type { Measures } from './measures.ts';
import { NewTickets } from './new-tickets.ts';
import { Outcomes } from './outcomes.ts';
import { PromiseClocks } from './promise-clocks.ts';
import { Queues } from './queues.ts';
import { BUSY, Staff } from './staff.ts';
import { Stickiness } from './stickiness.ts';
import {
  AFTER,
  ANSWERED,
  ANSWERED_AFTER,
  ASKED,
  BEGUN,
  CAME_BACK,
  CLASS,
  COMES_BACK,
  CREATED,
  FILED,
  FIX,
  FLAGS,
  HANDLE,
  IS_ON_HOLD,
  IS_PENDING,
  IS_SOLVED,
  KNOWN_BY,
  MOVES,
  PATIENCE_ENDS,
  QUEUED,
  REPLY,
  RESPONDED_AT,
  SOLVED_AFTER,
  STARTED,
  TicketPool,
  TIER,
  TOUCHED,
  VISITED,
  WAS_ESCALATED,
  WORKED,
} from './ticket-pool.ts';
import { TicketWork } from './ticket-work.ts';

const MINUTE = 60_000;

/**
 * Tickets and the people who work on them, event by event. The domain decides where a ticket goes and what it is
 * promised (compiled per class), `workPlan` what somebody does with it (compiled to a table).
 */
export class Desk {
  readonly events: EventHeap;
  readonly staff: Staff;
  readonly pool = new TicketPool();
  readonly clocks: PromiseClocks;
  readonly journal: Journal;
  readonly measures: Measures;
  readonly #organisation: Organisation;
  readonly #classes: readonly TicketClass[];
  readonly #table: ClassTable;
  readonly #interruptions: Float64Array;
  readonly #chase: Organisation['scenario']['customers']['chase'];
  readonly #draws: Draws;
  readonly #work: TicketWork;
  readonly #tickets: NewTickets;
  readonly outcomes: Outcomes;
  readonly queues: Queues;
  /** Tickets on each tier that are not done. */
  readonly open: Int32Array;
  solved = 0;
  abandoned = 0;
  /** Where the policy keeps what comes back for who had it. */
  readonly stickiness: Stickiness | undefined;
  /** Told of each ticket that is there for the next piece of work, before anybody takes it. */
  onReady: ((ticket: number, now: number) => void) | undefined;
  constructor(organisation: Organisation, draws: Draws, measures: Measures, journal: Journal) {
    this.#organisation = organisation;
    this.#classes = organisation.classes;
    this.#table = organisation.table;
    this.#interruptions = organisation.interruptions;
    this.#chase = organisation.scenario.customers.chase;
    this.#draws = draws;
    this.measures = measures;
    this.journal = journal;
    this.staff = new Staff(organisation.groups, organisation.lanes);
    this.events = new EventHeap(1024);
    this.clocks = new PromiseClocks(organisation, this.pool, measures);
    this.#work = new TicketWork(organisation, this.pool);
    this.#tickets = new NewTickets(organisation, this.pool, draws, measures);
    this.outcomes = new Outcomes(organisation, this.pool, measures);
    const tiers = organisation.firstAnswers.length;
    this.queues = new Queues(organisation.lanes, tiers, organisation.from, this.pool, measures);
    this.open = new Int32Array(tiers);
    const { stickFor } = organisation.policy.assignment;
    this.stickiness = stickFor === undefined ? undefined : new Stickiness(this, stickFor);
  }

  get created(): number {
    return this.#tickets.created;
  }

  /** A ticket of a class comes in. */
  arrive(kind: number, now: number): void {
    const ticket = this.#tickets.create(kind, now);
    const { start } = this.#classes[kind] as TicketClass;
    this.open[start] = (this.open[start] as number) + 1;
    this.clocks.create(ticket, now);
    this.enqueue(ticket, now);
  }

  /** A ticket is there for the next piece of work: somebody who is free takes it, or it waits. */
  enqueue(ticket: number, now: number): void {
    this.pool.numbers[TicketPool.numbersOf(ticket) + QUEUED] = now;
    this.onReady?.(ticket, now);
    if (this.stickiness?.keep(ticket, now) !== true) this.offer(ticket, now);
  }

  /** Somebody who is free and may have it takes a ticket, or it waits in its lane. */
  offer(ticket: number, now: number): void {
    const lane = this.laneOf(ticket);
    const person = this.staff.takeFree(lane);
    if (person !== NOBODY) {
      this.begin(person, ticket, now);
      return;
    }
    this.wait(ticket, lane, now);
    if (this.#organisation.scenario.work.interrupts) interruptFor(this, ticket, lane, now);
  }

  /** Place of a ticket's priority in PRIORITIES. */
  priorityOf(ticket: number): number {
    return this.#table.priorities[this.pool.facts[TicketPool.factsOf(ticket) + CLASS] as number] as number;
  }

  /** The lane in which a ticket waits on its tier. */
  laneOf(ticket: number): number {
    const { facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const place = placeOf(facts[small + CLASS] as number, facts[small + TIER] as number);
    return this.#table.lanes[place] as number;
  }

  /** A ticket waits in a lane, and its customer for as long as patience lasts. */
  wait(ticket: number, lane: number, now: number): void {
    const { numbers, facts } = this.pool;
    this.queues.add(lane, ticket, this.clocks.rank(ticket), now);
    const end = numbers[TicketPool.numbersOf(ticket) + PATIENCE_ENDS] as number;
    if (end < Infinity && ((facts[TicketPool.factsOf(ticket) + FLAGS] as number) & ANSWERED) === 0)
      this.events.push(end > now ? end : now, EVENTS.patience, ticket, ORDER.others);
  }

  /** The next ticket for somebody who is free, or a rest. */
  serve(person: number, now: number): void {
    const crew = this.staff.crewOf[person] as number;
    const kept = this.stickiness?.take(person, crew, now) ?? NOBODY;
    const ticket = kept === NOBODY ? this.queues.take(crew, now) : kept;
    if (ticket === NOBODY) this.staff.rest(person);
    else this.begin(person, ticket, now);
  }

  /** Somebody takes a ticket up, or goes on with one that was kept. */
  begin(person: number, ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    const { staff } = this;
    const tier = staff.tierOf[person] as number;
    let extra = 0;
    if (((facts[flags] as number) & BEGUN) === 0) {
      facts[flags] = (facts[flags] as number) | BEGUN | TOUCHED;
      numbers[at + STARTED] = now;
      const waited = now - (numbers[at + QUEUED] as number);
      if (this.outcomes.counts(ticket)) this.outcomes.takenUp(ticket, tier, waited);
      extra = this.#interruptions[tier] as number;
      const chase = this.#chase;
      if (chase !== undefined)
        extra += Math.floor(waited / MINUTE / chase.afterMinutes) * chase.workMinutes * MINUTE;
    }
    const worked = numbers[at + WORKED] as number;
    const work = this.#work;
    work.lookAt(ticket);
    const { row, until } = work;
    const answer = ((facts[flags] as number) & ANSWERED) === 0 ? work.firstAnswer : 0;
    // The first answer comes before the piece of work ends.
    const length = answer > until ? answer : until;
    const left = length > worked ? length - worked : 0;
    // What comes on top is no progress on the ticket.
    numbers[at + WORKED] = worked - extra;
    staff.state[person] = BUSY;
    staff.ticket[person] = ticket;
    staff.row[person] = row;
    staff.answerAfter[person] = answer;
    staff.since[person] = now;
    const done = now + (left + extra) / staff.speed(person, now);
    staff.doneAt[person] = done;
    this.events.push(done, EVENTS.done, person, ORDER.work);
  }

  /** Work on the ticket in hand stops for now: what was done counts. */
  stopWork(person: number, now: number): void {
    const {
      staff,
      pool: { numbers, facts },
    } = this;
    const ticket = staff.ticket[person] as number;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const since = staff.since[person] as number;
    const speed = staff.speed(person, since);
    const before = numbers[at + WORKED] as number;
    const worked = before + (now - since) * speed;
    numbers[at + WORKED] = worked;
    staff.doneAt[person] = Infinity;
    const tier = staff.tierOf[person] as number;
    this.measures.worked(
      tier,
      staff.groupOf[person] as number,
      since,
      now,
      (this.#table.needs[facts[small + CLASS] as number] as number) < tier,
    );
    if (((facts[small + FLAGS] as number) & ANSWERED) !== 0) return;
    const answer = staff.answerAfter[person] as number;
    // Milliseconds are fractions here: what is short by less than one is done.
    if (worked + 1e-3 < answer) return;
    const moment = Math.min(now, since + Math.max(0, answer - before) / speed);
    this.clocks.answer(ticket, moment);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | ANSWERED;
    numbers[at + ANSWERED_AFTER] = moment - (numbers[at + CREATED] as number);
    numbers[at + RESPONDED_AT] = moment;
  }

  /** The piece of work of somebody is done. */
  done(person: number, now: number): void {
    const { staff } = this;
    const ticket = staff.ticket[person] as number;
    const row = staff.row[person] as number;
    this.stopWork(person, now);
    staff.ticket[person] = NOBODY;
    const end = ENDS[this.#organisation.plans.ends[row] as number] as (typeof ENDS)[number];
    this.journal.visit(this.pool, ticket, { person, tier: staff.tierOf[person] as number, now, end });
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    this.pool.facts[flags] = (this.pool.facts[flags] as number) & ~BEGUN;
    this.pool.facts[TicketPool.factsOf(ticket) + KNOWN_BY] = person;
    switch (end) {
      case 'ask':
        this.#ask(ticket, now);
        break;
      case 'escalate':
        this.move(ticket, 1, now);
        break;
      case 'de-escalate':
        this.move(ticket, -1, now);
        break;
      case 'engineering':
        this.#file(ticket, now);
        break;
      case 'solve':
        this.#solve(ticket, now);
        break;
    }
    if (!staff.leaves(person)) this.serve(person, now);
  }

  #ask(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | ASKED | IS_PENDING;
    this.outcomes.count(this.measures.asked, ticket);
    numbers[TicketPool.numbersOf(ticket) + RESPONDED_AT] = now;
    this.clocks.answerAgain(ticket, now);
    this.clocks.pause(ticket, 'pending', now);
    const reply =
      this.#organisation.reply.quantile(numbers[TicketPool.numbersOf(ticket) + REPLY] as number) * MINUTE;
    this.events.push(now + reply, EVENTS.answered, ticket, ORDER.others);
  }

  /** The customer has answered. */
  hear(ticket: number, now: number): void {
    this.pool.unset(ticket, IS_PENDING);
    this.clocks.resume(ticket, 'pending', now);
    this.clocks.oweAnswer(ticket, now);
    this.enqueue(ticket, now);
  }

  /** It goes to the next tier above or below. */
  move(ticket: number, by: 1 | -1, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const from = facts[small + TIER] as number;
    const to = from + by;
    if (this.outcomes.counts(ticket)) this.outcomes.moved(ticket, from, to);
    this.open[from] = (this.open[from] as number) - 1;
    this.open[to] = (this.open[to] as number) + 1;
    facts[small + TIER] = to;
    facts[small + KNOWN_BY] = NOBODY;
    facts[small + MOVES] = (facts[small + MOVES] as number) + 1;
    facts[small + VISITED] = (facts[small + VISITED] as number) | (1 << to);
    const flags = (facts[small + FLAGS] as number) & ~TOUCHED;
    facts[small + FLAGS] = by > 0 ? flags | WAS_ESCALATED : flags;
    numbers[TicketPool.numbersOf(ticket) + WORKED] = 0;
    this.clocks.enterTier(ticket, now);
    this.enqueue(ticket, now);
  }

  #file(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | FILED | IS_ON_HOLD;
    this.outcomes.count(this.measures.handedOff, ticket);
    this.clocks.pause(ticket, 'on-hold', now);
    const fix =
      this.#organisation.fix.quantile(numbers[TicketPool.numbersOf(ticket) + FIX] as number) * MINUTE;
    this.events.push(now + fix, EVENTS.fixed, ticket, ORDER.others);
  }

  /** Engineering has fixed what the ticket is about. */
  fixed(ticket: number, now: number): void {
    this.pool.unset(ticket, IS_ON_HOLD);
    this.clocks.resume(ticket, 'on-hold', now);
    this.enqueue(ticket, now);
  }

  #solve(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const {
      touchReply,
      scenario: { work },
    } = this.#organisation;
    numbers[at + RESPONDED_AT] = now;
    this.clocks.answerAgain(ticket, now);
    if (touchReply !== undefined && this.#draws.touches.next() < (work.touches?.share ?? 0)) {
      facts[small + FLAGS] = (facts[small + FLAGS] as number) | IS_PENDING;
      this.clocks.pause(ticket, 'pending', now);
      numbers[at + WORKED] = 0;
      const { handle } = this.#classes[facts[small + CLASS] as number] as TicketClass;
      numbers[at + HANDLE] = handle.quantile(this.#draws.touches.next()) * MINUTE;
      this.events.push(
        now + touchReply.quantile(this.#draws.touches.next()) * MINUTE,
        EVENTS.answered,
        ticket,
        ORDER.others,
      );
      return;
    }
    this.clocks.solve(ticket, now);
    const tier = facts[small + TIER] as number;
    this.open[tier] = (this.open[tier] as number) - 1;
    numbers[at + SOLVED_AFTER] = now - (numbers[at + CREATED] as number);
    const flags = facts[small + FLAGS] as number;
    if ((flags & (COMES_BACK | CAME_BACK)) === COMES_BACK) {
      facts[small + FLAGS] = flags | IS_SOLVED;
      const after = this.#organisation.after.quantile(numbers[at + AFTER] as number) * MINUTE;
      this.events.push(now + after, EVENTS.cameBack, ticket, ORDER.others);
      return;
    }
    this.close(ticket);
  }

  /** The customer says that it is not solved. */
  comeBack(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const tier = facts[small + TIER] as number;
    facts[small + FLAGS] = ((facts[small + FLAGS] as number) & ~(IS_SOLVED | TOUCHED)) | CAME_BACK;
    this.outcomes.count(this.measures.reopened, ticket);
    this.open[tier] = (this.open[tier] as number) + 1;
    numbers[TicketPool.numbersOf(ticket) + WORKED] = 0;
    this.clocks.reopen(ticket, now);
    this.clocks.enterTier(ticket, now);
    this.clocks.oweAnswer(ticket, now);
    this.enqueue(ticket, now);
  }

  /** A ticket that is solved for good is counted and forgotten. */
  close(ticket: number): void {
    this.solved += 1;
    if (this.outcomes.counts(ticket)) {
      this.outcomes.solved(ticket);
      this.clocks.close(ticket);
    }
    this.pool.release(ticket);
  }

  /** A ticket that waits does so no longer, wherever that was. */
  leaveQueue(ticket: number, now: number): void {
    if (this.stickiness?.isKept(ticket) === true) this.stickiness.leave(ticket, now);
    else this.queues.leave(this.laneOf(ticket), ticket, now);
  }
}
