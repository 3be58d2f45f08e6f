/** One thing wrong with a policy file. */
export interface PolicyProblem {
  /** Where in the file, keys and indexes joined by dots; empty for the file as a whole. */
  readonly path: string;
  /** From 1, where the place is known. */
  readonly line?: number;
  readonly message: string;
}

/** Thrown when a policy file is not valid; it names every problem. */
export class PolicyError extends Error {
  readonly code = 'policy-invalid';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(['The policy file has problems:', ...problems.map(inWords)].join('\n  '));
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

function inWords({ path, line, message }: PolicyProblem): string {
  return `${line === undefined ? '' : `line ${line}: `}${path === '' ? '' : `${path}: `}${message}`;
}
