import type { TicketId } from './ids.ts';
import type { LadderAction } from './ladder.ts';
import type { ClockName, PromiseSource } from './sla-clock.ts';
import type { PausingState } from './sla-policy.ts';
import type { Instant, Millis } from './time.ts';

/**
 * What a stretch of time was to a promise.
 * - counted: working time of it was spent
 * - paused: the promise waited, as the ticket did
 * - stopped: it was kept, missed or cancelled by then
 * - carried: it ran on another ticket, before that was merged into this one
 */
export const SPAN_KINDS = ['counted', 'paused', 'stopped', 'carried'] as const;

/** A stretch of a promise's time. Those of one promise follow each other without gaps. */
export interface ClockSpan {
  readonly kind: (typeof SPAN_KINDS)[number];
  readonly from: Instant;
  /** Absent while it lasts. */
  readonly to?: Instant;
  /** Why the promise did not count, or did where nobody would expect it; absent where it just counted. */
  readonly reason?: string;
  /** Wall time, until now where it lasts. */
  readonly wall: Millis;
  /** Working time that was spent in it; those of all spans add up to what the clock says is spent. */
  readonly counted: Millis;
  /** Key of the calendar on which it was counted. */
  readonly calendar: string;
}

/** What a promise says: as it is now, or was once. */
export interface Promised {
  readonly target: Millis;
  /** Key of its calendar. */
  readonly calendar: string;
  /** Working time after which a warning is due. */
  readonly warnAfter: Millis;
  /** Absent on clocks from before each had its own. */
  readonly pausedWhile?: readonly PausingState[];
  readonly source?: PromiseSource;
}

export const RETARGET_CAUSES = ['priority', 'plan', 'ticket', 'routing', 'policy', 'merge'] as const;

/** The promise became another one while it was owed. */
export interface Retargeting {
  readonly at: Instant;
  readonly from: Promised;
  readonly to: Promised;
  /** What changed: a priority, the plan, something else of the ticket, a rule that routed it, the policy, or a merge. */
  readonly cause: (typeof RETARGET_CAUSES)[number];
  /** The same in words. */
  readonly why: string;
}

/** Something that was recorded of a promise. */
export type ClockMark =
  | {
      readonly kind: 'warned' | 'breached';
      readonly at: Instant;
      readonly dueAt: Instant;
      /** It was recorded more than a minute after its time. */
      readonly late?: true;
      /** When another target made it not so. */
      readonly withdrawnAt?: Instant;
    }
  | {
      readonly kind: 'stepped';
      readonly step: string;
      readonly at: Instant;
      readonly dueAt: Instant;
      readonly do: readonly LadderAction[];
      readonly skipped?: true;
      readonly late?: true;
    };

export const STEP_STATES = ['done', 'skipped', 'passed-over', 'to-come', 'not-reached'] as const;

/** A step of the ladder, and how far it is. `passed-over`: its time was behind when the promise got that ladder. */
export interface ExplainedStep {
  readonly step: string;
  /** Working time from the beginning of the promise. */
  readonly after: Millis;
  readonly state: (typeof STEP_STATES)[number];
  /** When it was done, or will be if the promise does not wait before; absent where neither is known. */
  readonly at?: Instant;
}

/** `left`: neither kept nor broken, because it ended by itself, as a tier's target does when the ticket moves on. */
export const EXPLAINED_STATES = ['running', 'paused', 'met', 'missed', 'cancelled', 'left'] as const;

/** One promise, one time that it was made, from its beginning to its end or until now. */
export interface ExplainedClock {
  readonly clock: ClockName;
  /** Which of the times that it was promised on this ticket, from 1. */
  readonly cycle: number;
  readonly promised: Promised;
  readonly state: (typeof EXPLAINED_STATES)[number];
  readonly beganAt: Instant;
  /** Why it began, in words. */
  readonly began: string;
  /** The ticket on which it began, where that was merged into this one. */
  readonly takenFrom?: TicketId;
  readonly endedAt?: Instant;
  /** Why it ended, in words. */
  readonly ended?: string;
  /** Working time used until now, or until the end. */
  readonly spent: Millis;
  /** Wall time for which it waited. */
  readonly paused: Millis;
  /** Present while it runs. */
  readonly dueAt?: Instant;
  readonly warnedAt?: Instant;
  readonly breachedAt?: Instant;
  /** In order. */
  readonly marks: readonly ClockMark[];
  readonly steps: readonly ExplainedStep[];
  /** In order. */
  readonly spans: readonly ClockSpan[];
  /** In order. */
  readonly retargetings: readonly Retargeting[];
}
