import { readFile } from 'node:fs/promises';

import { parseDocument } from 'yaml';

import { PresetError } from './errors.ts';
import { isRaw, merge, type Raw } from './merge.ts';
import { presetFile, presetNames } from './preset-files.ts';

/** A scenario before it is checked, and what its file says of other files. */
export interface RawScenario {
  readonly data: Raw;
  /** As the file itself names it. */
  readonly policy: string | undefined;
  /** Preset that it builds on. */
  readonly base: string | undefined;
}

/**
 * Reads a scenario file and puts it over the preset that it extends, if any.
 * Throws PresetError when a file cannot be read, is no YAML, or extends what does not exist.
 */
export async function readRawScenario(file: string, above: readonly string[] = []): Promise<RawScenario> {
  const { extends: base, policy, ...own } = mapOf(await textOf(file), file);
  if (policy !== undefined && typeof policy !== 'string')
    throw new PresetError(`${file} has problems:`, [
      'policy: must be the path of a tierline.yaml, from the folder of the scenario',
    ]);
  if (base === undefined) return { data: own, policy, base };
  const names = await presetNames();
  if (typeof base !== 'string' || !names.includes(base))
    throw new PresetError(`${file} has problems:`, [
      `extends: there is no preset ${JSON.stringify(base)}; name one of ${names.join(', ')}`,
    ]);
  if (above.includes(base))
    throw new PresetError(`${file} has problems:`, [
      `extends: ${[...above, base].join(' extends ')}; a preset cannot build on itself`,
    ]);
  const { data } = await readRawScenario(presetFile(base, 'scenario.yaml'), [...above, base]);
  return { data: merge(data, own), policy, base };
}

/** Throws PresetError that says what to do when a file cannot be read. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PresetError(
      `${file} cannot be read:`,
      [error instanceof Error ? error.message : String(error), 'check the path and who may read it'],
      { cause: error },
    );
  }
}

function mapOf(text: string, file: string): Raw {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0)
    throw new PresetError(
      `${file} is no YAML:`,
      document.errors.map(({ message }) => message),
    );
  const data: unknown = document.toJS();
  if (isRaw(data)) return data;
  throw new PresetError(`${file} has problems:`, [
    'the file: must be a map with load and work, or extends and what differs from that preset',
  ]);
}
