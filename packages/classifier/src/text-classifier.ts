import { TIERS } from '@tierline/domain';
import naiveBayes from 'wink-naive-bayes-text-classifier';
import { z } from 'zod';

import { type Calibration, type RawOdds, type Scores, scoresOf } from './calibration.ts';
import { type TicketText, wordsOf } from './words.ts';

/** Tells from a ticket's text which tier will solve it. */
export interface TextClassifier {
  /** Undefined where the text has no word that was learned: then there is nothing to go by. */
  classify(text: TicketText): Scores | undefined;
}

/** Thrown when a model's parameters cannot be read. */
export class BrokenModelError extends Error {
  readonly code = 'broken-model';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokenModelError';
  }
}

export function emptyModel(): ReturnType<typeof naiveBayes> {
  const model = naiveBayes();
  // A word counts once per ticket: what somebody repeats is not more probable.
  model.defineConfig({ considerOnlyPresence: true, smoothingFactor: 1 });
  model.definePrepTasks([(words) => words]);
  return model;
}

/** What a consolidated model makes of words. */
export function oddsOf(model: ReturnType<typeof naiveBayes>, words: readonly string[]): RawOdds | undefined {
  const odds = model.computeOdds(words);
  if (odds[0]?.[0] === 'unknown') return undefined;
  return Object.fromEntries(odds.filter(([label]) => TIERS.some((tier) => tier === label)));
}

const parametersFile = z.strictObject({
  format: z.literal(1),
  calibration: z.strictObject({
    temperature: z.number().gt(0),
    confidence: z.array(z.tuple([z.number(), z.number()])),
  }),
  naiveBayes: z.string().min(2),
});

/** The parameters of a model, as text to be kept. */
export function parametersOf(
  model: ReturnType<typeof naiveBayes>,
  { temperature, confidence }: Calibration,
): string {
  const parameters: z.input<typeof parametersFile> = {
    format: 1,
    calibration: { temperature, confidence: confidence.map(([score, right]) => [score, right]) },
    naiveBayes: model.exportJSON(),
  };
  return JSON.stringify(parameters);
}

/** A trained model, from its parameters. Throws BrokenModelError when they are not a model's. */
export function loadClassifier(parameters: string): TextClassifier {
  try {
    const read = parametersFile.parse(JSON.parse(parameters));
    const model = emptyModel();
    model.importJSON(read.naiveBayes);
    model.consolidate();
    return {
      classify: (text) => {
        const odds = oddsOf(model, wordsOf(text));
        return odds && scoresOf(odds, read.calibration);
      },
    };
  } catch (error) {
    throw new BrokenModelError('the parameters of the model cannot be read', { cause: error });
  }
}
