import { readFile } from 'node:fs/promises';

import { loadPreset, loadScenario, presetNames } from '@tierline/presets';
import type { Plan } from '@tierline/whatif';

import { UsageError } from '../failure.ts';
import { type Overrides, withOverrides } from './overrides.ts';

/** The plan of a preset. Throws PresetError where there is none of that name. */
export async function presetPlan(name: string, overrides: Overrides): Promise<Plan> {
  const { scenario, policyFile } = await loadPreset(name);
  return {
    name,
    scenario: withOverrides(scenario, overrides, `preset ${name}`),
    policy: await readFile(policyFile, 'utf8'),
  };
}

/** The plan of a scenario file. Throws UsageError where it cannot be read, ScenarioError where it is not valid. */
export async function filePlan(file: string, overrides: Overrides): Promise<Plan> {
  const { scenario, policyFile } = await loadScenario(file);
  return {
    name: file,
    scenario: withOverrides(scenario, overrides, file),
    policy: await readFile(policyFile, 'utf8'),
  };
}

/** The one plan that a command line names: a scenario file, or a preset. Throws UsageError for both or neither. */
export async function namedPlan(
  file: string | undefined,
  preset: string | undefined,
  overrides: Overrides,
): Promise<Plan> {
  if ((file === undefined) === (preset === undefined))
    throw new UsageError(
      `name a scenario file or --preset, one of them; presets are ${(await presetNames()).join(', ')}`,
    );
  return file === undefined ? presetPlan(preset ?? '', overrides) : filePlan(file, overrides);
}
