import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { PresetError } from './errors.ts';

/** Beside the sources, and beside what is built of them. */
const PRESETS = new URL('../', import.meta.url);

/** The names of all presets, in order. */
export async function presetNames(): Promise<readonly string[]> {
  const entries = await readdir(PRESETS, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = await Promise.all(folders.map(async (name) => readdir(new URL(`${name}/`, PRESETS))));
  return folders.filter((_, index) => files[index]?.includes('scenario.yaml')).toSorted();
}

/** Where the scenario of a preset is. Throws PresetError when there is none of that name. */
export async function presetFile(name: string): Promise<string> {
  const known = await presetNames();
  if (!known.includes(name)) throw new PresetError(`there is no preset ${name}; known:`, known);
  return fileURLToPath(new URL(`${name}/scenario.yaml`, PRESETS));
}
