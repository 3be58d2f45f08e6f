import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { deskCalendar, readScenario, type Scenario, workingDaysAfter } from '@tierline/model';

import { PresetError } from './errors.ts';
import { presetFile, presetNames } from './preset-files.ts';
import { readRawScenario, textOf } from './raw-scenario.ts';

/** An organisation: its policy, load, work and people. */
export interface Preset {
  readonly name: string;
  /** What it is, in a sentence or two; empty where its scenario does not say. */
  readonly description: string;
  /** Absolute path, for the services. */
  readonly policyFile: string;
  readonly policy: LoadedPolicy['policy'];
  readonly scenario: Scenario;
  /** Replayed milliseconds per real one. */
  readonly defaultSpeed: number;
  /** First opening of a working day strictly after that moment. */
  readonly dayStart: (after: Instant) => Instant;
}

/**
 * Reads a preset by its name. Throws PresetError when there is none of that name, ScenarioError for its scenario,
 * PolicyError for its policy.
 */
export async function loadPreset(name: string): Promise<Preset> {
  const known = await presetNames();
  if (!known.includes(name)) throw new PresetError(`there is no preset ${name}; known:`, known);
  const scenarioFile = presetFile(name, 'scenario.yaml');
  const { data } = await readRawScenario(scenarioFile, [name]);
  return presetOf(name, readScenario(data, scenarioFile), presetFile(name, 'tierline.yaml'));
}

/** An organisation of a scenario that is read already and the policy in a file. */
export async function presetOf(name: string, scenario: Scenario, policyFile: string): Promise<Preset> {
  const { policy } = parsePolicy(await textOf(policyFile));
  return {
    name,
    description: scenario.description ?? '',
    policyFile,
    policy,
    scenario,
    defaultSpeed: scenario.replay.defaultSpeed,
    dayStart: (after) => workingDaysAfter(deskCalendar(policy), after, 1)[0]?.opens ?? after,
  };
}
