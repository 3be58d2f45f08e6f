import { type Millis, millis, type Tier } from '@tierline/domain';

import { drawDuration, minutesOf, randomStream } from './random-stream.ts';
import type { Scenario } from './scenario.ts';

/**
 * Everything about one ticket that is left to chance after it was sent. Drawn from streams of the ticket's own, so that it does
 * not depend on who works it, when, or what else happens.
 */
export interface WorkDraws {
  /** All work of the tier that can solve it. */
  handle(tier: Tier): Millis;
  /** Work until somebody of a tier below knows that it must go up. */
  findOut(tier: 'T1' | 'T2'): Millis;
  /** Work when it comes back after having been solved. */
  again(tier: Tier): Millis;
  /** T1 hands it up although T1 could solve it. */
  readonly mistaken: boolean;
  /** A bug of the product: T3 hands it to engineering. */
  readonly isBug: boolean;
  readonly asks: boolean;
  readonly replyDelay: Millis;
  readonly reopens: boolean;
  readonly reopensAfter: Millis;
}

/** The draws of the ticket that `key` names: its number in the run, or its id. The same seed and key give the same. */
export function workDraws({
  seed,
  key,
  work,
}: {
  readonly seed: number;
  readonly key: string;
  readonly work: Scenario['work'];
}): WorkDraws {
  const stream = (purpose: string) => randomStream(seed, `${purpose}/${key}`);
  const handle = (tier: Tier) => drawDuration(stream('handle'), work.handle[tier]);
  return {
    handle,
    findOut: (tier) => drawDuration(stream(`find out on ${tier}`), work.findOut[tier]),
    again: (tier) => millis(Math.round(handle(tier) * work.reopens.workShare)),
    mistaken: stream('mistaken')() < work.mistakes.share,
    isBug: stream('bug')() < work.engineering.share,
    asks: stream('asks')() < work.questions.share,
    replyDelay: drawDuration(stream('reply'), work.questions.reply),
    reopens: stream('reopens')() < work.reopens.share,
    reopensAfter: drawDuration(stream('reopens after'), work.reopens.after),
  };
}

/** The part of the work after which the customer has a first answer. */
export function firstAnswerAfter(work: Scenario['work'], tier: Tier, total: Millis): Millis {
  return millis(Math.min(total, minutesOf(work.firstAnswerMinutes[tier])));
}
