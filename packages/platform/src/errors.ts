/** One thing that is wrong with one environment variable. Never holds the variable's value. */
export interface ConfigProblem {
  readonly name: string;
  readonly message: string;
  /** What the variable is for, from the schema's description. */
  readonly remedy?: string | undefined;
}

/** Thrown when a service's environment does not fit its schema; carries every problem, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config-invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(service: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const lines = problems.map(
      ({ name, message, remedy }) => `  ${name}: ${message}${remedy === undefined ? '' : `\n    ${remedy}`}`,
    );
    super([`${service} cannot start, its environment has ${count}:`, ...lines].join('\n'));
    this.problems = problems;
  }
}

/**
 * Thrown when something did not answer in the time it was given: a queue while Redis is away, a
 * readiness check, a stop. Whether it still happens later is unknown.
 */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'deadline-exceeded';

  constructor(what: string, afterMs: number) {
    super(`${what} did not finish within ${afterMs} ms`);
  }
}
