import { readFileSync } from 'node:fs';

import { policyProblems } from '@tierline/contracts';

import { InvalidPolicyError, UsageError } from './failure.ts';

/** The text of a policy file. Throws UsageError when it cannot be read, InvalidPolicyError when it is not valid. */
export function readPolicy(file: string): string {
  const text = readText(file);
  const problems = policyProblems(text);
  if (problems.length > 0) throw new InvalidPolicyError(file, problems);
  return text;
}

/** The text of a file. Throws UsageError when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`${file} cannot be read (${why})`);
  }
}
