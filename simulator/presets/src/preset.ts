import { readFile } from 'node:fs/promises';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { deskCalendar, type Scenario, workingDaysAfter } from '@tierline/model';

import { presetFile } from './preset-file.ts';
import { loadScenario } from './scenario-file.ts';

/** A named organisation: its policy, load and work. */
export interface Preset {
  readonly name: string;
  /** Absolute path, for the services. */
  readonly policyFile: string;
  readonly policy: LoadedPolicy['policy'];
  readonly scenario: Scenario;
  /** Replayed milliseconds per real one. */
  readonly defaultSpeed: number;
  /** First opening of a working day strictly after that moment. */
  readonly dayStart: (after: Instant) => Instant;
}

/** Reads a preset. Throws PresetError when there is none of that name, ScenarioError or PolicyError where it is not valid. */
export async function loadPreset(name: string): Promise<Preset> {
  const { scenario, policyFile } = await loadScenario(await presetFile(name));
  const { policy } = parsePolicy(await readFile(policyFile, 'utf8'));
  return {
    name,
    policyFile,
    policy,
    scenario,
    defaultSpeed: scenario.replay.defaultSpeed,
    dayStart: (after) => workingDaysAfter(deskCalendar(policy), after, 1)[0]?.opens ?? after,
  };
}
