import { distance } from 'fastest-levenshtein';

import type { ConfigProblem } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What container platforms say of their other services: DB_PORT=tcp://10.0.0.7:5432. */
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//;

/**
 * Variables that nobody reads, but that look like a misspelt name of ours. An environment is full of other programs'
 * variables, so a name counts only where it is very close, and where the variable that it is close to is not given: who says
 * that one as well means something else by the other.
 */
export function misspelt(names: readonly string[], env: Environment): readonly ConfigProblem[] {
  const given = Object.keys(env).filter((name) => isGiven(env[name]));
  const missing = names.filter((name) => !given.includes(name));
  return given
    .filter((name) => !names.includes(name) && !SERVICE_LINK.test(env[name] ?? ''))
    .flatMap((name) => {
      const meant = missing
        .map((one) => ({ one, edits: distance(one, name.toUpperCase()) }))
        .filter(({ one, edits }) => edits <= tolerable(one))
        .toSorted((one, other) => one.edits - other.edits)[0]?.one;
      if (meant === undefined) return [];
      const remedy = `If it is another program's, say what ${meant} is as well.`;
      return [{ name, message: `is read by nobody; did you mean ${meant}?`, remedy }];
    });
}

/** Whether a variable counts as said. */
export function isGiven(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

/** HOST is two letters from HOME and from PORT: of a short name nothing else is meant. */
function tolerable(name: string): number {
  return name.length < 6 ? 0 : name.length < 8 ? 1 : 2;
}
