import { readFileSync } from 'node:fs';

import type { ConfigProblem } from './errors.ts';
import { isGiven } from './foreign-variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The name of the variable that says in which file another one's value is. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/**
 * Reads the secrets that are in files, as Docker and Kubernetes mount them: NAME_FILE says where NAME is. What comes back is
 * the environment with each under its own name, less the line break at its end, and what was wrong.
 */
export function withSecretFiles(
  secrets: readonly string[],
  env: Environment,
): { readonly env: Environment; readonly problems: readonly ConfigProblem[] } {
  const read: Record<string, string> = {};
  const problems: ConfigProblem[] = [];
  for (const name of secrets) {
    const variable = fileVariable(name);
    const path = env[variable];
    if (!isGiven(path)) continue;
    const wrong = (message: string) =>
      problems.push({
        name: variable,
        message,
        remedy: `The path of a file that holds ${name}, and nothing else.`,
      });
    if (isGiven(env[name])) {
      wrong(`is given, and ${name} as well; only one of them may be`);
      continue;
    }
    try {
      const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (isGiven(value)) read[name] = value;
      else wrong('names an empty file');
    } catch (error) {
      wrong(
        `names a file that cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
      );
    }
  }
  return { env: { ...env, ...read }, problems };
}
