import { basename, dirname, resolve } from 'node:path';

import { readScenario } from '@tierline/model';

import { PresetError } from './errors.ts';
import { exists, presetFile } from './preset-files.ts';
import { type Preset, presetOf } from './preset.ts';
import { type RawScenario, readRawScenario } from './raw-scenario.ts';

/**
 * Reads a scenario of your own from a file. Beside what every scenario says it may say
 * - `extends`: a preset that it builds on. Maps are merged at every depth; a list, number or text replaces the preset's; null
 *   removes what it says, such as `cv` where another distribution has none.
 * - `policy`: its tierline.yaml, from the folder of the scenario. Without it, the one beside the scenario, or else the
 *   preset's.
 *
 * Its name is that of its folder where the file is called scenario.yaml, else that of the file.
 * Throws PresetError when a file cannot be read or no policy is found, ScenarioError and PolicyError for what they say.
 */
export async function loadScenario(file: string): Promise<Preset> {
  const path = resolve(file);
  const raw = await readRawScenario(path);
  const scenario = readScenario(raw.data, path);
  return presetOf(nameOf(path), scenario, await policyFileOf(path, raw));
}

async function policyFileOf(scenarioFile: string, { policy, base }: RawScenario): Promise<string> {
  const folder = dirname(scenarioFile);
  if (policy !== undefined) {
    const stated = resolve(folder, policy);
    if (await exists(stated)) return stated;
    throw new PresetError(`${scenarioFile} has problems:`, [
      `policy: there is no ${stated}; the path is taken from the folder of the scenario`,
    ]);
  }
  const beside = resolve(folder, 'tierline.yaml');
  if (await exists(beside)) return beside;
  if (base !== undefined) return presetFile(base, 'tierline.yaml');
  throw new PresetError(`${scenarioFile} has problems:`, [
    'policy: missing; name a tierline.yaml, put one beside the scenario, or say which preset it extends',
  ]);
}

function nameOf(path: string): string {
  const name = basename(path).replace(/\.(ya?ml|json)$/, '');
  return name === 'scenario' ? basename(dirname(path)) : name;
}
