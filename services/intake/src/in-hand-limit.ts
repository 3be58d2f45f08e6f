/** How many requests may be in hand at once, by how long they take. */
export interface InHandLimit {
  readonly now: () => number;
  /** A request was refused, or nearly, because of the limit: a higher one would be used. */
  readonly felt: () => void;
  /** A request was answered after so many milliseconds, at a moment of the same monotonic clock, in milliseconds. */
  readonly answered: (tookMs: number, at: number) => void;
}

/** Of new tickets that is 64, by their share: a batch of writes that is worth its way to MongoDB. */
const LEAST = 80;
const FIRST = 128;
const WINDOW_MS = 100;
/** Answers without which a window does not end. */
const ANSWERS = 10;
/** This share of the answers of a window may take longer than the target. */
const MAY_BE_SLOW = 0.1;
const LESS = 0.9;
/** Requests more per window: from the least to the most in some seconds. */
const MORE = 8;

/**
 * Additive increase, multiplicative decrease, as TCP does with its window (Chiu and Jain, 1989). Each 100 ms: a tenth
 * less when more than one answer in ten took longer than the target, eight more when none of that is so and the limit
 * was felt. By Little's law that is what the process can answer within the target, whatever holds it up: its own
 * processor or MongoDB. Never below 80: where a write takes longer than the target without any load, refusing helps
 * nobody.
 */
export function createInHandLimit({
  targetMs,
  most,
}: {
  readonly targetMs: number;
  readonly most: number;
}): InHandLimit {
  const least = Math.min(LEAST, most);
  let limit = Math.min(FIRST, most);
  let window = { from: -Infinity, answers: 0, slow: 0, felt: false };
  return {
    now: () => limit,
    felt: () => {
      window.felt = true;
    },
    answered: (tookMs, at) => {
      window.answers += 1;
      if (tookMs > targetMs) window.slow += 1;
      if (at - window.from < WINDOW_MS || window.answers < ANSWERS) return;
      if (window.slow / window.answers > MAY_BE_SLOW) limit = Math.max(least, limit * LESS);
      else if (window.felt) limit = Math.min(most, limit + MORE);
      window = { from: at, answers: 0, slow: 0, felt: false };
    },
  };
}
