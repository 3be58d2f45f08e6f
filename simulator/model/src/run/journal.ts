import { NOBODY } from '@tierline/engine';

import type { VisitEnd } from '../work-plan.ts';
import { BEGUN, type TicketPool, WAITS } from './ticket-pool.ts';

/**
 * How a visit ended: as its work did, or its customer gave up before anybody took it up; or the run ended while somebody had
 * it in hand, or while it waited.
 */
export type VisitOutcome = VisitEnd | 'give-up' | 'in-hand' | 'waiting';

/** One piece of work on one ticket, or a wait that came to none. Moments are epoch milliseconds. */
export interface VisitRecord {
  /** Number of the ticket in its run, from 0. */
  readonly ticket: number;
  /** Place of its class in `Organisation.classes`. */
  readonly kind: number;
  /**
   * When it was created, and began to wait; when somebody took it up, and was done with it. Where nobody took it up both
   * are when it was given up, or the run ended.
   */
  readonly created: number;
  readonly queued: number;
  readonly started: number;
  readonly ended: number;
  /** Work done in this visit as if at speed 1, in milliseconds, without what comes on top: interruptions and chasing. */
  readonly worked: number;
  /** Place of the tier in TIERS, number of the person in the run; -1 where nobody has it in hand. */
  readonly tier: number;
  readonly person: number;
  readonly outcome: VisitOutcome;
}

/** Where records of a run go, if anywhere. */
export type Recorder = (record: VisitRecord) => void;

const WORDS = 14;

/** The records of a run, in order: told to whoever wants them, and as a hash by which two runs are compared. */
export class Journal {
  readonly #tell: Recorder | undefined;
  readonly #hashes: boolean;
  /** Whether anybody wants to know. */
  readonly isAsked: boolean;
  readonly #values = new Float64Array(WORDS / 2);
  readonly #words = new Int32Array(this.#values.buffer);
  #hash = 0x811c9dc5 | 0;
  #other = 0x9e3779b9 | 0;
  /** By the number of a ticket that will be gone on with: work of its stay until the visit before ended. */
  readonly #before = new Map<number, number>();

  constructor({ tell, hash }: { readonly tell: Recorder | undefined; readonly hash: boolean }) {
    this.#tell = tell;
    this.#hashes = hash;
    this.isAsked = hash || tell !== undefined;
  }

  visit(
    pool: TicketPool,
    ticket: number,
    {
      person,
      tier,
      now,
      end,
    }: { readonly person: number; readonly tier: number; readonly now: number; readonly end: VisitEnd },
  ): void {
    if (!this.isAsked) return;
    const started = pool.started[ticket] as number;
    const worked = this.#worked(pool, ticket, end);
    this.#write(pool, ticket, { started, ended: now, worked, tier, person, outcome: end });
  }

  /** The customer gave up in the queue of a tier. */
  gaveUp(pool: TicketPool, ticket: number, tier: number, now: number): void {
    if (!this.isAsked) return;
    this.#write(pool, ticket, {
      started: now,
      ended: now,
      worked: 0,
      tier,
      person: NOBODY,
      outcome: 'give-up',
    });
  }

  /** The run ends with the ticket in somebody's hands or in a queue; nothing of one that waits for somebody outside. */
  leaveOpen(pool: TicketPool, ticket: number, person: number, now: number): void {
    if (!this.isAsked) return;
    const flags = pool.flags[ticket] as number;
    const tier = pool.tier[ticket] as number;
    if ((flags & BEGUN) !== 0) {
      const started = pool.started[ticket] as number;
      const worked = this.#worked(pool, ticket, 'in-hand');
      this.#write(pool, ticket, { started, ended: now, worked, tier, person, outcome: 'in-hand' });
    } else if ((flags & WAITS) !== 0) {
      this.#write(pool, ticket, {
        started: now,
        ended: now,
        worked: 0,
        tier,
        person: NOBODY,
        outcome: 'waiting',
      });
    }
  }

  /** The pool knows the work of the whole stay, which may have had several visits. */
  #worked(pool: TicketPool, ticket: number, end: VisitOutcome): number {
    const number = pool.number[ticket] as number;
    const stay = pool.worked[ticket] as number;
    const before = this.#before.get(number) ?? 0;
    // After an answer or a fix the work goes on; after anything else it begins anew.
    if (end === 'ask' || end === 'engineering') this.#before.set(number, stay);
    else this.#before.delete(number);
    return Math.max(0, stay - before);
  }

  #write(
    pool: TicketPool,
    ticket: number,
    end: Pick<VisitRecord, 'started' | 'ended' | 'worked' | 'tier' | 'person' | 'outcome'>,
  ): void {
    const record = {
      ticket: pool.number[ticket] as number,
      kind: pool.kind[ticket] as number,
      created: pool.created[ticket] as number,
      queued: pool.queued[ticket] as number,
      ...end,
    };
    this.#tell?.(record);
    if (this.#hashes) this.#mix(record);
  }

  /** 64 bits of all records, as hexadecimal digits: two multiplicative hashes of their bits (FNV-1a with other offsets). */
  get digest(): string {
    return [this.#hash, this.#other].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix({ ticket, created, queued, started, ended, tier, person }: VisitRecord): void {
    const values = this.#values;
    values[0] = ticket;
    values[1] = created;
    values[2] = queued;
    values[3] = started;
    values[4] = ended;
    values[5] = tier;
    values[6] = person;
    for (const word of this.#words) {
      this.#hash = Math.imul(this.#hash ^ word, 0x01000193);
      this.#other = Math.imul(this.#other ^ (word >>> 7) ^ (word << 5), 0x85ebca6b);
      this.#other ^= this.#other >>> 13;
    }
  }
}
