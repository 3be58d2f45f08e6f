import { z } from 'zod';

import { MODEL_VERSION } from './model-version.ts';

const byTier = <S extends z.ZodType>(value: S) => z.strictObject({ T1: value, T2: value, T3: value });
const share = z.number().min(0).max(1);

export const evaluation = z
  .strictObject({
    tickets: z.int().describe('tickets that it was asked about, none of which it had learned from'),
    confusion: byTier(byTier(z.int())).describe(
      'tickets by the tier that solved them, then by the tier that the model named',
    ),
    accuracy: share,
    macroAccuracy: share.describe("the mean of the tiers' recall: each tier counts the same"),
    tiers: byTier(z.strictObject({ precision: share, recall: share })),
    confidence: z
      .array(z.strictObject({ from: share, to: share, tickets: z.int(), right: z.int() }))
      .describe('how often it was right, by how sure it was'),
  })
  .meta({ id: 'Evaluation', description: 'How often a model is right about tickets it does not know.' });

/** How often a model is right about tickets it does not know. */
export type Evaluation = z.output<typeof evaluation>;

const moment = z.iso.datetime();

/** A model that routes by what solved tickets said. */
export const modelView = z
  .strictObject({
    version: z.string().describe('what the policy names it by (classifier.use)'),
    state: z.enum(['requested', 'training', 'ready', 'failed']),
    requestedAt: moment,
    by: z.string().describe('the id of the key by which it was asked for'),
    read: z.int().describe('solved tickets read so far'),
    failure: z.string().optional().describe('why there is no model'),
    trainedAt: moment.optional(),
    learned: z.int().optional().describe('tickets whose words it learned'),
    calibrated: z.int().optional().describe('tickets on which it learned how sure it may be'),
    words: z.int().optional().describe('words it knows'),
    between: z
      .strictObject({ from: moment, to: moment })
      .optional()
      .describe('when the first and the last of the tickets were solved'),
    evaluation: evaluation.optional(),
  })
  .meta({ id: 'Model', description: 'A model that routes by what solved tickets said.' });

export type ModelView = z.output<typeof modelView>;

export const modelPage = z
  .strictObject({
    items: z.array(modelView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'ModelPage' });

const number = (text: string) => Number(text.slice(1));

export const listModelsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(MODEL_VERSION, 'must be the nextCursor of the page before')
    .transform(number)
    .exactOptional(),
});

export const modelPath = z.strictObject({
  version: z.string().regex(MODEL_VERSION, 'must be the version of a model, such as m3').transform(number),
});
