import { z } from 'zod';

/** A version's name. */
export const policyVersionId = z
  .string()
  .regex(/^[0-9a-f]{12}$/, 'must be a version of the policy: 12 hexadecimal digits');

/** The path of one version. */
export const policyPath = z.strictObject({ version: policyVersionId });

/** The text of a policy file. What is wrong with it beyond that is told by its own problems. */
export const policyFileText = z.string().max(200_000).describe('the policy file, as YAML');

const comment = z.string().trim().min(1).max(500).describe('why');

/** Where a policy came from. */
const APPLICATION_KINDS = ['file', 'apply', 'rollback'] as const;

const applicationView = z
  .strictObject({
    number: z.int().describe('from 1, without gaps; the highest is in force'),
    version: z.string().describe('a hash of the policy file; every decision records it'),
    previous: z.string().optional().describe('the version that was in force before'),
    kind: z
      .enum(APPLICATION_KINDS)
      .describe('by the file that a process was started with, by request, or back to an earlier version'),
    by: z.string().describe('the name of the key that asked, or what read the file'),
    keyId: z.string().optional().describe('the key that asked'),
    comment: z.string().optional(),
    at: z.iso.datetime(),
  })
  .meta({
    id: 'PolicyApplication',
    description: 'A version of the policy put in force. Times are real time.',
  });

export type PolicyApplicationView = z.output<typeof applicationView>;

/** A version put in force. */
export const policyApplication = applicationView;

/** The policy in force. */
export const policyInForceView = z
  .strictObject({ ...applicationView.shape, text: z.string() })
  .meta({ id: 'Policy', description: 'The policy in force.' });

export const policyVersionView = z
  .strictObject({ version: z.string(), text: z.string() })
  .meta({ id: 'PolicyVersion' });

export const policyHistory = z
  .strictObject({
    items: z.array(applicationView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'PolicyHistory' });

export const policyHistoryQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the nextCursor of the page before')
    .transform(Number)
    .exactOptional(),
});

export const validatePolicyBody = z.strictObject({ text: policyFileText }).meta({ id: 'ValidatePolicy' });

const policyProblem = z.strictObject({
  path: z.string().describe('keys and indexes joined by dots; empty for the file as a whole'),
  line: z.int().optional().describe('from 1'),
  message: z.string(),
});

export const policyValidation = z
  .strictObject({
    valid: z.boolean(),
    version: z.string().optional().describe('of a valid policy'),
    problems: z.array(policyProblem).describe('everything that is wrong, at once'),
  })
  .meta({ id: 'PolicyValidation' });

export const applyPolicyBody = z
  .strictObject({
    text: policyFileText,
    from: policyVersionId.describe(
      'the version that this one was made from; refused when another is in force',
    ),
    comment: comment.exactOptional(),
  })
  .meta({ id: 'ApplyPolicy' });

export const rollbackPolicyBody = z
  .strictObject({
    to: policyVersionId.describe('a version that was in force before'),
    from: policyVersionId.describe('the version to leave; refused when another is in force'),
    comment: comment.exactOptional(),
  })
  .meta({ id: 'RollbackPolicy' });
