import { z } from 'zod';

export const recomputationQuery = z.strictObject({
  application: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of an application')
    .transform(Number)
    .exactOptional()
    .describe('after this application of the policy (default: the last one)'),
});

export const recomputationView = z
  .strictObject({
    application: z.int().describe('the number of the application of the policy that open tickets follow'),
    version: z.string(),
    by: z.string().describe('who applied it'),
    state: z
      .enum(['waiting', 'running', 'done', 'superseded'])
      .describe(
        'waiting: it begins some seconds after the application, when every process has heard of it; superseded: a later application came before its end',
      ),
    total: z
      .int()
      .describe('open tickets when it began; 0 where the application promises what the one before did'),
    done: z.int().describe('tickets that were looked at'),
    changed: z.int().describe('tickets that are promised otherwise'),
    startedAt: z.iso.datetime().optional().describe('absent while it waits'),
    finishedAt: z.iso.datetime().optional().describe('absent until it is over'),
  })
  .meta({
    id: 'Recomputation',
    description: 'How far open tickets have followed an application of the policy. Times are real time.',
  });

export type RecomputationView = z.output<typeof recomputationView>;
