import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';
import { deskCalendar, parseScenario, type Scenario, workingDaysAfter } from '@tierline/model';

import { PresetError } from './errors.ts';

/** Beside the sources, and beside what is built of them. */
const PRESETS = new URL('../', import.meta.url);

/** A named organisation: its policy, load and work. */
export interface Preset {
  readonly name: string;
  /** Absolute paths. */
  readonly policyFile: string;
  readonly scenarioFile: string;
  readonly policy: LoadedPolicy['policy'];
  readonly scenario: Scenario;
  /** Replayed milliseconds per real one. */
  readonly defaultSpeed: number;
  /** First opening of a working day strictly after that moment. */
  readonly dayStart: (after: Instant) => Instant;
}

/** The names of all presets, in order. */
export async function presetNames(): Promise<readonly string[]> {
  const entries = await readdir(PRESETS, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name === 'scenario.yaml')
    .map(({ parentPath }) => parentPath.replace(/[/\\]+$/, '').replace(/^.*[/\\]/, ''))
    .toSorted();
}

/** Reads a preset. Throws PresetError when there is none of that name, ScenarioError or PolicyError where it is not valid. */
export async function loadPreset(name: string): Promise<Preset> {
  const { policyFile, scenarioFile } = await presetFiles(name);
  const [policyText, scenarioText] = await Promise.all([
    readFile(policyFile, 'utf8'),
    readFile(scenarioFile, 'utf8'),
  ]);
  const { policy } = parsePolicy(policyText);
  const scenario = parseScenario(scenarioText, scenarioFile);
  return {
    name,
    policyFile,
    scenarioFile,
    policy,
    scenario,
    defaultSpeed: scenario.replay.defaultSpeed,
    dayStart: (after) => workingDaysAfter(deskCalendar(policy), after, 1)[0]?.opens ?? after,
  };
}

/** Where the files of a preset are. Throws PresetError when there is none of that name. */
export async function presetFiles(
  name: string,
): Promise<{ readonly policyFile: string; readonly scenarioFile: string }> {
  const known = await presetNames();
  if (!known.includes(name)) throw new PresetError(`there is no preset ${name}; known:`, known);
  return {
    policyFile: fileURLToPath(new URL(`${name}/tierline.yaml`, PRESETS)),
    scenarioFile: fileURLToPath(new URL(`${name}/scenario.yaml`, PRESETS)),
  };
}
