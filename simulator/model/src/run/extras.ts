import { classInBacklog, classLike, type TicketDescription } from '../organisation/commonest-class.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { backlogParts } from '../scenario/backlog-file.ts';
import type { Desk } from './desk.ts';
import type { Draws } from './draws.ts';
import { EVENTS, ORDER } from './events.ts';

const MINUTE = 60_000;
const MONTH = (365.25 / 12) * 86_400_000;

/** Tickets that do not come by the expected arrivals: a backlog to begin with, recorded ones, and bursts. */
export class Extras {
  readonly #desk: Desk;
  readonly #organisation: Organisation;
  readonly #draws: Draws;

  constructor(desk: Desk, organisation: Organisation, draws: Draws) {
    this.#desk = desk;
    this.#organisation = organisation;
    this.#draws = draws;
    const { load, run } = organisation.scenario;
    const { from, until } = organisation;
    for (const part of backlogParts(run.backlog)) {
      const kind = classInBacklog(organisation.classes, part);
      for (let count = 0; count < part.count; count += 1) this.#plan(from, kind);
    }
    for (const { atMinutes, ...facts } of load.recorded ?? []) {
      const at = from + atMinutes * MINUTE;
      if (at < until) this.#plan(at, this.#kindLike(facts));
    }
    if (load.incidents !== undefined) this.#planBurst(from);
  }

  /** An incident: its tickets come over a while, at even odds. */
  burst(now: number): void {
    const { incidents } = this.#organisation.scenario.load;
    if (incidents === undefined) return;
    const kind = this.#kindLike(incidents);
    for (let count = 0; count < incidents.tickets; count += 1)
      this.#plan(now + this.#draws.incidents.next() * incidents.overMinutes * MINUTE, kind);
    this.#planBurst(now);
  }

  arrive(kind: number, now: number): void {
    if (now < this.#organisation.until) this.#desk.arrive(kind, now);
  }

  #planBurst(now: number): void {
    const { incidents } = this.#organisation.scenario.load;
    if (incidents === undefined) return;
    const at = now - (Math.log(this.#draws.incidents.next()) * MONTH) / incidents.perMonth;
    if (at < this.#organisation.until) this.#desk.events.push(at, EVENTS.burst, 0, ORDER.others);
  }

  #plan(at: number, kind: number): void {
    this.#desk.events.push(at, EVENTS.extra, kind, ORDER.others);
  }

  #kindLike(wanted: TicketDescription): number {
    return classLike(this.#organisation.classes, wanted);
  }
}
