/** Thrown when a scenario is not valid; it names every problem with its path. */
export class ScenarioError extends Error {
  readonly code = 'scenario-invalid';
  readonly problems: readonly string[];

  constructor(title: string, problems: readonly string[], options?: ErrorOptions) {
    super([title, ...problems].join('\n  '), options);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}
