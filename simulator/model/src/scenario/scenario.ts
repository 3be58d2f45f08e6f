import { parseDocument } from 'yaml';
import { z } from 'zod';

import { ScenarioError } from '../errors.ts';
import { loadFile } from './load-file.ts';
import { peopleFile } from './people-file.ts';
import { customersFile, runFile } from './run-file.ts';
import { targetsFile } from './target.ts';
import { workFile } from './work-file.ts';

const scenarioFile = z.strictObject({
  description: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .optional()
    .describe('the organisation, in a sentence or two'),
  load: loadFile,
  work: workFile,
  people: peopleFile,
  customers: customersFile,
  targets: targetsFile,
  run: runFile,
  replay: z
    .strictObject({
      defaultSpeed: z.number().gt(0).max(100_000).default(300).describe('replayed milliseconds per real one'),
    })
    .prefault({}),
});

/** Load, work and people of an organisation, as `scenario.yaml` states them. Lengths of time in minutes. */
export type Scenario = z.output<typeof scenarioFile>;

/** Reads the text of a scenario (YAML). Throws ScenarioError that names every problem with its path. */
export function parseScenario(text: string, source: string): Scenario {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0)
    throw new ScenarioError(
      problemsOf(source),
      document.errors.map(({ message }) => message),
    );
  return readScenario(document.toJS(), source);
}

/** Reads a scenario that is data already. Throws ScenarioError that names every problem with its path. */
export function readScenario(data: unknown, source: string): Scenario {
  const parsed = scenarioFile.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ScenarioError(
    problemsOf(source),
    parsed.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'the file' : path.join('.')}: ${message}`,
    ),
  );
}

function problemsOf(source: string): string {
  return `${source} has problems:`;
}
