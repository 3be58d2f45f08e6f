import { type LoadedPolicy, parsePolicy, PolicyError } from '@tierline/contracts';
import { type Database, policyText } from '@tierline/store';

import { ProblemError } from './problems.ts';

/** The text of a version; throws the problem `unknown-policy` for one that never was in force. */
export async function versionText(database: Database, version: string): Promise<string> {
  const text = await policyText(database, version);
  if (text === undefined) throw new ProblemError('unknown-policy', `no policy ${version} was ever applied`);
  return text;
}

/** The policy of a text; throws the problem `policy-invalid` with everything that is wrong with it. */
export function validPolicy(text: string): LoadedPolicy {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const fields = error.problems.map(({ path, line, message }) => ({
      field: path === '' ? 'text' : path,
      message: line === undefined ? message : `line ${line}: ${message}`,
    }));
    throw new ProblemError('policy-invalid', error.message, fields);
  }
}
