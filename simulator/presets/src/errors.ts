/** Thrown when a preset is not there or its scenario is not valid; it names every problem. */
export class PresetError extends Error {
  readonly code = 'preset-invalid';
  readonly problems: readonly string[];

  constructor(title: string, problems: readonly string[], options?: ErrorOptions) {
    super([title, ...problems].join('\n  '), options);
    this.name = 'PresetError';
    this.problems = problems;
  }
}
