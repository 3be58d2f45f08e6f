import { NOBODY } from '@tierline/engine';

import type { VisitEnd } from '../work-plan.ts';
import { CLASS, CREATED, NUMBER, QUEUED, STARTED, TicketPool } from './ticket-pool.ts';

/** One piece of work on one ticket, or a wait that its customer gave up. Moments are epoch milliseconds. */
export interface VisitRecord {
  /** Number of the ticket in its run, from 0. */
  readonly ticket: number;
  /** Place of its class in `Organisation.classes`. */
  readonly kind: number;
  /** When it was created, and began to wait; when somebody took it up, and was done with it: both when it was given up. */
  readonly created: number;
  readonly queued: number;
  readonly started: number;
  readonly ended: number;
  /** Place of the tier in TIERS, number of the person in the run; -1 where it was given up. */
  readonly tier: number;
  readonly person: number;
  readonly outcome: VisitEnd | 'give-up';
}

/** Where records of a run go, if anywhere. */
export type Recorder = (record: VisitRecord) => void;

const WORDS = 14;

/** The records of a run, in order: told to whoever wants them, and as a hash by which two runs are compared. */
export class Journal {
  readonly #tell: Recorder | undefined;
  readonly #hashes: boolean;
  readonly #values = new Float64Array(WORDS / 2);
  readonly #words = new Int32Array(this.#values.buffer);
  #hash = 0x811c9dc5 | 0;
  #other = 0x9e3779b9 | 0;

  constructor({ tell, hash }: { readonly tell: Recorder | undefined; readonly hash: boolean }) {
    this.#tell = tell;
    this.#hashes = hash;
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
    if (this.#tell === undefined && !this.#hashes) return;
    const started = pool.numbers[TicketPool.numbersOf(ticket) + STARTED] as number;
    this.#write(pool, ticket, { started, ended: now, tier, person, outcome: end });
  }

  /** The customer gave up in the queue of a tier. */
  gaveUp(pool: TicketPool, ticket: number, tier: number, now: number): void {
    if (this.#tell === undefined && !this.#hashes) return;
    this.#write(pool, ticket, { started: now, ended: now, tier, person: NOBODY, outcome: 'give-up' });
  }

  #write(
    { numbers, facts }: TicketPool,
    ticket: number,
    end: Pick<VisitRecord, 'started' | 'ended' | 'tier' | 'person' | 'outcome'>,
  ): void {
    const at = TicketPool.numbersOf(ticket);
    const record = {
      ticket: numbers[at + NUMBER] as number,
      kind: facts[TicketPool.factsOf(ticket) + CLASS] as number,
      created: numbers[at + CREATED] as number,
      queued: numbers[at + QUEUED] as number,
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
