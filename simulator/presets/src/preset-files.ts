import { access, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// The folders of the presets lie beside src and dist alike.
const PRESETS = new URL('../', import.meta.url);

/** Names of all presets, in alphabetical order. */
export async function presetNames(): Promise<string[]> {
  const folders = (await readdir(PRESETS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = await Promise.all(
    folders.map(async ({ name }) => ((await exists(presetFile(name, 'scenario.yaml'))) ? [name] : [])),
  );
  return names.flat().toSorted();
}

/** Absolute path of a file of a preset. */
export function presetFile(name: string, file: 'scenario.yaml' | 'tierline.yaml'): string {
  return fileURLToPath(new URL(`${name}/${file}`, PRESETS));
}

/** Whether there is a file that this process may see. */
export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
