import { PRIORITIES, TIERS } from '@tierline/domain';
import { Histograms } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK_HOURS = 168;
/** 1970-01-01 was a Thursday: hours from a Monday's midnight (UTC) to it. */
const EPOCH_HOUR = 72;

/** Lengths of time of finished tickets, per slice: working time and wall time. */
export const TIMES = ['firstResponse', 'firstResponse.wall', 'resolution', 'resolution.wall'] as const;
/** Promises that are kept or missed, per slice. */
export const KEPT = ['firstResponse', 'nextResponse', 'resolution', 'tierTarget'] as const;

/** Slices of the tickets of one class. */
const SLICES = TIERS.length * PRIORITIES.length;

/**
 * What is counted in one run: of tickets that are created in the window, and of people's time in it. Memory does not
 * depend on how many tickets there are.
 */
export class Measures {
  readonly #from: number;
  readonly #until: number;
  /** Minutes of finished tickets: the TIMES of each slice. */
  readonly times: Histograms;
  readonly met: Float64Array;
  readonly missed: Float64Array;
  /** Per slice. */
  readonly solved: Float64Array;
  readonly abandoned: Float64Array;
  readonly open: Float64Array;
  readonly satisfied: Float64Array;
  /** Per lane: minutes of waits in its queue. */
  readonly waits: Histograms;
  /** Milliseconds of the people of a group on tickets, and on duty. */
  readonly busyOf: Float64Array;
  readonly dutyOf: Float64Array;
  /** Per tier: entries by escalation, returns, handovers and so on. */
  readonly escalatedIn = new Float64Array(TIERS.length);
  readonly escalatedOut = new Float64Array(TIERS.length);
  readonly bounces = new Float64Array(TIERS.length);
  readonly asked = new Float64Array(TIERS.length);
  readonly reopened = new Float64Array(TIERS.length);
  readonly handedOff = new Float64Array(TIERS.length);
  readonly takenUp = new Float64Array(TIERS.length);
  /** Milliseconds of people on tickets, on those of a lower tier, on duty, and paid. */
  readonly busy = new Float64Array(TIERS.length);
  readonly onLower = new Float64Array(TIERS.length);
  readonly duty = new Float64Array(TIERS.length);
  readonly paid = new Float64Array(TIERS.length);
  /** The same by hour of the week (UTC, from Monday), tier by tier. */
  readonly busyByHour = new Float64Array(TIERS.length * WEEK_HOURS);
  readonly dutyByHour = new Float64Array(TIERS.length * WEEK_HOURS);
  /** Milliseconds times tickets that wait. */
  readonly waiting = new Float64Array(TIERS.length);
  created = 0;
  misrouted = 0;

  constructor({
    reportedFrom,
    until,
    scenario,
    lanes,
    groups,
  }: Pick<Organisation, 'reportedFrom' | 'until' | 'scenario' | 'lanes' | 'groups'>) {
    this.#from = reportedFrom;
    this.#until = until;
    // One more for tickets of no named class.
    const slices = SLICES * (1 + (scenario.load.classes?.length ?? 0));
    this.times = new Histograms(slices * TIMES.length);
    this.met = new Float64Array(slices * KEPT.length);
    this.missed = new Float64Array(slices * KEPT.length);
    this.solved = new Float64Array(slices);
    this.abandoned = new Float64Array(slices);
    this.open = new Float64Array(slices);
    this.satisfied = new Float64Array(slices);
    this.waits = new Histograms(lanes.all.length);
    this.busyOf = new Float64Array(groups.length);
    this.dutyOf = new Float64Array(groups.length);
  }

  /** Whether a ticket that is created now counts. */
  counts(now: number): boolean {
    return now >= this.#from && now < this.#until;
  }

  /** Somebody of a group on a tier worked on a ticket. */
  worked(tier: number, group: number, from: number, until: number, isLower: boolean): void {
    const start = from > this.#from ? from : this.#from;
    const end = until < this.#until ? until : this.#until;
    if (end <= start) return;
    this.busy[tier] = (this.busy[tier] as number) + end - start;
    this.busyOf[group] = (this.busyOf[group] as number) + end - start;
    if (isLower) this.onLower[tier] = (this.onLower[tier] as number) + end - start;
    spread(this.busyByHour, tier, start, end, 1);
  }

  /** So many people of a group on a tier were on duty, and so many were paid. */
  staffed(
    tier: number,
    group: number,
    from: number,
    until: number,
    people: { readonly duty: number; readonly paid: number },
  ): void {
    const start = Math.max(from, this.#from);
    const end = Math.min(until, this.#until);
    if (end <= start) return;
    this.duty[tier] = (this.duty[tier] as number) + (end - start) * people.duty;
    this.dutyOf[group] = (this.dutyOf[group] as number) + (end - start) * people.duty;
    this.paid[tier] = (this.paid[tier] as number) + (end - start) * people.paid;
    if (people.duty > 0) spread(this.dutyByHour, tier, start, end, people.duty);
  }

  /** So many tickets waited for a tier meanwhile. */
  waited(tier: number, from: number, until: number, tickets: number): void {
    const start = from > this.#from ? from : this.#from;
    const end = until < this.#until ? until : this.#until;
    if (end > start) this.waiting[tier] = (this.waiting[tier] as number) + (end - start) * tickets;
  }

  /** What became of a promise. */
  promise(slice: number, promise: number, isMet: boolean): void {
    const counts = isMet ? this.met : this.missed;
    const at = slice * KEPT.length + promise;
    counts[at] = (counts[at] as number) + 1;
  }
}

/** Adds a stretch of time to the hours of the week that it lies in. */
function spread(hours: Float64Array, tier: number, from: number, until: number, times: number): void {
  // Whole in 32 bits: the remainder of a double is a call.
  let hour = Math.floor(from / HOUR) | 0;
  let start = from;
  while (start < until) {
    const next = (hour + 1) * HOUR;
    const end = next < until ? next : until;
    const at = tier * WEEK_HOURS + ((hour + EPOCH_HOUR) % WEEK_HOURS);
    hours[at] = (hours[at] as number) + (end - start) * times;
    start = end;
    hour += 1;
  }
}
