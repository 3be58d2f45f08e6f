import { type Tier, TIERS } from '@tierline/domain';

/** How probable each tier is as the one that solves a ticket: from 0 to 1, 1 in all. */
export type Scores = Readonly<Record<Tier, number>>;

/** Binary logarithms of odds by tier, as naive Bayes has them; a tier that was never seen is absent. */
export type RawOdds = Readonly<Partial<Record<Tier, number>>>;

/** What a model made of a ticket whose tier is known. */
export interface Known {
  readonly tier: Tier;
  readonly odds: RawOdds;
}

/** How odds are read as probabilities. */
export interface Calibration {
  /** Words of one text depend on each other, so odds that assume otherwise are too sure; above 1 takes that back. */
  readonly temperature: number;
  /** How often the most probable tier was right, by its score then: both ascending. Empty: as the score says. */
  readonly confidence: readonly (readonly [score: number, right: number])[];
}

/** From sharper than the odds say to hardly anything but a guess, in steps of a tenth. */
const TEMPERATURES = Array.from({ length: 80 }, (_, step) => 0.5 * 1.1 ** step);
/** What was named impossible and happened costs much, but not everything. */
const LEAST = 1e-6;

/**
 * The reading at which the model is least surprised by what these tickets were, and as often right as it says. Tickets
 * from which it learned would make it too sure of itself.
 */
export function calibrate(known: readonly Known[]): Calibration {
  if (known.length === 0) return { temperature: 1, confidence: [] };
  const surprise = (temperature: number) =>
    known.reduce(
      (sum, { tier, odds }) => sum - Math.log(Math.max(LEAST, softened(odds, temperature)[tier])),
      0,
    );
  const { temperature } = TEMPERATURES.map((one) => ({ temperature: one, lost: surprise(one) })).reduce(
    (best, one) => (one.lost < best.lost ? one : best),
  );
  const named = known.map(({ tier, odds }) => {
    const scores = softened(odds, temperature);
    const best = mostProbable(scores);
    return { score: scores[best], right: best === tier };
  });
  return { temperature, confidence: ascending(named) };
}

/** Odds as probabilities. The tier that the odds favour stays the most probable one. */
export function scoresOf(odds: RawOdds, { temperature, confidence }: Calibration): Scores {
  const scores = softened(odds, temperature);
  const best = mostProbable(scores);
  const others = 1 - scores[best];
  if (confidence.length === 0 || others <= 0) return scores;
  const next = Math.max(...TIERS.filter((tier) => tier !== best).map((tier) => scores[tier])) / others;
  const sure = Math.max(read(confidence, scores[best]), next / (1 + next));
  const calibrated = (tier: Tier) => (tier === best ? sure : (scores[tier] / others) * (1 - sure));
  return { T1: calibrated('T1'), T2: calibrated('T2'), T3: calibrated('T3') };
}

/** The lower of two tiers that are as probable. */
export function mostProbable(scores: Scores): Tier {
  return TIERS.reduce((best, tier) => (scores[tier] > scores[best] ? tier : best), TIERS[0]);
}

function softened(odds: RawOdds, temperature: number): Scores {
  const highest = Math.max(...Object.values(odds));
  const weight = (tier: Tier) => {
    const own = odds[tier];
    return own === undefined ? 0 : 2 ** ((own - highest) / temperature);
  };
  const [T1, T2, T3] = [weight('T1'), weight('T2'), weight('T3')];
  const sum = T1 + T2 + T3;
  return { T1: T1 / sum, T2: T2 / sum, T3: T3 / sum };
}

interface Block {
  readonly scores: number;
  readonly right: number;
  readonly tickets: number;
}

/** Nobody is certain: as if two more tickets had been seen, one of them right. */
const rate = ({ right, tickets }: Block) => (right + 1) / (tickets + 2);

/** Fewer tickets say too little of how often such tickets are right. */
const LEAST_IN_BLOCK = 50;

/** Isotonic regression: neighbours of which the surer ones were less often right are taken together. */
function ascending(
  named: readonly { readonly score: number; readonly right: boolean }[],
): Calibration['confidence'] {
  const sorted = named.toSorted((a, b) => a.score - b.score);
  const count = Math.max(1, Math.floor(sorted.length / LEAST_IN_BLOCK));
  const blocks: Block[] = [];
  for (let part = 0; part < count; part += 1) {
    const tickets = sorted.slice((part * sorted.length) / count, ((part + 1) * sorted.length) / count);
    let block: Block = {
      scores: tickets.reduce((sum, { score }) => sum + score, 0),
      right: tickets.filter(({ right }) => right).length,
      tickets: tickets.length,
    };
    for (let last = blocks.at(-1); last !== undefined && rate(last) >= rate(block); last = blocks.at(-1)) {
      blocks.pop();
      block = {
        scores: last.scores + block.scores,
        right: last.right + block.right,
        tickets: last.tickets + block.tickets,
      };
    }
    blocks.push(block);
  }
  return blocks.map((block) => [block.scores / block.tickets, rate(block)]);
}

/** The value of a score between its neighbours; beyond the ends, that of the end. */
function read(confidence: Calibration['confidence'], score: number): number {
  const after = confidence.findIndex(([at]) => at >= score);
  const [above, before] = [confidence[after], confidence[after - 1]];
  if (above === undefined) return confidence.at(-1)?.[1] ?? score;
  if (before === undefined) return above[1];
  const way = (score - before[0]) / (above[0] - before[0]);
  return before[1] + (above[1] - before[1]) * way;
}
