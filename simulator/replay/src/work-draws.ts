import type { Millis, Tier } from '@tierline/domain';
import type { Scenario, TicketDraws } from '@tierline/model';

import { drawDuration, randomStream } from './random-stream.ts';

/**
 * Everything about one ticket that is left to chance after it was sent. Drawn from streams of the ticket's own, so that it does
 * not depend on who works it, when, or what else happens.
 */
export interface WorkDraws extends Omit<TicketDraws, 'handle'> {
  /** All work of the tier that can solve it. */
  readonly handle: (tier: Tier) => Millis;
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
    isMistaken: stream('mistaken')() < work.mistakes.share,
    isBug: stream('bug')() < work.engineering.share,
    asks: stream('asks')() < work.questions.share,
    replyDelay: drawDuration(stream('reply'), work.questions.reply),
    reopens: stream('reopens')() < work.reopens.share,
    reopensAfter: drawDuration(stream('reopens after'), work.reopens.after),
  };
}
