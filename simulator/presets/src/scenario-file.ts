import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { readScenario, type Scenario, ScenarioError } from '@tierline/model';
import { parseDocument } from 'yaml';

import { presetFile } from './preset-file.ts';

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
  const { data, policyFile } = await resolved(file);
  if (policyFile === undefined)
    throw problem(
      file,
      'policy: name a policy file with `policy:`, put a tierline.yaml beside it, or say `extends:`',
    );
  if (!existsSync(policyFile)) throw problem(file, `policy: there is no ${policyFile}`);
  return { scenario: readScenario(data, file), policyFile };
}

/** What a file says together with the presets that it extends. */
async function resolved(
  file: string,
): Promise<{ readonly data: Data; readonly policyFile: string | undefined }> {
  const { extends: preset, policy, ...own } = await dataOf(file);
  if (preset !== undefined && typeof preset !== 'string')
    throw problem(file, 'extends: must be the name of a preset');
  if (policy !== undefined && typeof policy !== 'string')
    throw problem(file, 'policy: must be the path of a policy file');
  const base = preset === undefined ? undefined : await resolved(await presetFile(preset));
  const beside = resolve(dirname(file), policy ?? 'tierline.yaml');
  return {
    data: base === undefined ? own : merged(base.data, own),
    policyFile: policy !== undefined || existsSync(beside) ? beside : base?.policyFile,
  };
}

function problem(file: string, text: string): ScenarioError {
  return new ScenarioError(`${file} has problems:`, [text]);
}

async function dataOf(file: string): Promise<Data> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ScenarioError(`${file} cannot be read:`, [(error as Error).message], { cause: error });
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
