import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { readScenario, type Scenario, ScenarioError } from '@tierline/model';
import { parseDocument } from 'yaml';

import { presetFiles } from './preset.ts';

/** A scenario that was read from a file, and the policy under which it runs. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Absolute path. */
  readonly policyFile: string;
}

type Data = Readonly<Record<string, unknown>>;

/**
 * Reads a scenario file. It may begin with `extends: <preset>`: then it says only what is different from that preset, field
 * by field; a list replaces the whole list. Its policy is `policy: <path>` (from where the file is), else a tierline.yaml
 * beside it, else the preset's. Throws ScenarioError where the file cannot be read or is not valid, PresetError where the
 * preset is not there.
 */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const { extends: preset, policy, ...own } = await dataOf(file);
  if (preset !== undefined && typeof preset !== 'string')
    throw new ScenarioError(`${file} has problems:`, ['extends: must be the name of a preset']);
  if (policy !== undefined && typeof policy !== 'string')
    throw new ScenarioError(`${file} has problems:`, ['policy: must be the path of a policy file']);
  const base = preset === undefined ? undefined : await presetFiles(preset);
  const scenario = readScenario(
    base === undefined ? own : merged(await dataOf(base.scenarioFile), own),
    file,
  );
  const beside = resolve(dirname(file), policy ?? 'tierline.yaml');
  const policyFile = policy !== undefined || existsSync(beside) ? beside : base?.policyFile;
  if (policyFile === undefined || !existsSync(policyFile))
    throw new ScenarioError(`${file} has problems:`, [
      `policy: there is no ${policyFile ?? beside}; name a policy file with \`policy:\`, or a preset with \`extends:\``,
    ]);
  return { scenario, policyFile };
}

async function dataOf(file: string): Promise<Data> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ScenarioError(`${file} cannot be read:`, [String((error as Error).message)], { cause: error });
  });
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw new ScenarioError(
      `${file} has problems:`,
      document.errors.map(({ message }) => message),
    );
  const data: unknown = document.toJS();
  if (isData(data)) return data;
  throw new ScenarioError(`${file} has problems:`, ['the file: must have fields, such as load and work']);
}

/** The second over the first: fields within fields, everything else as a whole. */
function merged(first: Data, second: Data): Data {
  return Object.entries(second).reduce<Data>((all, [key, value]) => {
    const before = all[key];
    return { ...all, [key]: isData(before) && isData(value) ? merged(before, value) : value };
  }, first);
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
