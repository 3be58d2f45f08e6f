import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { deskCalendar, parseScenario, type Scenario, workingDaysAfter } from '@tierline/model';

import { PresetError } from './errors.ts';

const PRESETS = new URL('../../presets/', import.meta.url);

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

/** Reads a preset. Throws PresetError when there is none of that name or its scenario is not valid, PolicyError for its policy. */
export async function loadPreset(name: string): Promise<Preset> {
  const known = (await readdir(PRESETS, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  if (!known.includes(name)) throw new PresetError(`there is no preset ${name}; known:`, known.toSorted());
  const policyFile = fileURLToPath(new URL(`${name}/tierline.yaml`, PRESETS));
  const scenarioFile = fileURLToPath(new URL(`${name}/scenario.yaml`, PRESETS));
  const [policyText, scenarioText] = await Promise.all([
    readFile(policyFile, 'utf8'),
    readFile(scenarioFile, 'utf8'),
  ]);
  const { policy } = parsePolicy(policyText);
  const scenario = parseScenario(scenarioText, scenarioFile);
  return {
    name,
    policyFile,
    policy,
    scenario,
    defaultSpeed: scenario.replay.defaultSpeed,
    dayStart: (after) => workingDaysAfter(deskCalendar(policy), after, 1)[0]?.opens ?? after,
  };
}
