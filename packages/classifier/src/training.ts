import { createHash } from 'node:crypto';

import type { Tier } from '@tierline/domain';

import { calibrate, type Known, scoresOf } from './calibration.ts';
import { evaluate, type Evaluation } from './evaluation.ts';
import { emptyModel, oddsOf, parametersOf } from './text-classifier.ts';
import { type TicketText, wordsOf } from './words.ts';

/** A solved ticket: what it said, and the tier that solved it. */
export interface Example extends TicketText {
  readonly id: string;
  readonly tier: Tier;
}

/** A model, trained. */
export interface TrainedModel {
  /** To be kept, and read by `loadClassifier`. */
  readonly parameters: string;
  /** Tickets that the words come from; those it was calibrated and evaluated on are others. */
  readonly learned: number;
  readonly calibrated: number;
  readonly words: number;
  readonly evaluation: Evaluation;
}

/** Thrown when examples are too few or too alike to learn anything from. */
export class TooLittleToLearnError extends Error {
  readonly code = 'too-little-to-learn';

  constructor(message: string) {
    super(message);
    this.name = 'TooLittleToLearnError';
  }
}

/** Tickets kept out of learning, of each hundred, and at most: they are held in memory. */
const CALIBRATION = { share: 10, most: 3000 };
const EVALUATION = { share: 20, most: 10_000 };
/** Fewer tell nothing. */
const LEAST_EXAMPLES = 50;
/** Words in memory at most, while learning and in the end; rare ones go first. */
const MOST_WORDS_LEARNING = 200_000;
const MOST_WORDS = 50_000;
/** Examples between two looks at the number of words. */
const LOOK = 1000;

/**
 * Learns from examples which tier solves a text, calibrates how sure that is, and tells how often it is right: each on
 * tickets of its own, chosen by a hash of the id. The same examples in the same order give the same model. Memory is
 * bounded whatever the number of examples. It keeps its process busy: a service trains by `trainApart`.
 * Throws TooLittleToLearnError when there is nothing to learn from.
 */
export async function train(examples: AsyncIterable<Example> | Iterable<Example>): Promise<TrainedModel> {
  let model = emptyModel();
  const calibration: Prepared[] = [];
  const evaluation: Prepared[] = [];
  const counts: Partial<Record<Tier, number>> = {};
  let read = 0;
  for await (const { id, tier, ...text } of examples) {
    const words = wordsOf(text);
    const part = partOf(id);
    if (part === 'calibrate' && calibration.length < CALIBRATION.most) calibration.push({ tier, words });
    else if (part === 'evaluate' && evaluation.length < EVALUATION.most) evaluation.push({ tier, words });
    else {
      model.learn(words, tier);
      counts[tier] = (counts[tier] ?? 0) + 1;
    }
    read += 1;
    if (read % LOOK === 0 && model.stats().vocabulary > MOST_WORDS_LEARNING)
      model = forgotten(model, MOST_WORDS_LEARNING / 2);
  }
  if (read < LEAST_EXAMPLES)
    throw new TooLittleToLearnError(
      `${read} solved tickets are too few to learn from; it takes ${LEAST_EXAMPLES}`,
    );
  if (Object.keys(counts).length < 2)
    throw new TooLittleToLearnError('all tickets were solved by one tier: there is nothing to tell apart');
  model = forgotten(model, MOST_WORDS);
  const { vocabulary } = model.stats();
  try {
    model.consolidate();
  } catch (error) {
    throw new TooLittleToLearnError(error instanceof Error ? error.message : String(error));
  }
  const known = calibration.flatMap(({ tier, words }): Known[] => {
    const odds = oddsOf(model, words);
    return odds === undefined ? [] : [{ tier, odds }];
  });
  const reading = calibrate(known);
  const judged = evaluation.map(({ tier, words }) => {
    const odds = oddsOf(model, words);
    return { tier, scores: odds && scoresOf(odds, reading) };
  });
  return {
    parameters: parametersOf(model, reading),
    learned: read - calibration.length - evaluation.length,
    calibrated: calibration.length,
    words: vocabulary,
    evaluation: evaluate(judged),
  };
}

/** A ticket kept out of learning. */
interface Prepared {
  readonly tier: Tier;
  readonly words: readonly string[];
}

function partOf(id: string): 'learn' | 'calibrate' | 'evaluate' {
  const place = createHash('sha256').update(id).digest().readUInt32BE() % 100;
  if (place < CALIBRATION.share) return 'calibrate';
  return place < CALIBRATION.share + EVALUATION.share ? 'evaluate' : 'learn';
}

type Exported = [
  config: unknown,
  samples: unknown,
  count: Record<string, Record<string, number>>,
  words: Record<string, number>,
  vocabulary: string[],
];

/**
 * The model with the most frequent words only, and none that was in one ticket alone: such a word tells nothing of the next
 * ticket, and may be somebody's name.
 */
function forgotten(model: ReturnType<typeof emptyModel>, most: number): ReturnType<typeof emptyModel> {
  const [config, samples, count, words, vocabulary] = JSON.parse(model.exportJSON()) as Exported;
  const frequency = (word: string) =>
    Object.values(count).reduce((sum, ofTier) => sum + (ofTier[word] ?? 0), 0);
  const kept = vocabulary
    .map((word) => ({ word, times: frequency(word) }))
    .filter(({ times }) => times > 1)
    .toSorted((a, b) => b.times - a.times || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word);
  const counted = Object.fromEntries(
    Object.entries(count).map(([tier, ofTier]) => [
      tier,
      Object.fromEntries(kept.flatMap((word) => (ofTier[word] === undefined ? [] : [[word, ofTier[word]]]))),
    ]),
  );
  const sums = Object.fromEntries(
    Object.keys(words).map((tier) => [
      tier,
      Object.values(counted[tier] ?? {}).reduce((sum, times) => sum + times, 0),
    ]),
  );
  const smaller = emptyModel();
  smaller.importJSON(JSON.stringify([config, samples, counted, sums, kept]));
  return smaller;
}
