import { EventHeap, NOBODY } from '@tierline/engine';

import { type ClassTable, placeOf } from '../organisation/class-table.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { ENDS, ESCALATED, MAY_ASK, MAY_FILE, REOPENED } from '../organisation/plan-table.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import type { Draws } from './draws.ts';
import { EVENTS, ORDER, SAME_TIME } from './events.ts';
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
  ANSWERED,
  BEGUN,
  COMES_BACK,
  IS_ON_HOLD,
  IS_PENDING,
  IS_SOLVED,
  TicketPool,
  TOUCHED,
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
  /** Share of pieces of work after which the customer must answer. */
  readonly #touches: number;
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
    this.#touches = organisation.scenario.work.touches?.share ?? 0;
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
    this.pool.queued[ticket] = now;
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
    return this.#table.priorities[this.pool.kind[ticket] as number] as number;
  }

  /** The lane in which a ticket waits on its tier. */
  laneOf(ticket: number): number {
    const pool = this.pool;
    const place = placeOf(pool.kind[ticket] as number, pool.tier[ticket] as number);
    return this.#table.lanes[place] as number;
  }

  /** A ticket waits in a lane, and its customer for as long as patience lasts. */
  wait(ticket: number, lane: number, now: number): void {
    const pool = this.pool;
    this.queues.add(lane, ticket, this.clocks.rank(ticket), now);
    const end = pool.patienceEnds[ticket] as number;
    if (end < Infinity && ((pool.flags[ticket] as number) & ANSWERED) === 0)
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
    const pool = this.pool;
    const { staff } = this;
    const tier = staff.tierOf[person] as number;
    let extra = 0;
    if (((pool.flags[ticket] as number) & BEGUN) === 0) {
      pool.flags[ticket] = (pool.flags[ticket] as number) | BEGUN | TOUCHED;
      pool.started[ticket] = now;
      const waited = now - (pool.queued[ticket] as number);
      this.outcomes.takenUp(ticket, tier, waited);
      extra = this.#interruptions[tier] as number;
      const chase = this.#chase;
      if (chase !== undefined)
        extra += Math.floor(waited / MINUTE / chase.afterMinutes) * chase.workMinutes * MINUTE;
    }
    const worked = pool.worked[ticket] as number;
    const work = this.#work;
    work.lookAt(ticket);
    const { row, until } = work;
    const answer = ((pool.flags[ticket] as number) & ANSWERED) === 0 ? work.firstAnswer : 0;
    // The first answer comes before the piece of work ends.
    const length = answer > until ? answer : until;
    const left = length > worked ? length - worked : 0;
    // What comes on top is no progress on the ticket.
    pool.worked[ticket] = worked - extra;
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
    const { staff, pool } = this;
    const ticket = staff.ticket[person] as number;
    const since = staff.since[person] as number;
    const speed = staff.speed(person, since);
    const before = pool.worked[ticket] as number;
    const worked = before + (now - since) * speed;
    pool.worked[ticket] = worked;
    staff.doneAt[person] = Infinity;
    const tier = staff.tierOf[person] as number;
    this.measures.worked(
      tier,
      staff.groupOf[person] as number,
      since,
      now,
      (this.#table.needs[pool.kind[ticket] as number] as number) < tier,
    );
    if (((pool.flags[ticket] as number) & ANSWERED) !== 0) return;
    const answer = staff.answerAfter[person] as number;
    if (worked + SAME_TIME < answer) return;
    const moment = Math.min(now, since + Math.max(0, answer - before) / speed);
    this.clocks.answer(ticket, moment);
    pool.flags[ticket] = (pool.flags[ticket] as number) | ANSWERED;
    pool.answeredAfter[ticket] = moment - (pool.created[ticket] as number);
    pool.respondedAt[ticket] = moment;
  }

  /** The piece of work of somebody is done. */
  done(person: number, now: number): void {
    const { staff } = this;
    const ticket = staff.ticket[person] as number;
    const row = staff.row[person] as number;
    this.stopWork(person, now);
    staff.ticket[person] = NOBODY;
    const end = ENDS[this.#organisation.plans.ends[row] as number] as (typeof ENDS)[number];
    if (this.journal.isAsked)
      this.journal.visit(this.pool, ticket, { person, tier: staff.tierOf[person] as number, now, end });
    this.pool.flags[ticket] = (this.pool.flags[ticket] as number) & ~BEGUN;
    this.pool.knownBy[ticket] = person;
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
    const pool = this.pool;
    pool.flags[ticket] = ((pool.flags[ticket] as number) & ~MAY_ASK) | IS_PENDING;
    this.outcomes.count(this.measures.asked, ticket);
    pool.respondedAt[ticket] = now;
    this.clocks.answerAgain(ticket, now);
    this.clocks.pause(ticket, 'pending', now);
    const reply = this.#organisation.reply.quantile(pool.reply[ticket] as number) * MINUTE;
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
    const pool = this.pool;
    const from = pool.tier[ticket] as number;
    const to = from + by;
    if (this.outcomes.counts(ticket)) this.outcomes.moved(ticket, from, to);
    this.open[from] = (this.open[from] as number) - 1;
    this.open[to] = (this.open[to] as number) + 1;
    pool.tier[ticket] = to;
    pool.knownBy[ticket] = NOBODY;
    pool.moves[ticket] = (pool.moves[ticket] as number) + 1;
    pool.visited[ticket] = (pool.visited[ticket] as number) | (1 << to);
    const flags = (pool.flags[ticket] as number) & ~TOUCHED;
    pool.flags[ticket] = by > 0 ? flags | ESCALATED : flags;
    pool.worked[ticket] = 0;
    this.clocks.enterTier(ticket, now);
    this.enqueue(ticket, now);
  }

  #file(ticket: number, now: number): void {
    const pool = this.pool;
    pool.flags[ticket] = ((pool.flags[ticket] as number) & ~MAY_FILE) | IS_ON_HOLD;
    this.outcomes.count(this.measures.handedOff, ticket);
    this.clocks.pause(ticket, 'on-hold', now);
    const fix = this.#organisation.fix.quantile(pool.fix[ticket] as number) * MINUTE;
    this.events.push(now + fix, EVENTS.fixed, ticket, ORDER.others);
  }

  /** Engineering has fixed what the ticket is about. */
  fixed(ticket: number, now: number): void {
    this.pool.unset(ticket, IS_ON_HOLD);
    this.clocks.resume(ticket, 'on-hold', now);
    this.enqueue(ticket, now);
  }

  #solve(ticket: number, now: number): void {
    const pool = this.pool;
    pool.respondedAt[ticket] = now;
    this.clocks.answerAgain(ticket, now);
    const reply = this.#organisation.touchReply;
    if (reply !== undefined && this.#draws.touches.next() < this.#touches) {
      pool.flags[ticket] = (pool.flags[ticket] as number) | IS_PENDING;
      this.clocks.pause(ticket, 'pending', now);
      pool.worked[ticket] = 0;
      const { handle } = this.#classes[pool.kind[ticket] as number] as TicketClass;
      pool.handle[ticket] = handle.quantile(this.#draws.touches.next()) * MINUTE;
      this.events.push(
        now + reply.quantile(this.#draws.touches.next()) * MINUTE,
        EVENTS.answered,
        ticket,
        ORDER.others,
      );
      return;
    }
    this.clocks.solve(ticket, now);
    const tier = pool.tier[ticket] as number;
    this.open[tier] = (this.open[tier] as number) - 1;
    pool.solvedAfter[ticket] = now - (pool.created[ticket] as number);
    const flags = pool.flags[ticket] as number;
    if ((flags & (COMES_BACK | REOPENED)) === COMES_BACK) {
      pool.flags[ticket] = flags | IS_SOLVED;
      const after = this.#organisation.after.quantile(pool.after[ticket] as number) * MINUTE;
      this.events.push(now + after, EVENTS.cameBack, ticket, ORDER.others);
      return;
    }
    this.close(ticket);
  }

  /** The customer says that it is not solved. */
  comeBack(ticket: number, now: number): void {
    const pool = this.pool;
    const tier = pool.tier[ticket] as number;
    pool.flags[ticket] = ((pool.flags[ticket] as number) & ~(IS_SOLVED | TOUCHED)) | REOPENED;
    this.outcomes.count(this.measures.reopened, ticket);
    this.open[tier] = (this.open[tier] as number) + 1;
    pool.worked[ticket] = 0;
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
