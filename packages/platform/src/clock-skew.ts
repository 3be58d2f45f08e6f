/** How two wall clocks differ, as far as a question and its answer can tell. */
export interface ClockSkew {
  /** Own clock minus the peer's, in milliseconds: positive where this process is ahead. */
  readonly aheadMs: number;
  /** The true difference is within so much of it: half the time that the answer took. */
  readonly uncertaintyMs: number;
}

const SAMPLES = 3;

/**
 * Compares the own wall clock with what a peer says its own is (epoch milliseconds), by the question that was answered soonest
 * of three, as NTP does (RFC 5905, section 8: the offset of a sample with the least delay is the best one).
 */
export async function clockSkew(
  peerMillis: () => Promise<number>,
  ownMillis: () => number = Date.now,
): Promise<ClockSkew> {
  let best: ClockSkew = { aheadMs: 0, uncertaintyMs: Infinity };
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const [asked, start] = [ownMillis(), performance.now()];
    const peer = await peerMillis();
    const uncertaintyMs = (performance.now() - start) / 2;
    if (uncertaintyMs < best.uncertaintyMs) best = { aheadMs: asked + uncertaintyMs - peer, uncertaintyMs };
  }
  return best;
}
